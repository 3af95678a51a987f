/** An answer to an invitation by a button of the page; the organizer hears of it where a response was asked for. */
import { EditError } from '../mailbox/edit-error.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { type AttendeeAnswer, respond } from '../meetings/respond.ts';
import type { Entry } from './find-entry.ts';

const ANSWERS: readonly AttendeeAnswer[] = ['accepted', 'tentativelyAccepted', 'declined'];

/** @throws EditError with a sentence for the person. */
export function respondByForm(
  mailbox: Mailbox,
  { reference, content }: Entry,
  scope: string,
  given: string | undefined,
  mailboxOf: (userId: string) => Mailbox | undefined,
): void {
  const response = ANSWERS.find((answer) => answer === given);
  if (response === undefined) throw new EditError('ErrorInvalidRequest', 'Choose one of the answers.');
  const target = scope === 'series' ? { key: reference.key, date: null } : reference;
  const answer = { response, sendResponse: content.responseRequested, proposedNewTime: null };
  respond(mailbox, target, answer, mailboxOf);
}
