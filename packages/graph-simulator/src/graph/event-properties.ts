/** Every property that an event is answered with and `$select` can name, whatever one event has of them. */
import type { WireEvent } from './wire-types.ts';

type ByRequestOnly =
  | 'attachments'
  | 'IsRoomRequested'
  | 'AutoRoomBookingStatus'
  | 'AutoRoomBookingOptions'
  | 'OccurrenceId';

const PROPERTIES = {
  '@odata.etag': true,
  id: true,
  createdDateTime: true,
  lastModifiedDateTime: true,
  changeKey: true,
  categories: true,
  transactionId: true,
  originalStartTimeZone: true,
  originalEndTimeZone: true,
  iCalUId: true,
  uid: true,
  occurrenceId: true,
  reminderMinutesBeforeStart: true,
  isReminderOn: true,
  hasAttachments: true,
  subject: true,
  bodyPreview: true,
  importance: true,
  sensitivity: true,
  originalStart: true,
  isAllDay: true,
  isCancelled: true,
  isOrganizer: true,
  responseRequested: true,
  seriesMasterId: true,
  showAs: true,
  type: true,
  webLink: true,
  onlineMeetingUrl: true,
  isOnlineMeeting: true,
  onlineMeetingProvider: true,
  allowNewTimeProposals: true,
  isDraft: true,
  hideAttendees: true,
  body: true,
  start: true,
  end: true,
  location: true,
  locations: true,
  recurrence: true,
  responseStatus: true,
  attendees: true,
  organizer: true,
  onlineMeeting: true,
} satisfies Record<Exclude<keyof WireEvent, ByRequestOnly>, true>;

export const EVENT_PROPERTIES: readonly string[] = Object.keys(PROPERTIES);
