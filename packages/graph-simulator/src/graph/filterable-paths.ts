/**
 * What `$filter` knows: plain values of the v1.0 schema, by their path in lower case. Keys that real answers have
 * beyond it (uid, occurrenceId) are none. Source: calendar facts 1.1 [F] GH 8640.
 */
const pathsOf = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().trim().split(/\s+/));

export const EVENT_PATHS = pathsOf(`
  id createdDateTime lastModifiedDateTime changeKey transactionId originalStartTimeZone originalEndTimeZone iCalUId
  reminderMinutesBeforeStart isReminderOn hasAttachments subject bodyPreview importance sensitivity originalStart
  isAllDay isCancelled isOrganizer responseRequested seriesMasterId showAs type webLink onlineMeetingUrl
  isOnlineMeeting onlineMeetingProvider allowNewTimeProposals isDraft hideAttendees
  start/dateTime start/timeZone end/dateTime end/timeZone body/contentType body/content
  location/displayName location/locationType location/locationUri location/uniqueId location/uniqueIdType
  responseStatus/response responseStatus/time organizer/emailAddress/name organizer/emailAddress/address
  onlineMeeting/joinUrl onlineMeeting/conferenceId onlineMeeting/tollNumber`);

export const CALENDAR_PATHS = pathsOf(`
  id name color hexColor isDefaultCalendar changeKey canShare canViewPrivateItems canEdit isTallyingResponses
  isRemovable defaultOnlineMeetingProvider owner/name owner/address`);
