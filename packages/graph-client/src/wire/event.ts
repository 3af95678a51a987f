/**
 * The event resource, as far as it is read: complete, or as the stub that delta sends for an
 * occurrence (id, type, seriesMasterId, start, end). A key is listed if somebody needs its type.
 * https://learn.microsoft.com/graph/api/resources/event
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';

import { dateTimeTimeZoneSchema } from './date-time-time-zone.ts';
import { locationSchema } from './location.ts';
import { parseAs } from './parse-as.ts';
import { attendeeSchema, recipientSchema, responseStatusSchema } from './people.ts';
import { patternedRecurrenceSchema } from './recurrence.ts';
import { id, maybe, maybeBoolean, maybeInteger, maybeString } from './tolerant.ts';

export const onlineMeetingSchema = Type.Object({
  joinUrl: maybeString,
  conferenceId: maybeString,
  tollNumber: maybeString,
});

export const eventSchema = Type.Object({
  id,
  '@odata.etag': maybeString,
  changeKey: maybeString,
  createdDateTime: maybeString,
  lastModifiedDateTime: maybeString,
  /** singleInstance, occurrence, exception, seriesMaster. */
  type: maybeString,
  seriesMasterId: maybeString,
  subject: maybeString,
  body: maybe(Type.Object({ contentType: maybeString, content: maybeString })),
  bodyPreview: maybeString,
  start: maybe(dateTimeTimeZoneSchema),
  end: maybe(dateTimeTimeZoneSchema),
  originalStart: maybeString,
  originalStartTimeZone: maybeString,
  originalEndTimeZone: maybeString,
  isAllDay: maybeBoolean,
  recurrence: maybe(patternedRecurrenceSchema),
  /** `OID.<master id>.<date>`; only where asked for by `$select`. */
  cancelledOccurrences: maybe(Type.Array(Type.String())),
  isCancelled: maybeBoolean,
  isDraft: maybeBoolean,
  isOrganizer: maybeBoolean,
  showAs: maybeString,
  sensitivity: maybeString,
  importance: maybeString,
  categories: maybe(Type.Array(Type.Union([Type.String(), Type.Null()]))),
  organizer: maybe(recipientSchema),
  attendees: maybe(Type.Array(attendeeSchema)),
  responseStatus: maybe(responseStatusSchema),
  hideAttendees: maybeBoolean,
  hasAttachments: maybeBoolean,
  location: maybe(locationSchema),
  locations: maybe(Type.Array(locationSchema)),
  isOnlineMeeting: maybeBoolean,
  onlineMeetingProvider: maybeString,
  onlineMeeting: maybe(onlineMeetingSchema),
  onlineMeetingUrl: maybeString,
  isReminderOn: maybeBoolean,
  reminderMinutesBeforeStart: maybeInteger,
  iCalUId: maybeString,
  /** In real v1.0 answers, though not in the v1.0 schema. */
  uid: maybeString,
  webLink: maybeString,
});

export type GraphOnlineMeeting = Static<typeof onlineMeetingSchema>;
export type GraphEvent = Static<typeof eventSchema>;

/** What delta sends for an occurrence: the rest is its master's. */
export type GraphOccurrenceStub = Pick<
  GraphEvent,
  '@odata.etag' | 'end' | 'id' | 'seriesMasterId' | 'start' | 'type'
>;

export const eventValidator = Compile(eventSchema);

/** The same object, typed. Throws GraphError `malformed_response` naming the first key that is wrong. */
export function parseEvent(value: unknown): GraphEvent {
  return parseAs(eventValidator, value, 'event');
}
