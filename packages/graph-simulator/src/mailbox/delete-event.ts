/**
 * The owner deletes a single event, a whole series, or one occurrence of a series,
 * which then is a deleted date of its master and reported as the master's change.
 */
import { EditError, itemNotFound } from './edit-error.ts';
import { hasOccurrence } from './expand-series.ts';
import type { EventReference } from './ids.ts';
import type { Mailbox } from './mailbox.ts';

/** @throws EditError when there is nothing of that reference. */
export function deleteEvent(mailbox: Mailbox, reference: EventReference): void {
  const item = mailbox.find(reference.key);
  if (item === undefined) throw itemNotFound();
  if (mailbox.calendar(item.calendarId)?.canEdit !== true)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  const { date } = reference;
  if (date === null) {
    mailbox.remove(item);
    return;
  }
  if (item.kind !== 'series' || !hasOccurrence(item, date)) throw itemNotFound();
  const exceptions = new Map(item.exceptions);
  exceptions.delete(date);
  mailbox.put({
    ...item,
    exceptions,
    cancelled: new Set(item.cancelled).add(date),
    change: mailbox.takeChange(),
    modifiedMs: mailbox.now(),
  });
}
