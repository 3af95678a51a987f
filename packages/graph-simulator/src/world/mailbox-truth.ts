/**
 * The oracle: what a calendar holds in a window, read from the store, for comparing
 * mirrors with. It shares no code with the handlers of Graph and expands series in
 * its own way, so that one mistake cannot pass on both sides.
 */
import { changeKeyOf } from '../mailbox/change-key.ts';
import { eventUids } from '../mailbox/ical-uid.ts';
import { eventId } from '../mailbox/ids.ts';
import type { EventContent, MailboxItem, SeriesMaster, SimAttendee, SimPerson } from '../mailbox/types.ts';
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';
import { occurrenceDays } from '../recurrence/occurrence-days.ts';
import { ianaZone } from '../recurrence/time-zones.ts';
import type { Recurrence } from '../recurrence/types.ts';
import type { SimUser } from './types.ts';
import type { SimWorld } from './world.ts';

export interface TruthEvent {
  readonly id: string;
  readonly immutableId: string;
  readonly type: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';
  readonly seriesMasterId: string | null;
  readonly immutableSeriesMasterId: string | null;
  readonly changeKey: string;
  readonly iCalUId: string;
  /** `2026-11-22T09:00:00Z`; of an all-day event its date, `2026-11-22`. */
  readonly start: string;
  /** Likewise; of an all-day event exclusive. */
  readonly end: string;
  readonly isAllDay: boolean;
  /** As named by whoever made the event; null where nobody did. */
  readonly timeZone: string | null;
  /** Where the pattern put an occurrence or exception, as an instant; null for others. */
  readonly originalStart: string | null;
  readonly subject: string | null;
  readonly bodyContentType: 'html' | 'text';
  readonly bodyContent: string;
  readonly importance: string;
  readonly sensitivity: string;
  readonly showAs: string;
  readonly categories: readonly string[];
  /** Display names. */
  readonly locations: readonly string[];
  readonly organizer: SimPerson;
  readonly attendees: readonly SimAttendee[];
  readonly response: string;
  readonly isOrganizer: boolean;
  readonly isCancelled: boolean;
  readonly isOnlineMeeting: boolean;
  readonly joinUrl: string | null;
  readonly conferenceId: string | null;
  readonly hasAttachments: boolean;
  /** Instants with milliseconds; of an exception its own, of an occurrence its master's. */
  readonly createdAt: string;
  readonly modifiedAt: string;
  /** Of a master only. */
  readonly recurrence: Recurrence | null;
  /** Of a master only: its deleted dates, ascending. */
  readonly cancelledDates: readonly string[];
}

/** Both ISO 8601 with `Z` or an offset. */
export interface TruthWindow {
  readonly start: string;
  readonly end: string;
}

interface Span {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly days: { readonly start: string; readonly end: string } | null;
}

function overlaps(span: Span, from: Temporal.Instant, to: Temporal.Instant): boolean {
  const isBefore = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) < 0;
  if (span.start.equals(span.end)) return !isBefore(span.start, from) && isBefore(span.start, to);
  return isBefore(span.start, to) && isBefore(from, span.end);
}

function instant(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms);
}

/** Where the pattern puts the occurrence of a date. */
function patternSpan(series: SeriesMaster, date: string): Span {
  const { times } = series;
  const zone = ianaZone(times.zone) ?? 'UTC';
  const midnight = Temporal.PlainDateTime.from(date);
  const at = (seconds: number): Temporal.Instant =>
    midnight.add({ seconds }).toZonedDateTime(zone).toInstant();
  return {
    start: at(times.startSeconds),
    end: at(times.endSeconds),
    days: times.isAllDay
      ? { start: date, end: midnight.add({ seconds: times.endSeconds }).toPlainDate().toString() }
      : null,
  };
}

