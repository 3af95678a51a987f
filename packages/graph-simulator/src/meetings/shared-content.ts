/**
 * What of a meeting is the organizer's to say, and travels to every attendee, and what
 * is each mailbox's own. Pure: knows no mailbox, sends nothing.
 */
import type {
  EventContent,
  MailboxItem,
  SeriesException,
  SeriesMaster,
  SimAttendee,
  SimPerson,
} from '../mailbox/types.ts';

const SHARED = [
  'subject',
  'body',
  'importance',
  'sensitivity',
  'locations',
  'attendees',
  'organizer',
  'responseRequested',
  'allowNewTimeProposals',
  'hideAttendees',
  'isOnlineMeeting',
  'joinUrl',
  'conference',
  'attachments',
] as const;
type SharedContent = Pick<EventContent, (typeof SHARED)[number]>;

function isShared(name: string): boolean {
  return SHARED.some((shared) => shared === name);
}

export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function invites(attendees: readonly SimPerson[], address: string): boolean {
  return attendees.some((person) => sameAddress(person.address, address));
}

/** Attendees do not learn how others answered; with `hideAttendees`, nor who they are. */
function guestList(content: EventContent, address: string): SimAttendee[] {
  return content.attendees
    .filter((person) => !content.hideAttendees || sameAddress(person.address, address))
    .map(({ name, address: of, type }) => ({
      name,
      address: of,
      type,
      status: { response: 'none', at: null },
    }));
}

export function sharedContent(content: EventContent, address: string): SharedContent {
  return {
    subject: content.subject,
    body: content.body,
    importance: content.importance,
    sensitivity: content.sensitivity,
    locations: content.locations,
    attendees: guestList(content, address),
    organizer: content.organizer,
    responseRequested: content.responseRequested,
    allowNewTimeProposals: content.allowNewTimeProposals,
    hideAttendees: content.hideAttendees,
    isOnlineMeeting: content.isOnlineMeeting,
    joinUrl: content.joinUrl,
    conference: content.conference,
    attachments: content.attachments,
  };
}

/** Of an exception's overrides, those that travel. */
export function sharedOverrides(
  content: EventContent,
  overrides: Partial<EventContent>,
  address: string,
): Partial<EventContent> {
  const all = Object.entries(sharedContent({ ...content, ...overrides }, address));
  return Object.fromEntries(all.filter(([name]) => Object.hasOwn(overrides, name)));
}

/** Of an exception's overrides, those that are the mailbox's own. */
export function ownOverrides(overrides: Partial<EventContent>): Partial<EventContent> {
  return Object.fromEntries(Object.entries(overrides).filter(([name]) => !isShared(name)));
}

const people = (attendees: readonly SimAttendee[] = []): unknown =>
  attendees.map(({ address, type }) => [address.toLowerCase(), type]);

function essence(content: Partial<EventContent>): Record<string, unknown> {
  const { attendees: _attendees, ...rest } = content;
  return Object.fromEntries(Object.entries(rest).filter(([name]) => isShared(name)));
}

/** Two items with the same text are the same meeting for everybody who was invited to both. */
export function meetingText(item: MailboxItem): string {
  return JSON.stringify([
    essence(item.content),
    item.content.isCancelled,
    timesText(item),
    item.kind === 'single'
      ? null
      : [
          [...item.exceptions.values()]
            .filter((exception) => concernsGuests(item, exception))
            .map(({ date, times, overrides }) => [
              date,
              times,
              essence(overrides),
              people(overrides.attendees),
            ]),
          [...item.cancelled],
        ],
  ]);
}

/** False of an exception that is one for the organizer only: by a category, or by who has answered. */
export function concernsGuests(series: SeriesMaster, { times, overrides }: SeriesException): boolean {
  const { attendees } = overrides;
  return (
    times !== null ||
    Object.keys(essence(overrides)).length > 0 ||
    overrides.isCancelled === true ||
    (attendees !== undefined &&
      JSON.stringify(people(attendees)) !== JSON.stringify(people(series.content.attendees)))
  );
}

/** When it takes place; a change of it asks everybody again. */
export function timesText(item: MailboxItem): string {
  return JSON.stringify(item.kind === 'single' ? item.times : [item.times, item.recurrence, item.firstDate]);
}
