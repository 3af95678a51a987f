/** The owner makes an event or a series. Emits one change, `created`. */
import { hashHex } from '../world/seeded.ts';
import type { SimUser } from '../world/types.ts';
import { EditError, itemNotFound } from './edit-error.ts';
import type { EventDraft, WritableContent } from './event-draft.ts';
import { eventTimes, type SeriesShape, seriesShape } from './event-times.ts';
import type { Mailbox } from './mailbox.ts';
import { LINK_DELAY_MS, teamsStyle, withOnlineMeeting, withPastedLink } from './online-meeting.ts';
import type { TeamsStyle } from './teams-style.ts';
import type {
  EventContent,
  EventTimes,
  MailboxItem,
  MeetingName,
  SimAttachment,
  SimPerson,
  ZoneNames,
} from './types.ts';

/** For filling a mailbox: what an owner cannot say. */
export interface CreateOptions {
  /** Names the item for ever; without it, the mailbox's next number does. */
  readonly seed?: string;
  readonly createdMs?: number;
  readonly organizer?: SimPerson;
  readonly teams?: Partial<TeamsStyle>;
  /** Puts the invitation of a meeting elsewhere into the body, of an event that is no online meeting. */
  readonly pastedLink?: boolean;
  /** The join link comes so much of the clock later; without it, the switch decides. */
  readonly linkAfterMs?: number;
  readonly zoneNames?: ZoneNames;
  /** A link of another provider than Teams. */
  readonly onlineMeetingUrl?: string;
  readonly attachments?: readonly SimAttachment[];
  /** Saved and not sent: nobody is invited yet. */
  readonly isUnsent?: boolean;
  /** Of somebody else's meeting. */
  readonly meeting?: MeetingName;
}

/** One for all: there are millions of events without any. */
const NO_ATTACHMENTS: readonly SimAttachment[] = [];
const EMPTY_BODY = { contentType: 'html', content: '' } as const;

function defaultContent(owner: SimUser, ownResponse: 'organizer' | 'none'): EventContent {
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
    responseStatus: { response: ownResponse, at: null },
    responseRequested: true,
    allowNewTimeProposals: true,
    hideAttendees: false,
    isReminderOn: true,
    reminderMinutesBeforeStart: 15,
    isOnlineMeeting: false,
    joinUrl: null,
    conference: null,
    onlineMeetingUrl: null,
    isCancelled: false,
    transactionId: null,
    attachments: NO_ATTACHMENTS,
  };
}

function contentOf(
  { user: owner, switches }: Mailbox,
  written: Partial<WritableContent>,
  isAllDay: boolean,
  organizer: SimPerson | undefined,
): EventContent {
  const base = defaultContent(owner, switches.organizerResponse);
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

/** Of a single event, and of a series its shape as well. @throws EditError for times that cannot be kept. */
export function timesOf(
  { switches }: Mailbox,
  { start, end, isAllDay, recurrence }: EventDraft,
): { readonly first: EventTimes; readonly shape: SeriesShape | null } {
  const first = eventTimes(start, end, isAllDay);
  const shape = recurrence === null ? null : seriesShape(first, recurrence, switches.recurrencePhase);
  return { first, shape };
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

  const { first, shape } = timesOf(mailbox, draft);
  const seed = options.seed ?? mailbox.nextCreationSeed();
  const createdMs = options.createdMs ?? mailbox.now();
  const style = teamsStyle(mailbox.user, options.teams);
  const written = {
    ...contentOf(mailbox, draft.content, draft.isAllDay, options.organizer),
    onlineMeetingUrl: options.onlineMeetingUrl ?? null,
    ...(options.attachments === undefined ? {} : { attachments: options.attachments }),
  };
  const linkAfterMs =
    options.linkAfterMs ??
    (options.seed === undefined && mailbox.switches.joinLink === 'later' ? LINK_DELAY_MS : 0);
  const isLate = written.isOnlineMeeting && linkAfterMs > 0;
  const base = {
    key: hashHex(seed, 12),
    calendarId,
    ...(options.meeting === undefined ? {} : { meeting: options.meeting }),
    ...(options.zoneNames === undefined ? {} : { zoneNames: options.zoneNames }),
    ...(options.isUnsent === true ? { unsent: { known: null } } : {}),
    ...(isLate ? { pendingLinks: [{ date: null, dueMs: createdMs + linkAfterMs, style }] } : {}),
    content: isLate
      ? written
      : options.pastedLink === true
        ? withPastedLink(written, mailbox.user, seed, style)
        : withOnlineMeeting(written, mailbox.user, seed, style),
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
