/**
 * Makes an edit of the mailbox out of a form: the same operations, and so the same
 * deltas and notifications, as a write through Graph. Only what differs from what
 * stands in the mailbox is written, so that a title edit keeps the exceptions of a series.
 */
import { createEvent } from '../mailbox/create-event.ts';
import { deleteEvent } from '../mailbox/delete-event.ts';
import { EditError } from '../mailbox/edit-error.ts';
import type { DraftTime, EventPatch, WritableContent } from '../mailbox/event-draft.ts';
import { draftTimes, isIsoDate } from '../mailbox/event-times.ts';
import { patternTimes } from '../mailbox/expand-series.ts';
import type { EventReference } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { endSeries, splitSeries } from '../mailbox/split-series.ts';
import type { EventTimes, SeriesMaster, SimAttendee, SimLocation } from '../mailbox/types.ts';
import { updateEvent } from '../mailbox/update-event.ts';
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';
import type { Recurrence } from '../recurrence/types.ts';
import { withWrittenText } from './body-text.ts';
import { type EventForm, formOf } from './event-form.ts';
import type { Entry } from './find-entry.ts';
import { ENDS, movedRecurrence, recurrenceFrom, REPEATS } from './repeat.ts';

const EMPTY_BODY = { contentType: 'html', content: '' } as const;

function invalid(sentence: string): EditError {
  return new EditError('ErrorPropertyValidationFailure', sentence);
}

function requireDate(text: string, label: string): string {
  if (!isIsoDate(text)) throw invalid(`${label} must be a date.`);
  return text;
}

function requireTime(text: string, label: string): string {
  if (!/^([01]\d|2[0-3]):[0-5]\d/.test(text)) throw invalid(`${label} must be a time of day.`);
  return text.slice(0, 5);
}

interface FormTimes {
  readonly start: DraftTime;
  readonly end: DraftTime;
}

function timesOf(form: EventForm): FormTimes {
  const startDate = requireDate(form.startDate, 'Start date');
  const endDate = requireDate(form.endDate, 'End date');
  const at = (date: string, time: string): DraftTime => ({
    dateTime: `${date}T${time}:00`,
    timeZone: form.zone,
  });
  if (form.allDay) {
    if (endDate < startDate) throw invalid('The end of an event cannot be before its start.');
    return { start: at(startDate, '00:00'), end: at(isoFromDay(dayFromIso(endDate) + 1), '00:00') };
  }
  return {
    start: at(startDate, requireTime(form.startTime, 'Start time')),
    end: at(endDate, requireTime(form.endTime, 'End time')),
  };
}

function recurrenceOf(form: EventForm, startDate: string): Recurrence | null {
  const repeat = REPEATS.find((choice) => choice === form.repeat);
  if (repeat === undefined) return null;
  const ends = ENDS.find((choice) => choice === form.ends) ?? 'never';
  const lastDate = ends === 'date' ? requireDate(form.lastDate, 'Last date') : '';
  if (ends === 'date' && lastDate < startDate) throw invalid('The last date is before the first one.');
  const count = Number(form.count);
  if (ends === 'count' && !(Number.isInteger(count) && count >= 1 && count <= 999))
    throw invalid('The number of times must be between 1 and 999.');
  return recurrenceFrom({ repeat, ends, lastDate, count }, startDate, form.zone);
}

function locationsOf(text: string): SimLocation[] {
  const displayName = text.trim();
  if (displayName === '') return [];
  return [
    {
      displayName,
      locationType: 'default',
      uniqueId: displayName,
      uniqueIdType: 'private',
      locationUri: null,
      address: null,
    },
  ];
}

/** Whoever is on the list already stays as listed. */
function attendeesOf(text: string, before: readonly SimAttendee[] = []): SimAttendee[] {
  const addresses = text.split(/[;,\s]+/).filter((address) => address !== '');
  for (const address of addresses)
    if (!/^[^@]+@[^@]+$/.test(address)) throw invalid(`'${address}' is no address.`);
  return [...new Set(addresses)].map(
    (address): SimAttendee =>
      before.find((person) => person.address === address) ?? {
        name: address,
        address,
        type: 'required',
        status: { response: 'none', at: null },
      },
  );
}

function importanceOf(text: string): 'low' | 'normal' | 'high' {
  return text === 'low' || text === 'high' ? text : 'normal';
}

/** Gives what a link to the new event, or to the first of its series, points at. */
export function createByForm(mailbox: Mailbox, form: EventForm): EventReference {
  const { start, end } = timesOf(form);
  const locations = locationsOf(form.location);
  const item = createEvent(mailbox, form.calendar, {
    content: {
      subject: form.title.trim(),
      body: withWrittenText(EMPTY_BODY, form.body),
      importance: importanceOf(form.importance),
      categories: form.categories,
      isOnlineMeeting: form.teams,
      attendees: attendeesOf(form.invited),
      ...(locations.length === 0 ? {} : { locations }),
    },
    start,
    end,
    isAllDay: form.allDay,
    recurrence: recurrenceOf(form, form.startDate),
  });
  return { key: item.key, date: item.kind === 'series' ? item.firstDate : null };
}