function describe(
  user: SimUser,
  item: MailboxItem,
  type: TruthEvent['type'],
  date: string | null,
  span: Span,
  content: EventContent,
  timeZone: string,
): TruthEvent {
  const id = (of: string | null, format: 'regular' | 'immutable'): string =>
    eventId(user, item.calendarId, item.key, of, format);
  const whole = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'second' });
  const inSeries = type === 'occurrence' || type === 'exception';
  const made = (item.kind === 'series' && date !== null && item.exceptions.get(date)) || item;
  return {
    id: id(date, 'regular'),
    immutableId: id(date, 'immutable'),
    type,
    seriesMasterId: inSeries ? id(null, 'regular') : null,
    immutableSeriesMasterId: inSeries ? id(null, 'immutable') : null,
    changeKey: changeKeyOf(user, item.change),
    iCalUId: eventUids(user, item, date).iCalUId,
    start: span.days === null ? whole(span.start) : span.days.start,
    end: span.days === null ? whole(span.end) : span.days.end,
    isAllDay: span.days !== null,
    timeZone: item.zoneNames === undefined ? timeZone : item.zoneNames.original,
    originalStart:
      inSeries && item.kind === 'series' && date !== null ? whole(patternSpan(item, date).start) : null,
    subject: content.subject,
    bodyContentType: content.body.contentType,
    bodyContent: content.body.content,
    importance: content.importance,
    sensitivity: content.sensitivity,
    showAs: content.showAs,
    categories: content.categories,
    locations: content.locations.map((place) => place.displayName),
    organizer: content.organizer,
    attendees: content.attendees,
    response: content.responseStatus.response,
    isOrganizer: content.isOrganizer,
    isCancelled: content.isCancelled,
    isOnlineMeeting: content.isOnlineMeeting,
    joinUrl: content.joinUrl,
    conferenceId: content.conference?.conferenceId ?? null,
    hasAttachments: content.attachments.length > 0,
    createdAt: new Date(made.createdMs).toISOString(),
    modifiedAt: new Date(made.modifiedMs).toISOString(),
    recurrence: type === 'seriesMaster' && item.kind === 'series' ? namedRecurrence(item) : null,
    cancelledDates: type === 'seriesMaster' && item.kind === 'series' ? [...item.cancelled].sort() : [],
  };
}

function namedRecurrence({ recurrence, zoneNames }: SeriesMaster): Recurrence {
  if (zoneNames === undefined) return recurrence;
  return { ...recurrence, range: { ...recurrence.range, recurrenceTimeZone: zoneNames.recurrence } };
}

function seriesTruth(
  user: SimUser,
  series: SeriesMaster,
  from: Temporal.Instant,
  to: Temporal.Instant,
): TruthEvent[] {
  const reach = 2 + Math.ceil(series.times.endSeconds / 86_400);
  const firstDay = dayFromIso(from.toString().slice(0, 10)) - reach;
  const lastDay = dayFromIso(to.toString().slice(0, 10)) + 2;
  const dates = new Set(occurrenceDays(series.recurrence, firstDay, lastDay).map(isoFromDay));
  for (const date of series.exceptions.keys()) dates.add(date);
  const events: TruthEvent[] = [];
  for (const date of dates) {
    if (series.cancelled.has(date)) continue;
    const exception = series.exceptions.get(date);
    const moved = exception?.times ?? null;
    const span: Span =
      moved === null
        ? patternSpan(series, date)
        : { start: instant(moved.startMs), end: instant(moved.endMs), days: moved.allDay };
    if (!overlaps(span, from, to)) continue;
    events.push(
      describe(
        user,
        series,
        exception === undefined ? 'occurrence' : 'exception',
        date,
        span,
        { ...series.content, ...exception?.overrides },
        moved?.startZone ?? series.times.startZone,
      ),
    );
  }
  if (events.length === 0) return [];
  const first = patternSpan(series, series.firstDate);
  return [
    describe(user, series, 'seriesMaster', null, first, series.content, series.times.startZone),
    ...events,
  ];
}

/**
 * What `calendarView` would give for the window, plus the masters of the series in
 * it; by start, then id. `user` is an object id or principal name.
 * @throws RangeError for an unknown person or calendar.
 */
export function mailboxTruth(
  world: SimWorld,
  user: string,
  calendarId: string,
  window: TruthWindow,
): TruthEvent[] {
  const owner = world.findUser(user);
  if (owner === undefined) throw new RangeError('Nobody in this world has that name.');
  const from = Temporal.Instant.from(window.start);
  const to = Temporal.Instant.from(window.end);
  const events: TruthEvent[] = [];
  for (const item of world.mailbox(owner.id).itemsOf(calendarId).values()) {
    if (item.kind === 'series') {
      events.push(...seriesTruth(owner, item, from, to));
      continue;
    }
    const { startMs, endMs, allDay, startZone } = item.times;
    const span: Span = { start: instant(startMs), end: instant(endMs), days: allDay };
    if (overlaps(span, from, to))
      events.push(describe(owner, item, 'singleInstance', null, span, item.content, startZone));
  }
  return events.sort((a, b) => (a.start === b.start ? (a.id < b.id ? -1 : 1) : a.start < b.start ? -1 : 1));
}
