/**
 * What a mailbox stores. Items are never changed in place: an edit puts a new
 * record in their stead, so a delta round can hold on to what it promised.
 * Nothing here knows Graph's wire shapes.
 */
import type { Recurrence } from '../recurrence/types.ts';
import type { TeamsStyle } from './teams-style.ts';

export const CALENDAR_COLORS = [
  'auto',
  'lightBlue',
  'lightGreen',
  'lightOrange',
  'lightGray',
  'lightYellow',
  'lightTeal',
  'lightPink',
  'lightBrown',
  'lightRed',
  'maxColor',
] as const;
type CalendarColor = (typeof CALENDAR_COLORS)[number];

export interface SimCalendarGroup {
  readonly id: string;
  readonly name: string;
  readonly classId: string;
  readonly changeKey: string;
}

export interface SimCalendar {
  readonly id: string;
  readonly name: string;
  readonly color: CalendarColor;
  readonly hexColor: string;
  readonly isDefault: boolean;
  readonly canEdit: boolean;
  readonly canShare: boolean;
  readonly isRemovable: boolean;
  readonly ownerName: string;
  readonly ownerAddress: string;
  readonly changeKey: string;
  /** Of a group that its owner made; the others are in the first. */
  readonly groupId?: string;
}

type Importance = 'low' | 'normal' | 'high';
type Sensitivity = 'normal' | 'personal' | 'private' | 'confidential';
type ShowAs = 'unknown' | 'free' | 'tentative' | 'busy' | 'oof' | 'workingElsewhere';
type ResponseType = 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded';

export interface SimPerson {
  readonly name: string;
  readonly address: string;
}

export interface SimResponse {
  readonly response: ResponseType;
  /** Simulator clock, ms; null when never answered. */
  readonly at: number | null;
}

/** Instants, ms since the epoch. */
export interface TimeSlot {
  readonly startMs: number;
  readonly endMs: number;
}

export interface SimAttendee extends SimPerson {
  readonly type: 'required' | 'optional' | 'resource';
  readonly status: SimResponse;
  /** Another time that this person asked for, until the meeting moves. */
  readonly proposedNewTime?: TimeSlot;
}

export const LOCATION_TYPES = [
  'default',
  'conferenceRoom',
  'homeAddress',
  'businessAddress',
  'geoCoordinates',
  'streetAddress',
  'hotel',
  'restaurant',
  'localBusiness',
  'postalAddress',
] as const;

export const LOCATION_ID_TYPES = ['unknown', 'locationStore', 'directory', 'private', 'bing'] as const;

export interface SimLocation {
  readonly displayName: string;
  readonly locationType: (typeof LOCATION_TYPES)[number];
  readonly uniqueId: string | null;
  readonly uniqueIdType: (typeof LOCATION_ID_TYPES)[number];
  readonly locationUri: string | null;
  /** Of a room. */
  readonly locationEmailAddress?: string;
  readonly address: Readonly<Record<string, string>> | null;
  /** Degrees and metres; of a place that somebody chose on a map. */
  readonly coordinates?: {
    readonly latitude: number;
    readonly longitude: number;
    readonly altitude?: number;
    readonly accuracy?: number;
    readonly altitudeAccuracy?: number;
  };
}

export interface SimBody {
  readonly contentType: 'html' | 'text';
  readonly content: string;
}

export interface SimConference {
  /** Digits only. */
  readonly conferenceId: string;
  readonly tollNumber: string;
}

/** A file at an event. */
export interface SimAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly content: string;
}

