/** The owner makes an event or a series. Emits one change, `created`. */
import { hashHex } from '../world/seeded.ts';
import type { SimUser } from '../world/types.ts';
import { EditError, itemNotFound } from './edit-error.ts';
import type { EventDraft, WritableContent } from './event-draft.ts';
import { eventTimes, seriesShape } from './event-times.ts';
import type { Mailbox } from './mailbox.ts';
import { bodyWithTeamsBlock, type TeamsGeneration, teamsMeeting } from './teams-meeting.ts';
import type { EventContent, MailboxItem, SimPerson } from './types.ts';

/** For filling a mailbox: what an owner cannot say. */
export interface CreateOptions {
  /** Names the item for ever; without it, the mailbox's next number does. */
  readonly seed?: string;
  readonly createdMs?: number;
  readonly organizer?: SimPerson;
  readonly teamsGeneration?: TeamsGeneration;
}

const EMPTY_BODY = { contentType: 'html', content: '' } as const;

function defaultContent(owner: SimUser): EventContent {
  return {
    subject: '',
    body: EMPTY_BODY,
    importance: 'normal',
    sensitivity: 'normal',
    showAs: 'busy',
    categories: [],
    locations: [],
    attendees: [],
    organizer: { name: owner.displayName, address: owner.mail },
    isOrganizer: true,
    responseStatus: { response: 'organizer', at: null },
    responseRequested: true,
    allowNewTimeProposals: true,
    hideAttendees: false,
    isReminderOn: true,
    reminderMinutesBeforeStart: 15,
    isOnlineMeeting: false,
    joinUrl: null,
    isCancelled: false,
    transactionId: null,
  };
}

/** Adds the join link and its block of HTML when the owner asks for an online meeting. */
export function withOnlineMeeting(
  content: EventContent,
  owner: SimUser,
  seed: string,
  generation: TeamsGeneration = '2026',
): EventContent {
  if (!content.isOnlineMeeting || content.joinUrl !== null) return content;
  const meeting = teamsMeeting(owner, seed);
  return {
    ...content,
    joinUrl: meeting.joinUrl,
    body: { contentType: 'html', content: bodyWithTeamsBlock(content.body.content, meeting, generation) },
    locations:
      content.locations.length > 0
        ? content.locations
        : [
            {
              displayName: 'Microsoft Teams Meeting',
              locationType: 'default',
              uniqueId: 'Microsoft Teams Meeting',
              uniqueIdType: 'private',
              locationUri: null,
              address: null,
            },
          ],
  };
}

function contentOf(
  owner: SimUser,
  written: Partial<WritableContent>,
  isAllDay: boolean,
  organizer: SimPerson | undefined,
): EventContent {
  const base = defaultContent(owner);
  const foreign = organizer !== undefined && organizer.address !== owner.mail;
  return {
    ...base,
    // Outlook shows a day-long entry as free unless told otherwise.
    showAs: isAllDay ? 'free' : 'busy',
    ...(foreign
      ? { organizer, isOrganizer: false, responseStatus: { response: 'notResponded', at: null } }
      : {}),
    ...written,
  };
}

/**
 * @throws EditError when the calendar is unknown or cannot be written to, or a
 * property is invalid. A repeated transactionId gives the event it made first.
 */
export function createEvent(
  mailbox: Mailbox,
  calendarId: string,
  draft: EventDraft,
  options: CreateOptions = {},
): MailboxItem {
  const calendar = mailbox.calendar(calendarId);
  if (calendar === undefined) throw itemNotFound();
  if (!calendar.canEdit && options.seed === undefined)
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  const { transactionId } = draft.content;
  if (transactionId !== undefined && transactionId !== null)
    for (const item of mailbox.itemsOf(calendarId).values())
      if (item.content.transactionId === transactionId) return item;

  const first = eventTimes(draft.start, draft.end, draft.isAllDay);
  const shape = draft.recurrence === null ? null : seriesShape(first, draft.recurrence);
  const seed = options.seed ?? mailbox.nextCreationSeed();
  const createdMs = options.createdMs ?? mailbox.now();
  const base = {
    key: hashHex(seed, 12),
    calendarId,
    content: withOnlineMeeting(
      contentOf(mailbox.user, draft.content, draft.isAllDay, options.organizer),
      mailbox.user,
      seed,
      options.teamsGeneration,
    ),
    createdMs,
    modifiedMs: createdMs,
    change: mailbox.takeChange(),
  };
  const item: MailboxItem =
    shape === null
      ? { ...base, kind: 'single', times: first }
      : { ...base, ...shape, kind: 'series', exceptions: new Map(), cancelled: new Set() };
  mailbox.put(item);
  return item;
}
