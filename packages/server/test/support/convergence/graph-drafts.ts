/** What people write into events, as Graph takes it: the details of an edit of a script. Pure. */
import type { TruthEvent } from '@calmirror/graph-simulator';

import type { Change, Field, OccurrenceChange, Shape } from './script.ts';

export type GraphDraft = Record<string, unknown>;

const ZONES = ['W. Europe Standard Time', 'Pacific Standard Time', 'UTC', 'India Standard Time'];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const PLACES = ['Room 1', 'Café Sõprus', 'https://example.com/meet'];
/** What a careless writer of rows trips over. */
const TEXTS = [
  '',
  '',
  String.raw` \N \. \t`,
  ' "quoted", {braced}',
  ' tab\there',
  ' two\nlines',
  ' é 😀 \u2028',
];
const OUTSIDERS = [
  { name: 'Lee', address: 'lee@elsewhere.example' },
  { name: 'Noor', address: 'noor@elsewhere.example' },
];
/** What the simulator's createEvent takes beside the event. */
export interface Extras {
  readonly teams?: { generation: '2019' | '2021' | '2024' | '2026'; dialIn?: boolean; linkAfterMs?: number };
  readonly organizer?: { name: string; address: string };
  readonly zones?: { original: string | null; recurrence?: string };
  readonly send?: boolean;
  readonly attachments?: { name: string; contentType: string; content: string }[];
}

export interface Made {
  readonly event: GraphDraft;
  readonly extras: Extras;
}

/** @param other the principal name of somebody with a mailbox that is mirrored, too */
export function newEvent(
  shape: Shape,
  { value, date, count, other }: { value: number; date: string; count: number; other: string | undefined },
): Made {
  const timeZone = pick(ZONES, value);
  const isAllDay = shape === 'all-day' || shape === 'all-day series';
  const isSeries =
    shape === 'series' ||
    shape === 'all-day series' ||
    ((shape === 'meeting' || shape === 'invitation') && value % 3 === 0);
  const invited = shape === 'meeting' || shape === 'draft' ? peopleOf(value, other) : undefined;
  return {
    event: {
      subject: value % 17 === 16 ? null : `${shape} ${count}${pick(TEXTS, value)}`,
      body: { contentType: 'text', content: `Made as number ${count}.` },
      ...(shape === 'long' ? longTimes(date, timeZone, value) : times(date, isAllDay, timeZone, value)),
      ...(shape === 'moment' ? momentTimes(date, timeZone, value) : {}),
      ...(isSeries ? { recurrence: recurrenceFrom(date, value) } : {}),
      ...(value % 4 === 3 ? { locations: placesOf(value) } : {}),
      ...(invited === undefined ? {} : { attendees: invited }),
    },
    extras: extrasOf(shape, value, isSeries),
  };
}

function extrasOf(shape: Shape, value: number, isSeries: boolean): Extras {
  return {
    ...(shape === 'meeting' && value % 2 === 0
      ? {
          teams: {
            generation: pick(['2019', '2021', '2024', '2026'] as const, value),
            dialIn: value % 4 === 0,
            ...(value % 6 === 0 ? { linkAfterMs: 20_000 } : {}),
          },
        }
      : {}),
    ...(shape === 'invitation' ? { organizer: pick(OUTSIDERS, 0) } : {}),
    ...(shape === 'draft' ? { send: false } : {}),
    ...(shape === 'foreign zone' || (shape === 'invitation' && value % 5 === 4)
      ? {
          zones: {
            original: pick(['tzone://Microsoft/Custom', null, 'Customized Time Zone'], value),
            ...(isSeries ? { recurrence: 'tzone://Microsoft/Custom' } : {}),
          },
        }
      : {}),
    ...(value % 7 === 6
      ? { attachments: [{ name: 'agenda.txt', contentType: 'text/plain', content: 'One. Two.' }] }
      : {}),
  };
}

export function changeOf(
  event: TruthEvent,
  { field, value, count }: { field: Field; value: number; count: number },
  other: string | undefined,
): GraphDraft {
  const date = event.start.slice(0, 10);
  const timeZone = pick(ZONES, value);
  switch (field) {
    case 'subject':
      return { subject: `Renamed ${count}${pick(TEXTS, value)}` };
    case 'body':
      return { body: { contentType: 'text', content: `Rewritten as number ${count}.${String.raw` \N`}` } };
    case 'importance':
      return { importance: pick(['low', 'normal', 'high'], value) };
    case 'sensitivity':
      return { sensitivity: pick(['normal', 'personal', 'private', 'confidential'], value) };
    case 'showAs':
      return { showAs: pick(['free', 'tentative', 'busy', 'oof', 'workingElsewhere'], value) };
    case 'categories':
      return { categories: ['Red category', String.raw`Blue, "big" {and} \\`].slice(0, value % 3) };
    case 'locations':
      return { locations: placesOf(value) };
    case 'attendees':
      return { attendees: peopleOf(value, other).slice(0, value % 4) };
    case 'online':
      return { isOnlineMeeting: true };
    // Nothing that we keep, but a new version all the same.
    case 'reminder':
      return { isReminderOn: true, reminderMinutesBeforeStart: value % 60 };
    case 'day':
      // Now and then far away: out of the window, or into it.
      return times(shifted(date, pick([1, -3, 12, 70, -40], value)), event.isAllDay, timeZone, value);
    case 'time':
      return times(date, event.isAllDay, timeZone, value + 1);
    case 'all-day':
      return times(date, !event.isAllDay, timeZone, value);
    case 'repeat':
      return { recurrence: recurrenceFrom(date, value) };
    case 'unrepeat':
      return { recurrence: null };
    case 'until':
      return rangeOf(event, count, { type: 'endDate', endDate: shifted(date, 3 + (value % 40)) });
    case 'count':
      return rangeOf(event, count, { type: 'numbered', numberOfOccurrences: 1 + (value % 20) });
    case 'endless':
      return rangeOf(event, count, { type: 'noEnd' });
  }
}

