/**
 * The owner changes a single event, a series, or one occurrence of a series. The
 * change of an occurrence makes it an exception and is reported as a change of its
 * master; a new pattern or new times of a series drop its exceptions, as in Outlook.
 */
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';
import { wallOfInstant } from '../recurrence/time-zones.ts';
import { withOnlineMeeting } from './create-event.ts';
import { EditError, itemNotFound } from './edit-error.ts';
import type { EventPatch, WritableContent } from './event-draft.ts';
import { draftTimes, eventTimes, requireZone, seriesShape } from './event-times.ts';
import { hasOccurrence, patternTimes } from './expand-series.ts';
import type { EventReference } from './ids.ts';
import type { Mailbox } from './mailbox.ts';
import type {
  EventContent,
  EventTimes,
  MailboxItem,
  SeriesException,
  SeriesMaster,
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

function merged(mailbox: Mailbox, item: MailboxItem, written: Partial<WritableContent>): EventContent {
  return withOnlineMeeting(
    { ...item.content, ...written },
    mailbox.user,
    `${mailbox.user.id}/${item.key}/online`,
  );
}

function updateSingle(mailbox: Mailbox, item: SingleEvent, patch: EventPatch): MailboxItem {
  const times = patchedTimes(item.times, patch) ?? item.times;
  const shape = patch.recurrence === undefined ? null : seriesShape(times, patch.recurrence);
  const content = merged(mailbox, item, patch.content ?? {});
  const change = mailbox.takeChange();
  const modifiedMs = mailbox.now();
  if (shape === null) return { ...item, content, times, change, modifiedMs };
  const { kind: _kind, times: _times, ...base } = item;
  return {
    ...base,
    ...shape,
    kind: 'series',
    content,
    change,
    modifiedMs,
    exceptions: new Map(),
    cancelled: new Set(),
  };
}

function updateSeries(mailbox: Mailbox, item: SeriesMaster, patch: EventPatch): MailboxItem {
  const before = patternTimes(item, item.firstDate);
  const times = patchedTimes(before, patch);
  const content = merged(mailbox, item, patch.content ?? {});
  const next = (): Pick<SeriesMaster, 'content' | 'change' | 'modifiedMs'> => ({
    content,
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
  const shape = seriesShape(times ?? before, recurrence);
  return { ...item, ...shape, ...next(), exceptions: new Map(), cancelled: new Set() };
}

function updateOccurrence(
  mailbox: Mailbox,
  series: SeriesMaster,
  date: string,
  patch: EventPatch,
): SeriesMaster {
  if (!hasOccurrence(series, date)) throw itemNotFound();
  if (patch.recurrence !== undefined)
    throw new EditError(
      'ErrorInvalidRequest',
      'One occurrence of a series cannot have a recurrence of its own.',
    );
  const before = series.exceptions.get(date);
  const times = patchedTimes(before?.times ?? patternTimes(series, date), patch);
  const change = mailbox.takeChange();
  const modifiedMs = mailbox.now();
  const exception: SeriesException = {
    date,
    overrides: { ...before?.overrides, ...patch.content },
    times: times ?? before?.times ?? null,
    createdMs: before?.createdMs ?? modifiedMs,
    modifiedMs,
    change,
  };
  return { ...series, change, modifiedMs, exceptions: new Map(series.exceptions).set(date, exception) };
}

/** @throws EditError when there is nothing of that reference, or a property is invalid. */
export function updateEvent(mailbox: Mailbox, reference: EventReference, patch: EventPatch): MailboxItem {
  const item = mailbox.find(reference.key);
  if (item === undefined) throw itemNotFound();
  if (mailbox.calendar(item.calendarId)?.canEdit !== true)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  let updated: MailboxItem;
  if (item.kind === 'series')
    updated =
      reference.date === null
        ? updateSeries(mailbox, item, patch)
        : updateOccurrence(mailbox, item, reference.date, patch);
  else if (reference.date === null) updated = updateSingle(mailbox, item, patch);
  else throw itemNotFound();
  mailbox.put(updated);
  return updated;
}
