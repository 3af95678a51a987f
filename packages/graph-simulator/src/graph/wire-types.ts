/**
 * The shapes of what Graph answers here, as they are written: no defaults, no methods.
 * Aliases, not interfaces, so that each is also a plain JSON object. A test has Microsoft's
 * own types accept them. Source: Microsoft Graph v1.0, resource types of the calendar API.
 */
import type {
  EventContent,
  SimAttendee,
  SimBody,
  SimCalendar,
  SimLocation,
  SimResponse,
} from '../mailbox/types.ts';
import type { RecurrencePattern, RecurrenceRange } from '../recurrence/types.ts';
import type { CalendarRole } from '../sharing/calendar-roles.ts';

/** `2026-11-23T09:00:00.0000000` in a zone that is named by its Windows or IANA name. */
export type WireTime = Readonly<{ dateTime: string; timeZone: string }>;

type WireEmailAddress = Readonly<{ name: string; address: string }>;

export type WireRecipient = Readonly<{ emailAddress: WireEmailAddress }>;

/** `time` is an instant, `0001-01-01T00:00:00Z` for never. */
export type WireResponse = Readonly<{ response: SimResponse['response']; time: string }>;

export type WireAttendee = WireRecipient &
  Readonly<{
    type: SimAttendee['type'];
    status: WireResponse;
    proposedNewTime?: Readonly<{ start: WireTime; end: WireTime }>;
  }>;

export type WireLocation = Readonly<{
  addedBy?: string;
  displayName: string;
  locationUri?: string;
  locationEmailAddress?: string;
  locationType: SimLocation['locationType'];
  uniqueId?: string;
  uniqueIdType: SimLocation['uniqueIdType'];
  address?: Readonly<Record<string, string>>;
  coordinates?: Readonly<Record<string, number>>;
}>;

export type WireAttachment = Readonly<{
  '@odata.type': '#microsoft.graph.fileAttachment';
  '@odata.mediaContentType': string;
  id: string;
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  isInline: boolean;
  contentBytes: string;
}>;

export type WireRecurrence = Readonly<{
  /** `daysOfWeek` alone is left out where the type does not use it. */
  pattern: Readonly<Omit<RecurrencePattern, 'daysOfWeek'> & Partial<Pick<RecurrencePattern, 'daysOfWeek'>>>;
  range: Readonly<RecurrenceRange>;
}>;

type OnlineMeetingProvider = 'unknown' | 'teamsForBusiness';

export type WireEvent = Readonly<{
  '@odata.etag': string;
  id: string;
  createdDateTime: string;
  lastModifiedDateTime: string;
  changeKey: string;
  categories: readonly string[];
  transactionId: string | null;
  originalStartTimeZone: string | null;
  originalEndTimeZone: string | null;
  iCalUId: string;
  uid: string;
  /** Not in the v1.0 description, but in real answers: `OID.{master}.{date}`, null but for occurrences. */
  occurrenceId: string | null;
  reminderMinutesBeforeStart: number;
  isReminderOn: boolean;
  hasAttachments: boolean;
  subject: string | null;
  bodyPreview?: string;
  importance: EventContent['importance'];
  sensitivity: EventContent['sensitivity'];
  /** Of occurrences and exceptions. */
  originalStart?: string;
  isAllDay: boolean;
  isCancelled: boolean;
  isOrganizer: boolean;
  responseRequested: boolean;
  seriesMasterId: string | null;
  showAs: EventContent['showAs'];
  type: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';
  webLink: string;
  onlineMeetingUrl: string | null;
  isOnlineMeeting: boolean;
  onlineMeetingProvider: OnlineMeetingProvider | 'skypeForBusiness';
  allowNewTimeProposals: boolean;
  isDraft: boolean;
  hideAttendees: boolean;
  /** Not with Calendars.ReadBasic alone. */
  body?: SimBody;
  start: WireTime;
  end: WireTime;
  location: WireLocation;
  locations: readonly WireLocation[];
  recurrence: WireRecurrence | null;
  responseStatus: WireResponse;
  attendees: readonly WireAttendee[];
  organizer: WireRecipient;
  onlineMeeting: Readonly<{ joinUrl: string; conferenceId?: string; tollNumber?: string }> | null;
  /** Only where they were asked for. */
  attachments?: readonly WireAttachment[];
  /** These four only by a switch. */
  IsRoomRequested?: boolean;
  AutoRoomBookingStatus?: string;
  AutoRoomBookingOptions?: null;
  OccurrenceId?: null;
}>;

/** All that delta says of an occurrence. */
export type WireStub = Readonly<{
  '@odata.type': string;
  '@odata.etag': string;
  seriesMasterId: string;
  type: 'occurrence';
  id: string;
  start: WireTime;
  end: WireTime;
}>;

export type WireRemoved = Readonly<{
  '@odata.type': string;
  id: string;
  '@removed': Readonly<{ reason: 'deleted' }>;
}>;

export type WireCalendar = Readonly<{
  id: string;
  name: string;
  color: SimCalendar['color'];
  hexColor: string;
  isDefaultCalendar: boolean;
  changeKey: string;
  canShare: boolean;
  canViewPrivateItems: boolean;
  canEdit: boolean;
  allowedOnlineMeetingProviders: readonly OnlineMeetingProvider[];
  defaultOnlineMeetingProvider: OnlineMeetingProvider;
  isTallyingResponses: boolean;
  isRemovable: boolean;
  owner: WireEmailAddress;
}>;

/** `emailAddress` of the organization has no address. */
export type WirePermission = Readonly<{
  id: string;
  isRemovable: boolean;
  isInsideOrganization: boolean;
  role: CalendarRole;
  allowedRoles: readonly CalendarRole[];
  emailAddress: Readonly<{ name: string; address?: string }>;
}>;

export type WireUser = Readonly<{
  businessPhones: readonly string[];
  displayName: string;
  givenName: string;
  jobTitle: string | null;
  mail: string;
  mobilePhone: string | null;
  officeLocation: string | null;
  preferredLanguage: string;
  surname: string;
  userPrincipalName: string;
  id: string;
}>;
