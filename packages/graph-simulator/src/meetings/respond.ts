/**
 * An attendee answers an invitation: in the own mailbox, and, unless nobody is to know, in
 * the organizer's list of attendees. An answer to one occurrence makes an exception of it.
 * Source: Microsoft Graph, event: accept, decline, tentativelyAccept; facts 3.1 and 3.5.
 */
import { EditError, itemNotFound } from '../mailbox/edit-error.ts';
import { hasOccurrence } from '../mailbox/expand-series.ts';
import type { EventReference } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { EventContent, MailboxItem, SeriesMaster, SimAttendee, TimeSlot } from '../mailbox/types.ts';
import { sameAddress } from './shared-content.ts';

export type AttendeeAnswer = 'accepted' | 'tentativelyAccepted' | 'declined';

export interface Answer {
  readonly response: AttendeeAnswer;
  readonly sendResponse: boolean;
  readonly proposedNewTime: TimeSlot | null;
}

type MailboxById = (userId: string) => Mailbox | undefined;

const SHOWN_AS = { accepted: 'busy', tentativelyAccepted: 'tentative', declined: 'free' } as const;

function refused(why: string): EditError {
  return new EditError('ErrorInvalidRequest', `Your request can't be completed. ${why}`);
}

/** The item with other content, as a whole or of one occurrence. `at` is when. */
export function withContent(
  mailbox: Mailbox,
  item: MailboxItem,
  date: string | null,
  content: Partial<EventContent>,
  at: number,
): MailboxItem {
  const change = mailbox.takeChange();
  if (date === null) return { ...item, content: { ...item.content, ...content }, change, modifiedMs: at };
  if (item.kind !== 'series' || !hasOccurrence(item, date)) throw itemNotFound();
  const had = item.exceptions.get(date);
  const exceptions = new Map(item.exceptions).set(date, {
    date,
    overrides: { ...had?.overrides, ...content },
    times: had?.times ?? null,
    createdMs: had?.createdMs ?? at,
    modifiedMs: at,
    change,
  });
  return { ...item, exceptions, change, modifiedMs: at };
}

function contentAt(item: MailboxItem, date: string | null): EventContent {
  if (date === null) return item.content;
  if (item.kind !== 'series' || !hasOccurrence(item, date)) throw itemNotFound();
  return { ...item.content, ...item.exceptions.get(date)?.overrides };
}

function withoutOccurrence(mailbox: Mailbox, series: SeriesMaster, date: string): SeriesMaster {
  const exceptions = new Map(series.exceptions);
  exceptions.delete(date);
  return {
    ...series,
    exceptions,
    cancelled: new Set(series.cancelled).add(date),
    change: mailbox.takeChange(),
    modifiedMs: mailbox.now(),
  };
}

/** Notes an answer in the organizer's own item. Nothing happens where the attendee is not on the list. */
export function recordAnswer(
  organizer: Mailbox,
  { key, date }: EventReference,
  address: string,
  answer: Pick<Answer, 'response' | 'proposedNewTime'>,
): void {
  const item = organizer.find(key);
  if (item === undefined) return;
  const isThere = date === null || (item.kind === 'series' && hasOccurrence(item, date));
  if (!isThere) return;
  const { attendees } = contentAt(item, date);
  if (!attendees.some((person) => sameAddress(person.address, address))) return;
  const answered = attendees.map((person): SimAttendee => {
    if (!sameAddress(person.address, address)) return person;
    const { proposedNewTime: _earlier, ...kept } = person;
    return {
      ...kept,
      status: { response: answer.response, at: organizer.now() },
      ...(answer.proposedNewTime === null ? {} : { proposedNewTime: answer.proposedNewTime }),
    };
  });
  const tracked = organizer.switches.responseTracking === 'moves-last-modified';
  const at = tracked ? organizer.now() : item.modifiedMs;
  organizer.put(withContent(organizer, item, date, { attendees: answered }, at));
}

/**
 * @throws EditError for the organizer, for what is cancelled or not there, and as Graph
 * refuses a proposal that the organizer does not allow or would not see.
 */
export function respond(
  mailbox: Mailbox,
  reference: EventReference,
  answer: Answer,
  mailboxOf: MailboxById,
): void {
  const item = mailbox.find(reference.key);
  if (item === undefined) throw itemNotFound();
  const { date } = reference;
  const content = contentAt(item, date);
  if (content.isOrganizer)
    throw refused("You can't respond to this meeting because you're the meeting organizer.");
  if (content.isCancelled) throw refused("You can't respond to this meeting because it has been canceled.");
  if (answer.sendResponse && !content.responseRequested)
    throw refused("The meeting organizer hasn't requested a response.");
  if (answer.proposedNewTime !== null && (!content.allowNewTimeProposals || !answer.sendResponse))
    throw refused('A new time cannot be proposed for this meeting, or not without a response.');
  const { response } = answer;
  const now = mailbox.now();
  const isDropped = response === 'declined' && mailbox.switches.declinedEvents === 'removed';
  if (!isDropped) {
    const own = { responseStatus: { response, at: now }, showAs: SHOWN_AS[response] };
    mailbox.put(withContent(mailbox, item, date, own, now));
  } else if (date === null) mailbox.remove(item);
  else if (item.kind === 'series') mailbox.put(withoutOccurrence(mailbox, item, date));
  const meeting = item.meeting;
  if (!answer.sendResponse || meeting?.organizer === undefined || meeting.organizer === null) return;
  const organizer = mailboxOf(meeting.organizer.userId);
  if (organizer === undefined) return;
  const asked = { key: meeting.organizer.key, date: date ?? meeting.date };
  recordAnswer(organizer, asked, mailbox.user.mail, answer);
}
