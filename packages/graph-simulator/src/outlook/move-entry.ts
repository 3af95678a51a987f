/** An event dragged in the grid: one occurrence of a series, never the whole of it. */
import type { Fields } from '../http/fields.ts';
import { EditError } from '../mailbox/edit-error.ts';
import { draftTimes, isIsoDate } from '../mailbox/event-times.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { updateEvent } from '../mailbox/update-event.ts';
import { dayFromIso } from '../recurrence/civil-date.ts';
import { instantOfWall } from '../recurrence/time-zones.ts';
import type { Entry } from './find-entry.ts';
import { zoneOf } from './week.ts';

/**
 * `start` or `end` is a wall clock in the owner's zone, `2026-11-23T09:15` (`24:00`
 * is allowed). A new start keeps the length, a new end keeps the start; the event
 * keeps the zone it was written in.
 * @throws EditError when it is none, or the calendar cannot be written to.
 */
export function moveEntry(mailbox: Mailbox, { times, reference }: Entry, fields: Fields): void {
  if (times.allDay !== null) throw new EditError('ErrorInvalidRequest', 'An all-day event has no hour.');
  const zone = zoneOf(mailbox.user);
  const start = fields.get('start');
  const end = fields.get('end');
  const startMs = start === undefined ? times.startMs : instantOf(zone, start);
  const endMs = end === undefined ? startMs + times.endMs - times.startMs : instantOf(zone, end);
  updateEvent(mailbox, reference, draftTimes({ ...times, startMs, endMs }));
}

function instantOf(zone: string, wall: string): number {
  const [, date = '', hour, minute] = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/.exec(wall) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (!isIsoDate(date) || !(minutes <= 1440))
    throw new EditError('ErrorPropertyValidationFailure', 'Start and end must be wall clocks.');
  return instantOfWall(zone, dayFromIso(date), minutes * 60);
}
