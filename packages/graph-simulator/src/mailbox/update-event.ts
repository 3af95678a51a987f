/**
 * The owner changes a single event, a series, or one occurrence of a series. The
 * change of an occurrence makes it an exception and is reported as a change of its
 * master; a new pattern or new times of a series drop its exceptions, as in Outlook.
 */
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';
import { wallOfInstant } from '../recurrence/time-zones.ts';
import type { Recurrence } from '../recurrence/types.ts';
import { EditError, itemNotFound } from './edit-error.ts';
import type { EventPatch, WritableContent } from './event-draft.ts';
import { draftTimes, eventTimes, requireZone, seriesShape } from './event-times.ts';
import { hasOccurrence, patternTimes, withDatesOf } from './expand-series.ts';
import type { EventReference } from './ids.ts';
import type { Mailbox } from './mailbox.ts';
import {
  LINK_DELAY_MS,
  linkedParts,
  meetingSeedOf,
  teamsStyle,
  withOnlineMeeting,
} from './online-meeting.ts';
import type {
  EventContent,
  EventTimes,
  MailboxItem,
  SeriesException,
  SeriesMaster,
  SimAttendee,
  SingleEvent,
} from './types.ts';

function patchedTimes(times: EventTimes, patch: EventPatch): EventTimes | null {
  if (patch.start === undefined && patch.end === undefined && patch.isAllDay === undefined) return null;
  const isAllDay = patch.isAllDay ?? times.allDay !== null;
  const before = draftTimes(times);
  let start = patch.start ?? before.start;
  let end = patch.end ?? before.end;
  if (isAllDay && times.allDay === null) {
    // Ticking "all day" without giving dates takes the days that the event touches.
    const zone = requireZone(start.timeZone);
    const lastMs = Math.max(times.startMs, times.endMs - 1);
    if (patch.start === undefined) start = { ...start, dateTime: start.dateTime.slice(0, 10) };
    if (patch.end === undefined)
      end = { dateTime: isoFromDay(wallOfInstant(zone, lastMs).day + 1), timeZone: start.timeZone };
  }
  return eventTimes(start, end, isAllDay);
}

/** Whoever was on the list already keeps the answer that was given. */
function withAnswers(before: readonly SimAttendee[], after: readonly SimAttendee[]): SimAttendee[] {
  const known = new Map(before.map((person) => [person.address.toLowerCase(), person]));
  return after.map((person) => {
    const had = known.get(person.address.toLowerCase());
    return had === undefined ? person : { ...had, name: person.name, type: person.type };
  });
}

/** A meeting that takes place at another time has to be answered again. */
function unanswered(attendees: readonly SimAttendee[]): SimAttendee[] {
  return attendees.map(({ name, address, type }) => ({
    name,
    address,
    type,
    status: { response: 'none', at: null },
  }));
}

function written(
  mailbox: Mailbox,
  before: EventContent,
  patch: Partial<WritableContent>,
  isMoved: boolean,
): Partial<WritableContent> {
  // Outlook passes over taking the meeting back: once online, it stays online.
  const { isOnlineMeeting: _online, ...rest } = patch;
  if (before.isOnlineMeeting && patch.isOnlineMeeting === false)
    return written(mailbox, before, rest, isMoved);
  const attendees =
    patch.attendees === undefined ? before.attendees : withAnswers(before.attendees, patch.attendees);
  const asksAgain = isMoved && before.isOrganizer && mailbox.switches.movedMeetingResponses === 'reset';
  const hadAnswers = attendees.some(
    ({ status, proposedNewTime }) => status.response !== 'none' || proposedNewTime !== undefined,
  );
  if (asksAgain && hadAnswers) return { ...patch, attendees: unanswered(attendees) };
  return patch.attendees === undefined ? patch : { ...patch, attendees };
}

function merged(
  mailbox: Mailbox,
  item: MailboxItem,
  patch: Partial<WritableContent>,
  isMoved: boolean,
): Pick<MailboxItem, 'content' | 'pendingLinks'> {
  const content = { ...item.content, ...written(mailbox, item.content, patch, isMoved) };
  return linkedNow(mailbox, item, null, content);
}

