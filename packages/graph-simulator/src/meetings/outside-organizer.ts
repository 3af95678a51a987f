/**
 * Meetings of organizers without a mailbox here: their invitations, updates and
 * cancellations arrive in a mailbox as they do from another company or another calendar.
 * The copy is all there is of such a meeting.
 */
import { createEvent, type CreateOptions } from '../mailbox/create-event.ts';
import { itemNotFound } from '../mailbox/edit-error.ts';
import type { EventDraft, EventPatch } from '../mailbox/event-draft.ts';
import { hasOccurrence } from '../mailbox/expand-series.ts';
import type { EventReference } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { MailboxItem, SimPerson } from '../mailbox/types.ts';
import { editedItem } from '../mailbox/update-event.ts';
import { attendeeCopy, cancelledContent, cancelledCopy } from './attendee-copy.ts';
import { withContent } from './respond.ts';
import { invites } from './shared-content.ts';

export interface OutsideInvitation {
  readonly organizer: SimPerson;
  /** As another calendar system wrote it; null makes one as Outlook does. */
  readonly uid: string | null;
}

/** @throws EditError as making an event does. The mailbox's owner is on the list of attendees in any case. */
export function receiveInvitation(
  mailbox: Mailbox,
  calendarId: string,
  draft: EventDraft,
  { organizer, uid }: OutsideInvitation,
  options: CreateOptions,
): MailboxItem {
  const { user } = mailbox;
  const named = draft.content.attendees ?? [];
  const owner = {
    name: user.displayName,
    address: user.mail,
    type: 'required' as const,
    status: { response: 'none' as const, at: null },
  };
  const attendees = invites(named, user.mail) ? named : [...named, owner];
  return createEvent(
    mailbox,
    calendarId,
    { ...draft, content: { showAs: 'tentative', ...draft.content, attendees } },
    {
      ...options,
      organizer,
      meeting: { seed: mailbox.nextCreationSeed(), date: null, organizer: null, foreignUid: uid },
    },
  );
}

function received(mailbox: Mailbox, { key, date }: EventReference): MailboxItem {
  const item = mailbox.find(key);
  const isThere =
    item !== undefined && (date === null || (item.kind === 'series' && hasOccurrence(item, date)));
  if (!isThere || item.content.isOrganizer) throw itemNotFound();
  return item;
}

/** @throws EditError for what is not there or is the owner's own meeting, or an invalid property. */
export function receiveUpdate(mailbox: Mailbox, reference: EventReference, patch: EventPatch): MailboxItem {
  const copy = received(mailbox, reference);
  const after = editedItem(mailbox, copy, reference.date, patch);
  const meeting = copy.meeting ?? {
    seed: `${mailbox.user.id}/${copy.key}`,
    date: null,
    organizer: null,
    foreignUid: null,
  };
  const updated = attendeeCopy({ meeting, attendee: mailbox, before: copy, after, copy });
  mailbox.put(updated);
  return updated;
}

/** @throws EditError for what is not there or is the owner's own meeting. */
export function receiveCancellation(mailbox: Mailbox, reference: EventReference): void {
  const copy = received(mailbox, reference);
  const { date } = reference;
  if (date === null) {
    mailbox.put(cancelledCopy(mailbox, copy));
    return;
  }
  const exception = copy.kind === 'series' ? copy.exceptions.get(date) : undefined;
  const subject = exception?.overrides.subject ?? copy.content.subject;
  const content = cancelledContent(subject, mailbox.switches);
  mailbox.put(withContent(mailbox, copy, date, content, mailbox.now()));
}