function rangeOf({ recurrence }: TruthEvent, count: number, range: GraphDraft): GraphDraft {
  if (recurrence === null) return { subject: `Renamed ${count}` };
  const { startDate, recurrenceTimeZone } = recurrence.range;
  return { recurrence: { pattern: recurrence.pattern, range: { startDate, recurrenceTimeZone, ...range } } };
}

/** @param today YYYY-MM-DD */
export function changeOfOccurrence(
  event: TruthEvent,
  how: Change<OccurrenceChange>,
  { count, today }: { count: number; today: string },
): GraphDraft {
  const date = event.start.slice(0, 10);
  switch (how) {
    case 'later':
      return times(date, event.isAllDay, 'UTC', count);
    case 'day':
      return times(shifted(date, 1), event.isAllDay, 'UTC', count);
    case 'out':
      return times(shifted(date, 70), event.isAllDay, 'UTC', count);
    case 'today':
      return times(today, event.isAllDay, 'UTC', count);
    case 'back':
      return times((event.originalStart ?? event.start).slice(0, 10), event.isAllDay, 'UTC', count);
    case 'all-day':
      return times(date, !event.isAllDay, 'UTC', count);
    case 'body':
      return { body: { contentType: 'text', content: `Of one date, number ${count}.` } };
    case 'private':
      return { sensitivity: 'private', showAs: 'free', categories: ['Red category'] };
    case 'place':
      return { locations: placesOf(count) };
    case 'subject':
      return { subject: `Once ${count}` };
  }
}

export function dayAfter(now: number, days: number): string {
  return new Date(now + days * 86_400_000).toISOString().slice(0, 10);
}

export function pick<T>(from: readonly [T, ...T[]] | readonly T[], index: number): T {
  const found = from[index % from.length];
  if (found === undefined) throw new RangeError('There is nothing to pick from.');
  return found;
}

function shifted(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

function placesOf(value: number): GraphDraft[] {
  return PLACES.slice(0, value % 4).map((displayName) => ({ displayName }));
}

function peopleOf(value: number, other: string | undefined): GraphDraft[] {
  const named = [...(other === undefined ? [] : [{ name: other, address: other }]), ...OUTSIDERS];
  return named.map((emailAddress, index) => ({
    type: pick(['required', 'optional', 'resource'], value + index),
    emailAddress,
  }));
}

function times(date: string, isAllDay: boolean, timeZone: string, value: number): GraphDraft {
  if (isAllDay) {
    return {
      isAllDay,
      start: { dateTime: `${date}T00:00:00`, timeZone },
      end: { dateTime: `${shifted(date, 1 + (value % 2))}T00:00:00`, timeZone },
    };
  }
  const from = Temporal.PlainDateTime.from(`${date}T00:00:00`).add({ minutes: (value % 46) * 30 });
  return { isAllDay, ...span(from, from.add({ minutes: 30 + (value % 3) * 30 }), timeZone) };
}

function longTimes(date: string, timeZone: string, value: number): GraphDraft {
  const from = Temporal.PlainDateTime.from(`${date}T00:00:00`).add({ minutes: (value % 46) * 30 });
  return span(from, from.add({ days: 1 + (value % 20), minutes: 15 }), timeZone);
}

/** Without a length. */
function momentTimes(date: string, timeZone: string, value: number): GraphDraft {
  const at = Temporal.PlainDateTime.from(`${date}T00:00:00`).add({ minutes: (value % 46) * 30 });
  return span(at, at, timeZone);
}

function span(from: Temporal.PlainDateTime, to: Temporal.PlainDateTime, timeZone: string): GraphDraft {
  const local = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'second' });
  return { start: { dateTime: local(from), timeZone }, end: { dateTime: local(to), timeZone } };
}

/** Of every kind, most of them with an end. */
function recurrenceFrom(date: string, value: number): { pattern: object; range: object } {
  const at = Temporal.PlainDate.from(date);
  const weekday = pick(WEEKDAYS, at.dayOfWeek % 7);
  const patterns = [
    { type: 'daily', interval: 1 + (value % 3) },
    { type: 'weekly', interval: 1 + (value % 2), daysOfWeek: [weekday], firstDayOfWeek: 'monday' },
    {
      type: 'weekly',
      interval: 1 + (value % 4 === 3 ? 1 : 0),
      daysOfWeek: [weekday, pick(WEEKDAYS, value)].filter((each, index, all) => all.indexOf(each) === index),
      firstDayOfWeek: 'sunday',
    },
    { type: 'absoluteMonthly', interval: 1, dayOfMonth: value % 2 === 0 ? at.day : 31 },
    { type: 'relativeMonthly', interval: 1, daysOfWeek: [weekday], index: 'last' },
    { type: 'absoluteYearly', interval: 1, dayOfMonth: at.day, month: at.month },
    { type: 'relativeYearly', interval: 1, daysOfWeek: [weekday], index: 'last', month: at.month },
  ];
  const ranges = [
    { type: 'noEnd', startDate: date },
    { type: 'numbered', startDate: date, numberOfOccurrences: 1 + (value % 9) },
    { type: 'endDate', startDate: date, endDate: shifted(date, 1 + (value % 30)) },
  ];
  return { pattern: pick(patterns, value), range: pick(ranges, value) };
}
