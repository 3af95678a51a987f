/** An event of the mirror as it leaves over HTTP. JSON columns are read leniently: they were written by us. */
import type { CalendarEvent, EventBody } from '@calmirror/api-contract';

import type { EventView } from '../../mirror/queries/event-view.ts';
import { eventTime, instant, instantOrNull } from './times.ts';

export function presentEvent(event: EventView, options: { readonly body: boolean }): CalendarEvent {
  return {
    id: eventId(event.connectionId, event.rowNumber),
    calendarId: event.connectionId,
    externalId: event.externalId,
    changeKey: event.changeKey,
    type: event.type,
    title: event.title,
    bodyPreview: event.bodyPreview,
    ...(options.body ? { body: bodyOf(event) } : {}),
    start: eventTime(event.startAt, event.startDate, event.timeZone),
    end: eventTime(event.endAt, event.endDate, event.timeZone),
    isAllDay: event.isAllDay,
    timeZone: event.timeZone,
    status: event.status,
    showAs: event.showAs,
    sensitivity: event.sensitivity,
    importance: event.importance,
    outlookCategories: event.outlookCategories ?? [],
    seriesMasterId: event.seriesMasterId,
    seriesEventId: event.seriesRowNumber === null ? null : eventId(event.connectionId, event.seriesRowNumber),
    originalStart: instantOrNull(event.originalStart),
    recurrenceRule: event.recurrenceRule,
    recurrenceStart: event.recurrenceStart,
    recurrenceTimeZone: event.recurrenceTimeZone,
    recurrenceExceptions: event.recurrenceExceptions,
    recurrenceAdditions: event.recurrenceAdditions,
    recurrenceFidelity: event.recurrenceFidelity,
    teamsEnabled: event.teamsEnabled === true,
    teamsMeetingUrl: event.teamsMeetingUrl,
    teamsConferenceId: event.teamsConferenceId,
    location: event.location,
    locations: objects(event.locations).map((location) => ({
      displayName: text(location['displayName']),
      locationType: text(location['locationType']),
      locationUri: text(location['locationUri']),
      address: location['address'] ?? null,
      coordinates: location['coordinates'] ?? null,
    })),
    organizer: isObject(event.organizer) ? person(event.organizer) : null,
    isOrganizer: event.isOrganizer,
    attendees: objects(event.attendees).map((attendee) => ({
      ...person(attendee),
      type: text(attendee['type']),
      response: text(attendee['response']),
      respondedAt: text(attendee['respondedAt']),
    })),
    response: event.response,
    hasAttachments: event.hasAttachments,
    iCalUId: event.icalUid,
    webLink: event.webLink,
    createdDateTime: instantOrNull(event.createdDateTime),
    lastModifiedDateTime: instantOrNull(event.lastModifiedDateTime),
    isHistory: event.isHistory,
    syncedAt: instant(event.syncedAt),
  };
}

export function eventId(connectionId: string, rowNumber: number): string {
  return `${connectionId}.${rowNumber}`;
}

function bodyOf(event: EventView): EventBody | null {
  if (event.body === null) return null;
  return { contentType: event.bodyType, content: event.body, truncated: event.bodyTruncated };
}

function person(value: Record<string, unknown>): { name: string | null; address: string | null } {
  return { name: text(value['name']), address: text(value['address']) };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
