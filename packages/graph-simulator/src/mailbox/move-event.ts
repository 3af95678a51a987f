/**
 * The owner moves an event, or a whole series with its exceptions, to another calendar
 * of the same mailbox. Graph has no call for it; Outlook has. The changeable id becomes
 * another, the immutable one stays: concept page on immutable ids, facts 2.8 and 3.1.
 */
import { EditError, itemNotFound } from './edit-error.ts';
import type { EventReference } from './ids.ts';
import type { Mailbox } from './mailbox.ts';
import type { MailboxItem } from './types.ts';

/** @throws EditError for what is not there, one occurrence of a series, or a calendar that is read-only. */
export function moveEvent(mailbox: Mailbox, reference: EventReference, calendarId: string): MailboxItem {
  const item = mailbox.find(reference.key);
  const target = mailbox.calendar(calendarId);
  if (item === undefined || target === undefined) throw itemNotFound();
  if (reference.date !== null)
    throw new EditError('ErrorInvalidRequest', 'One occurrence of a series cannot leave its calendar.');
  if (!target.canEdit || mailbox.calendar(item.calendarId)?.canEdit !== true)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  return item.calendarId === calendarId ? item : mailbox.move(item, calendarId);
}
