/** An event as the API answers it, of which a test says only what matters. */
import type { CalendarEvent } from '@calmirror/api-contract';

let made = 0;

export function calendarEvent(about: Partial<CalendarEvent> = {}): CalendarEvent {
  made += 1;
  return {
    id: `00000000-0000-4000-8000-000000000001.${made}`,
    calendarId: '00000000-0000-4000-8000-000000000001',
    externalId: `external-${made}`,
    changeKey: null,
    type: 'singleInstance',
    title: `Event ${made}`,
    bodyPreview: null,
    start: { dateTime: '2026-11-23T09:00:00.000Z', timeZone: 'UTC' },
    end: { dateTime: '2026-11-23T10:00:00.000Z', timeZone: 'UTC' },
    isAllDay: false,
    timeZone: 'UTC',
    status: 'confirmed',
    showAs: 'busy',
    sensitivity: 'normal',
    importance: 'NORMAL',
    outlookCategories: [],
    seriesMasterId: null,
    seriesEventId: null,
    originalStart: null,
    recurrenceRule: null,
    recurrenceStart: null,
    recurrenceTimeZone: null,
    recurrenceExceptions: null,
    recurrenceAdditions: null,
    recurrenceFidelity: null,
    teamsEnabled: false,
    teamsMeetingUrl: null,
    teamsConferenceId: null,
    location: null,
    locations: [],
    organizer: null,
    isOrganizer: true,
    attendees: [],
    response: null,
    hasAttachments: false,
    iCalUId: null,
    webLink: null,
    createdDateTime: null,
    lastModifiedDateTime: null,
    isHistory: false,
    syncedAt: '2026-11-22T12:00:00.000Z',
    ...about,
  };
}

/** From and until instants, `2026-11-23T09:00Z`, made by somebody in `timeZone`. */
export function timed(from: string, until: string, timeZone: string | null = 'UTC'): Partial<CalendarEvent> {
  const time = (at: string) => ({ dateTime: Temporal.Instant.from(at).toString(), timeZone });
  return { start: time(from), end: time(until), isAllDay: false };
}

/** `until` is exclusive, as in the API. */
export function allDay(from: string, until: string): Partial<CalendarEvent> {
  return { start: { date: from }, end: { date: until }, isAllDay: true };
}
