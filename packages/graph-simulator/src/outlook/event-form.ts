/**
 * The form of an event as values: filled from the mailbox, or read from what a
 * browser sent. Only texts and choices; edit-by-form.ts makes an edit of them.
 */
import { readFields } from '../http/fields.ts';
import { draftTimes } from '../mailbox/event-times.ts';
import type { SimUser } from '../world/types.ts';
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';
import { writtenText } from './body-text.ts';
import type { Entry } from './find-entry.ts';

export interface EventForm {
  readonly title: string;
  /** Id of the calendar; of a new event only. */
  readonly calendar: string;
  readonly allDay: boolean;
  /** `YYYY-MM-DD`; the last day of an all-day event, not the day after it. */
  readonly startDate: string;
  readonly endDate: string;
  /** `HH:MM`, read unless all day. */
  readonly startTime: string;
  readonly endTime: string;
  /** Windows or IANA name. */
  readonly zone: string;
  readonly location: string;
  readonly categories: readonly string[];
  readonly importance: string;
  readonly teams: boolean;
  readonly body: string;
  /** `none`, `keep`, or one of REPEATS. */
  readonly repeat: string;
  readonly ends: string;
  readonly lastDate: string;
  readonly count: string;
  /** Addresses of those invited, with semicolons between them. */
  readonly invited: string;
  /** `series`, `following`, or anything else for the one that was opened. */
  readonly scope: string;
}

/** A new event of half an hour; `start` is a wall clock in the owner's zone, `2026-11-23T09:00`. */
export function newEventForm(owner: SimUser, calendar: string, start: string, allDay: boolean): EventForm {
  const from = Temporal.PlainDateTime.from(start);
  const until = from.add({ minutes: 30 });
  const clock = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'minute' }).slice(11);
  return {
    title: '',
    calendar,
    allDay,
    startDate: from.toPlainDate().toString(),
    endDate: allDay ? from.toPlainDate().toString() : until.toPlainDate().toString(),
    startTime: clock(from),
    endTime: clock(until),
    zone: owner.timeZone,
    location: '',
    categories: [],
    importance: 'normal',
    teams: false,
    body: '',
    repeat: 'none',
    ends: 'never',
    lastDate: from.toPlainDate().add({ months: 3 }).toString(),
    count: '10',
    invited: '',
    scope: 'occurrence',
  };
}

/** An event as it stands, in the zone in which it was written. */
export function formOf(entry: Entry): EventForm {
  const { content, times, item } = entry;
  const { start } = draftTimes(times);
  const end = draftTimes({ ...times, endZone: times.startZone }).end;
  const endDay = dayFromIso(end.dateTime.slice(0, 10));
  return {
    title: content.subject ?? '',
    calendar: item.calendarId,
    allDay: times.allDay !== null,
    startDate: times.allDay?.start ?? start.dateTime.slice(0, 10),
    endDate: isoFromDay(times.allDay === null ? endDay : dayFromIso(times.allDay.end) - 1),
    startTime: times.allDay === null ? start.dateTime.slice(11, 16) : '09:00',
    endTime: times.allDay === null ? end.dateTime.slice(11, 16) : '09:30',
    zone: times.startZone,
    location: content.locations.map((place) => place.displayName).join('; '),
    categories: content.categories,
    importance: content.importance,
    teams: content.isOnlineMeeting,
    body: writtenText(content.body),
    repeat: item.kind === 'series' ? 'keep' : 'none',
    ends: 'never',
    lastDate: isoFromDay(dayFromIso(start.dateTime.slice(0, 10)) + 90),
    count: '10',
    invited: content.attendees.map(({ address }) => address).join('; '),
    scope: 'occurrence',
  };
}

/** All values of a name: a browser sends a ticked box for each. */
function manyOf(body: unknown, name: string): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const given: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  const values: unknown[] = Array.isArray(given) ? given : [given];
  return values.filter((value): value is string => typeof value === 'string' && value !== '');
}

export function readEventForm(body: unknown): EventForm {
  const fields = readFields(body);
  const text = (name: string): string => fields.get(name) ?? '';
  return {
    title: text('title'),
    calendar: text('calendar'),
    allDay: fields.has('allDay'),
    startDate: text('startDate'),
    endDate: text('endDate'),
    startTime: text('startTime'),
    endTime: text('endTime'),
    zone: text('zone'),
    location: text('location'),
    categories: manyOf(body, 'category'),
    importance: text('importance'),
    teams: fields.has('teams'),
    body: text('body').replaceAll('\r\n', '\n'),
    repeat: text('repeat'),
    ends: text('ends'),
    lastDate: text('lastDate'),
    count: text('count'),
    invited: text('invited'),
    scope: text('scope'),
  };
}