/** With its link, or waiting for one where the switch says so. Only an organizer's meeting gets one. */
function linkedNow(
  mailbox: Mailbox,
  { key, pendingLinks = [] }: MailboxItem,
  date: string | null,
  content: EventContent,
): Pick<MailboxItem, 'content' | 'pendingLinks'> {
  const waiting = pendingLinks.length === 0 ? {} : { pendingLinks };
  const lacks = content.isOnlineMeeting && content.joinUrl === null && content.isOrganizer;
  if (!lacks || pendingLinks.some((link) => link.date === null || link.date === date))
    return { content, ...waiting };
  const { user, switches } = mailbox;
  const style = teamsStyle(user);
  if (switches.joinLink === 'at-once')
    return { content: withOnlineMeeting(content, user, meetingSeedOf(user, key, date), style), ...waiting };
  return {
    content,
    pendingLinks: [...pendingLinks, { date, dueMs: mailbox.now() + LINK_DELAY_MS, style }],
  };
}

const sameTimes = (a: EventTimes, b: EventTimes): boolean => a.startMs === b.startMs && a.endMs === b.endMs;

function updateSingle(mailbox: Mailbox, item: SingleEvent, patch: EventPatch): MailboxItem {
  const times = patchedTimes(item.times, patch) ?? item.times;
  const { recurrence = null } = patch;
  const shape = recurrence === null ? null : seriesShape(times, recurrence, mailbox.switches.recurrencePhase);
  const isMoved = shape !== null || !sameTimes(times, item.times);
  const content = merged(mailbox, item, patch.content ?? {}, isMoved);
  const change = mailbox.takeChange();
  const modifiedMs = mailbox.now();
  if (shape === null) return { ...item, ...content, times, change, modifiedMs };
  const { kind: _kind, times: _times, ...base } = item;
  return {
    ...base,
    ...shape,
    kind: 'series',
    ...content,
    change,
    modifiedMs,
    exceptions: new Map(),
    cancelled: new Set(),
  };
}

/** Where the first date was; its exceptions and deleted dates are gone with the pattern. */
function turnedSingle(mailbox: Mailbox, item: SeriesMaster, patch: EventPatch): SingleEvent {
  if (mailbox.switches.recurrenceNull === 'refused')
    throw new EditError(
      'ErrorPropertyValidationFailure',
      'At least one property failed validation. A series cannot be turned into a single event.',
    );
  const before = patternTimes(item, item.firstDate);
  const times = patchedTimes(before, patch) ?? before;
  const { key, calendarId, createdMs, meeting, zoneNames } = item;
  return {
    kind: 'single',
    key,
    calendarId,
    createdMs,
    ...(meeting === undefined ? {} : { meeting }),
    ...(zoneNames === undefined ? {} : { zoneNames }),
    ...merged(mailbox, item, patch.content ?? {}, true),
    times,
    change: mailbox.takeChange(),
    modifiedMs: mailbox.now(),
  };
}

/** Whether nothing but where the range ends is different. */
function movesEndOnly(before: Recurrence, after: Recurrence): boolean {
  const beginning = ({ pattern, range }: Recurrence): string =>
    JSON.stringify([pattern, range.startDate, range.recurrenceTimeZone]);
  return beginning(before) === beginning(after);
}