/** Whatever an exception of a series may say differently from its master. */
export interface EventContent {
  readonly subject: string | null;
  readonly body: SimBody;
  readonly importance: Importance;
  readonly sensitivity: Sensitivity;
  readonly showAs: ShowAs;
  readonly categories: readonly string[];
  readonly locations: readonly SimLocation[];
  readonly attendees: readonly SimAttendee[];
  readonly organizer: SimPerson;
  readonly isOrganizer: boolean;
  readonly responseStatus: SimResponse;
  readonly responseRequested: boolean;
  readonly allowNewTimeProposals: boolean;
  readonly hideAttendees: boolean;
  readonly isReminderOn: boolean;
  readonly reminderMinutesBeforeStart: number;
  readonly isOnlineMeeting: boolean;
  /** Teams join link; null when there is none, or none yet. */
  readonly joinUrl: string | null;
  /** How to call in; null without audio conferencing. */
  readonly conference: SimConference | null;
  /** The link of another provider than Teams, as Skype's; null for Teams. */
  readonly onlineMeetingUrl: string | null;
  readonly isCancelled: boolean;
  readonly transactionId: string | null;
  readonly attachments: readonly SimAttachment[];
}

interface AllDayDates {
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
}

export interface EventTimes {
  /** Instants, ms since the epoch; of an all-day event, the midnights of its own zone. */
  readonly startMs: number;
  readonly endMs: number;
  /** As the creator named them: Windows or IANA. */
  readonly startZone: string;
  readonly endZone: string;
  readonly allDay: AllDayDates | null;
}

/** What makes the copies of one meeting, in several mailboxes, one meeting. Absent: made from owner and key. */
export interface MeetingName {
  readonly seed: string;
  /** Original date, where the mailbox holds one occurrence of a series without the series. */
  readonly date: string | null;
  /** The organizer's item; null when the organizer has no mailbox here. */
  readonly organizer: { readonly userId: string; readonly key: string } | null;
  /** As another calendar system wrote it; null where Outlook made it. */
  readonly foreignUid: string | null;
}

/** How an event names its zones where another system or an old client named them: nobody has rules for these. */
export interface ZoneNames {
  /** `originalStartTimeZone` and `originalEndTimeZone`; null where they are missing. */
  readonly original: string | null;
  /** `recurrenceTimeZone`. */
  readonly recurrence: string;
}

interface PendingLink {
  /** The original date of one occurrence; null: the event itself. */
  readonly date: string | null;
  /** When it comes, by the simulator's clock. */
  readonly dueMs: number;
  readonly style: TeamsStyle;
}

interface ItemBase {
  /** Twelve hexadecimal digits, unique in the mailbox; the ids of Graph are made from it. */
  readonly key: string;
  readonly calendarId: string;
  readonly meeting?: MeetingName;
  /** Absent: as the times and the range of the item say. They outlive edits of the times. */
  readonly zoneNames?: ZoneNames;
  /** Of online meetings that wait for their links. */
  readonly pendingLinks?: readonly PendingLink[];
  /** Saved and not sent: what those invited know of it, null where they know nothing. */
  readonly unsent?: { readonly known: MailboxItem | null };
  readonly content: EventContent;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** The mailbox's change number of the last change; changeKey and etag are made from it. */
  readonly change: number;
}

export interface SingleEvent extends ItemBase {
  readonly kind: 'single';
  readonly times: EventTimes;
}

export interface SeriesException {
  /** The date the pattern gave it, in the zone of the series. */
  readonly date: string;
  readonly overrides: Partial<EventContent>;
  /** Null while it stands where the pattern put it. */
  readonly times: EventTimes | null;
  readonly createdMs: number;
  readonly modifiedMs: number;
  readonly change: number;
}

/** Wall-clock times of every occurrence, counted from local midnight of its date. */
export interface SeriesTimes {
  /** The zone in which the pattern is expanded; Windows or IANA. */
  readonly zone: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly isAllDay: boolean;
  readonly startZone: string;
  readonly endZone: string;
}

export interface SeriesMaster extends ItemBase {
  readonly kind: 'series';
  readonly recurrence: Recurrence;
  readonly times: SeriesTimes;
  /** The first date that the pattern gives. */
  readonly firstDate: string;
  /** By original date. */
  readonly exceptions: ReadonlyMap<string, SeriesException>;
  /** Original dates of deleted occurrences. */
  readonly cancelled: ReadonlySet<string>;
}

export type MailboxItem = SingleEvent | SeriesMaster;