function changedContent(entry: Entry, before: EventForm, form: EventForm): Partial<WritableContent> {
  const differs = (name: 'title' | 'location' | 'importance' | 'body' | 'invited'): boolean =>
    form[name].trim() !== before[name].trim();
  return {
    ...(differs('title') ? { subject: form.title.trim() } : {}),
    ...(differs('location') ? { locations: locationsOf(form.location) } : {}),
    ...(differs('importance') ? { importance: importanceOf(form.importance) } : {}),
    ...(differs('body') ? { body: withWrittenText(entry.content.body, form.body) } : {}),
    ...(form.categories.join('\n') === before.categories.join('\n') ? {} : { categories: form.categories }),
    ...(entry.content.isOrganizer && differs('invited')
      ? { attendees: attendeesOf(form.invited, entry.content.attendees) }
      : {}),
    // Outlook ignores taking the meeting back: once online, it stays online.
    ...(form.teams && !before.teams ? { isOnlineMeeting: true } : {}),
  };
}

function timesDiffer(before: EventForm, form: EventForm): boolean {
  const names = ['allDay', 'startDate', 'endDate', 'zone'] as const;
  if (names.some((name) => form[name] !== before[name])) return true;
  return !form.allDay && (form.startTime !== before.startTime || form.endTime !== before.endTime);
}

/** The first occurrence, moved by as much as the one that was edited. */
function firstTimes(series: SeriesMaster, opened: EventTimes, to: FormTimes): FormTimes {
  const wall = (time: DraftTime): Temporal.PlainDateTime => Temporal.PlainDateTime.from(time.dateTime);
  const zone = to.start.timeZone;
  const inZone = (times: EventTimes): Temporal.PlainDateTime =>
    wall(draftTimes({ ...times, startZone: times.allDay === null ? zone : times.startZone }).start);
  const move = inZone(opened).until(wall(to.start), { largestUnit: 'day' });
  const start = inZone(patternTimes(series, series.firstDate)).add(move);
  const end = start.add(wall(to.start).until(wall(to.end), { largestUnit: 'day' }));
  const written = (at: Temporal.PlainDateTime): DraftTime => ({
    dateTime: at.toString({ smallestUnit: 'second' }),
    timeZone: zone,
  });
  return { start: written(start), end: written(end) };
}

function seriesPatch(
  series: SeriesMaster,
  entry: Entry,
  form: EventForm,
  content: Partial<WritableContent>,
): EventPatch {
  const moved = timesDiffer(formOf(entry), form) ? firstTimes(series, entry.times, timesOf(form)) : null;
  const startDate = moved?.start.dateTime.slice(0, 10) ?? series.firstDate;
  const chosen = recurrenceOf(form, startDate);
  if (moved === null) return { content, ...(chosen === null ? {} : { recurrence: chosen }) };
  const anchored = {
    ...series.recurrence,
    range: { ...series.recurrence.range, startDate: series.firstDate },
  };
  const recurrence = chosen ?? movedRecurrence(anchored, startDate);
  return {
    content,
    ...moved,
    isAllDay: form.allDay,
    recurrence: { ...recurrence, range: { ...recurrence.range, recurrenceTimeZone: form.zone } },
  };
}

/** Saving what was not changed must not make an exception of an occurrence. */
function isEmpty({ content = {}, ...rest }: EventPatch): boolean {
  return Object.keys(content).length === 0 && Object.keys(rest).length === 0;
}

/** @throws EditError with a sentence for the person, also when the calendar cannot be written to. */
export function updateByForm(mailbox: Mailbox, entry: Entry, form: EventForm): void {
  const before = formOf(entry);
  const content = changedContent(entry, before, form);
  const { item, reference } = entry;
  const isWhole = reference.date === null || form.scope === 'series';
  if (isWhole && item.kind === 'series') {
    const patch = seriesPatch(item, entry, form, content);
    if (!isEmpty(patch)) updateEvent(mailbox, { key: item.key, date: null }, patch);
    return;
  }
  const times = timesDiffer(before, form) ? { ...timesOf(form), isAllDay: form.allDay } : {};
  const recurrence = item.kind === 'single' ? recurrenceOf(form, form.startDate) : null;
  const patch: EventPatch = { content, ...times, ...(recurrence === null ? {} : { recurrence }) };
  if (isEmpty(patch)) return;
  const write = form.scope === 'following' && reference.date !== null ? splitSeries : updateEvent;
  write(mailbox, reference, patch);
}

export function deleteByForm(mailbox: Mailbox, entry: Entry, scope: string): void {
  const { key, date } = entry.reference;
  if (scope === 'following' && date !== null) {
    endSeries(mailbox, { key, date });
    return;
  }
  deleteEvent(mailbox, { key, date: scope === 'series' ? null : date });
}
