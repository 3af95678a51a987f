/**
 * The organizer calls a meeting off, or one occurrence of it. Those invited keep it, marked,
 * until they remove it; the organizer's own copy goes, or stays marked where the switch has it.
 * Source: Microsoft Graph, event: cancel; calendar facts 3.5.
 */
import { deleteEvent } from './delete-event.ts';
import { EditError, itemNotFound } from './edit-error.ts';
import type { EventReference } from './ids.ts';
import type { Mailbox } from './mailbox.ts';

/** @throws EditError for what is not there, and for who is not the organizer. */
export function cancelEvent(mailbox: Mailbox, reference: EventReference): void {
  const item = mailbox.find(reference.key);
  if (item === undefined) throw itemNotFound();
  if (!item.content.isOrganizer)
    throw new EditError(
      'ErrorInvalidRequest',
      "Your request can't be completed. You need to be an organizer to cancel a meeting.",
    );
  if (mailbox.calendar(item.calendarId)?.canEdit !== true)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  if (reference.date !== null || mailbox.switches.organizerCancels === 'deleted') {
    deleteEvent(mailbox, reference);
    return;
  }
  mailbox.put({
    ...item,
    content: { ...item.content, isCancelled: true, showAs: 'free' },
    change: mailbox.takeChange(),
    modifiedMs: mailbox.now(),
  });
}
