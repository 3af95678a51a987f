/**
 * What an edit by an organizer sends: invitations to who is new, updates to who was there
 * when something changed that concerns them, cancellations to who is no more invited.
 * Everything arrives at once. People without a mailbox here get nothing.
 * Source: Microsoft Graph, event: update (attendees), event: delete, event: cancel; facts 3.5.
 */
import { meetingSeed } from '../mailbox/ical-uid.ts';
import { patternTimes } from '../mailbox/expand-series.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { MailboxItem, SimAttendee } from '../mailbox/types.ts';
import { attendeeCopy, cancelledCopy } from './attendee-copy.ts';
import { invites, meetingText, sameAddress } from './shared-content.ts';

/** Undefined for an address that has no mailbox here. */
export type MailboxByAddress = (address: string) => Mailbox | undefined;

/** The copy of a meeting, or of one occurrence of it, wherever its owner moved it. */
function findCopy(mailbox: Mailbox, seed: string, date: string | null): MailboxItem | undefined {
  for (const { id } of mailbox.calendars())
    for (const item of mailbox.itemsOf(id).values())
      if (item.meeting?.seed === seed && item.meeting.date === date) return item;
  return undefined;
}

/** Parts of a meeting with a guest list of their own: the whole, and occurrences that say who comes. */
function part(item: MailboxItem | null, date: string | null): MailboxItem | null {
  if (item === null || date === null) return item;
  const exception = item.kind === 'series' ? item.exceptions.get(date) : undefined;
  if (item.kind !== 'series' || exception?.overrides.attendees === undefined) return null;
  const { key, calendarId, createdMs } = item;
  return {
    kind: 'single',
    key,
    calendarId,
    createdMs,
    content: { ...item.content, ...exception.overrides },
    times: exception.times ?? patternTimes(item, date),
    modifiedMs: exception.modifiedMs,
    change: exception.change,
  };
}

function datesWithGuests(item: MailboxItem | null): string[] {
  if (item?.kind !== 'series') return [];
  return [...item.exceptions.values()]
    .filter(({ overrides }) => overrides.attendees !== undefined)
    .map(({ date }) => date);
}

function guests(item: MailboxItem | null): readonly SimAttendee[] {
  return item?.content.attendees ?? [];
}

interface Errand {
  readonly organizer: Mailbox;
  readonly attendee: Mailbox;
  readonly seed: string;
  readonly date: string | null;
  readonly before: MailboxItem | null;
  readonly after: MailboxItem | null;
}

function run({ organizer, attendee, seed, date, before, after }: Errand): void {
  const address = attendee.user.mail;
  const copy = findCopy(attendee, seed, date);
  const wasInvited = invites(guests(before), address);
  if (after === null || after.content.isCancelled || !invites(guests(after), address)) {
    if (copy !== undefined && !copy.content.isCancelled) attendee.put(cancelledCopy(attendee, copy));
    return;
  }
  if (before !== null && wasInvited && meetingText(before) === meetingText(after)) return;
  const meeting = {
    seed,
    date,
    organizer: { userId: organizer.user.id, key: after.key },
    foreignUid: after.meeting?.foreignUid ?? null,
  };
  // What happened while somebody was not on the list is all new to them.
  const known = wasInvited ? before : null;
  attendee.put(attendeeCopy({ meeting, attendee, before: known, after, copy }));
  if (date !== null) return;
  // Who is invited to all of it needs no invitation to one occurrence of it.
  for (const single of datesWithGuests(after)) {
    const lone = findCopy(attendee, seed, single);
    if (lone !== undefined) attendee.remove(lone);
  }
}

/**
 * `stored` is null for a new item, `after` for a deleted one. Does nothing for who is not the organizer, nor for what
 * is saved and not sent; what those invited know is then what was sent before.
 */
export function deliverMeeting(
  organizer: Mailbox,
  stored: MailboxItem | null,
  after: MailboxItem | null,
  mailboxOf: MailboxByAddress,
): void {
  if (after?.unsent !== undefined) return;
  const before = stored?.unsent === undefined ? stored : stored.unsent.known;
  const item = after ?? before;
  if (item === null || !item.content.isOrganizer) return;
  const seed = meetingSeed(organizer.user, item);
  const invitedToAll = after === null ? guests(before) : guests(after);
  for (const date of [null, ...new Set([...datesWithGuests(before), ...datesWithGuests(after)])]) {
    const errand = { organizer, seed, date, before: part(before, date), after: part(after, date) };
    const addresses = new Map(
      [...guests(errand.before), ...guests(errand.after)].map(({ address }) => [
        address.toLowerCase(),
        address,
      ]),
    );
    for (const address of addresses.values()) {
      if (sameAddress(address, organizer.user.mail)) continue;
      if (date !== null && (invites(invitedToAll, address) || invites(guests(before), address))) continue;
      const attendee = mailboxOf(address);
      if (attendee !== undefined) run({ ...errand, attendee });
    }
  }
}