function updateSeries(mailbox: Mailbox, item: SeriesMaster, patch: EventPatch): MailboxItem {
  if (patch.recurrence === null) return turnedSingle(mailbox, item, patch);
  const before = patternTimes(item, item.firstDate);
  const times = patchedTimes(before, patch);
  const isMoved = patch.recurrence !== undefined || (times !== null && !sameTimes(times, before));
  const content = merged(mailbox, item, patch.content ?? {}, isMoved);
  const next = (): Pick<SeriesMaster, 'content' | 'pendingLinks' | 'change' | 'modifiedMs'> => ({
    ...content,
    change: mailbox.takeChange(),
    modifiedMs: mailbox.now(),
  });
  if (times === null && patch.recurrence === undefined) return { ...item, ...next() };
  let recurrence = patch.recurrence ?? item.recurrence;
  if (times !== null && patch.recurrence === undefined) {
    // Dragging the whole series to another day moves the beginning of its range.
    const zone = requireZone(item.times.zone);
    const dayOf = (of: EventTimes): number =>
      of.allDay === null ? wallOfInstant(zone, of.startMs).day : dayFromIso(of.allDay.start);
    const moved = dayOf(times) - dayOf(before);
    const { range } = recurrence;
    recurrence = {
      ...recurrence,
      range: { ...range, startDate: isoFromDay(dayFromIso(range.startDate) + moved) },
    };
  }
  const shape = seriesShape(times ?? before, recurrence, mailbox.switches.recurrencePhase);
  const keeps =
    times === null &&
    mailbox.switches.rangeOnlyChange === 'keeps-exceptions' &&
    movesEndOnly(item.recurrence, recurrence);
  const series: SeriesMaster = { ...item, ...shape, ...next(), exceptions: new Map(), cancelled: new Set() };
  return keeps ? withDatesOf(series, item) : series;
}

function updateOccurrence(
  mailbox: Mailbox,
  series: SeriesMaster,
  date: string,
  patch: EventPatch,
): SeriesMaster {
  if (!hasOccurrence(series, date)) throw itemNotFound();
  if (patch.recurrence !== undefined && patch.recurrence !== null)
    throw new EditError(
      'ErrorInvalidRequest',
      'One occurrence of a series cannot have a recurrence of its own.',
    );
  const before = series.exceptions.get(date);
  const stood = before?.times ?? patternTimes(series, date);
  const times = patchedTimes(stood, patch);
  const content = { ...series.content, ...before?.overrides };
  const isMoved = times !== null && !sameTimes(times, stood);
  const own = written(mailbox, content, patch.content ?? {}, isMoved);
  const unlinked = { ...content, ...own };
  const { content: linked, ...waiting } = linkedNow(mailbox, series, date, unlinked);
  const overrides = { ...own, ...linkedParts(unlinked, linked) };
  const change = mailbox.takeChange();
  const modifiedMs = mailbox.now();
  const exception: SeriesException = {
    date,
    overrides: { ...before?.overrides, ...overrides },
    times: times ?? before?.times ?? null,
    createdMs: before?.createdMs ?? modifiedMs,
    modifiedMs,
    change,
  };
  const exceptions = new Map(series.exceptions).set(date, exception);
  return { ...series, ...waiting, change, modifiedMs, exceptions };
}

/**
 * The item as the edit leaves it; the caller puts it into the mailbox.
 * @throws EditError when there is no such occurrence, or a property is invalid.
 */
export function editedItem(
  mailbox: Mailbox,
  item: MailboxItem,
  date: string | null,
  patch: EventPatch,
): MailboxItem {
  if (item.kind === 'series')
    return date === null ? updateSeries(mailbox, item, patch) : updateOccurrence(mailbox, item, date, patch);
  if (date === null) return updateSingle(mailbox, item, patch);
  throw itemNotFound();
}

/**
 * `sends` false: saved only, so that those invited hear of it when it is edited and sent again.
 * @throws EditError when there is nothing of that reference, or a property is invalid.
 */
export function updateEvent(
  mailbox: Mailbox,
  reference: EventReference,
  patch: EventPatch,
  sends = true,
): MailboxItem {
  const item = mailbox.find(reference.key);
  if (item === undefined) throw itemNotFound();
  if (mailbox.calendar(item.calendarId)?.canEdit !== true)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  const { unsent: _unsent, ...edited } = editedItem(mailbox, item, reference.date, patch);
  const updated = sends ? edited : { ...edited, unsent: item.unsent ?? { known: item } };
  mailbox.put(updated);
  return updated;
}
