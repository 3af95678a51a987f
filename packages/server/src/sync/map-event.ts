/**
 * One Graph event → one row. Pure: the same event always gives the same row. Any string may be
 * null, enums are open, ids keep their case. Raise mapperVersion with every change of meaning:
 * rows of an older version are rewritten when they come again. test/mapping holds it to that.
 * Graph: https://learn.microsoft.com/graph/api/resources/event
 */
import {
  RecurrenceError,
  convertRecurrenceToRRule,
  extractTeamsMeetingInfo,
  toIanaTimeZone,
} from '@calmirror/graph-client/convert';
import type { GraphEvent } from '@calmirror/graph-client/wire';

import type { EventRow, EventType } from '../mirror/event-row.ts';
import { eventTimes, instantOrNull } from './event-times.ts';
import { mapLocations, mapPeople } from './map-people.ts';
import { MappingError } from './mapping-error.ts';

export const mapperVersion = 3;

/** Longer bodies are cut, and flagged. */
const BODY_LIMIT_BYTES = 1_048_576;

export interface MapContext {
  readonly connectionId: string;
  readonly windowStart: Date;
  /** RFC 3339. */
  readonly syncedAt: string;
}

/** What an occurrence needs to know of its master. */
export interface MasterTimes {
  readonly isAllDay: boolean;
  readonly timeZone: string | null;
}

export function timesOf(master: EventRow): MasterTimes {
  return { isAllDay: master.is_all_day, timeZone: master.time_zone };
}

/** Its series was all-day when we last saw it and cannot be any more: read so, the stub would lose its times. */
export function isOutgrown(master: MasterTimes, stub: GraphEvent): boolean {
  return (
    master.isAllDay &&
    [stub.start, stub.end].some((time) => /T(?!00:00(?::00)?(?:\.0*)?(?:Z|$))/.test(time?.dateTime ?? ''))
  );
}

export function mapEvent(event: GraphEvent, context: MapContext): EventRow {
  const type = eventType(event.type);
  const isAllDay = event.isAllDay === true;
  const rawZone = event.recurrence?.range?.recurrenceTimeZone || event.originalStartTimeZone || null;
  const zone = toIanaTimeZone(rawZone, [event.originalStartTimeZone, event.originalEndTimeZone]);
  const times = eventTimes(event.start, event.end, isAllDay);
  const body = cutBody(event.body?.content ?? null);
  const teams = extractTeamsMeetingInfo(event);
  return {
    ...blankRow(context, event.id, type),
    ...times,
    ...recurrenceOf(event, isAllDay),
    ...mapPeople(event),
    ...mapLocations(event),
    change_key: changeKeyOf(event),
    title: event.subject ?? null,
    body: body.text,
    body_type: event.body?.contentType ?? null,
    body_truncated: body.truncated,
    body_preview: event.bodyPreview ?? null,
    is_all_day: isAllDay,
    time_zone: zone.timeZone,
    raw_time_zone: rawZone,
    status: statusOf(event),
    show_as: event.showAs ?? null,
    sensitivity: event.sensitivity ?? null,
    importance: importanceOf(event.importance),
    outlook_categories: event.categories?.filter((category) => category !== null) ?? [],
    series_master_id: type === 'occurrence' || type === 'exception' ? (event.seriesMasterId ?? null) : null,
    original_start: originalStart(event),
    teams_enabled: teams.teamsEnabled,
    teams_meeting_url: teams.teamsMeetingUrl,
    teams_conference_id: teams.teamsConferenceId,
    has_attachments: event.hasAttachments ?? null,
    ical_uid: event.iCalUId ?? null,
    web_link: httpsLink(event.webLink),
    created_date_time: instantOrNull(event.createdDateTime),
    last_modified_date_time: instantOrNull(event.lastModifiedDateTime),
    // A master's own dates are its first occurrence's; the series may well go on.
    is_history: type !== 'seriesMaster' && isBefore(times.end_at, times.start_at, context.windowStart),
  };
}

/** An occurrence, from the stub that delta sends or the full event of /instances: identity and times only. */
export function mapOccurrence(stub: GraphEvent, master: MasterTimes, context: MapContext): EventRow {
  const times = eventTimes(stub.start, stub.end, master.isAllDay);
  return {
    ...blankRow(context, stub.id, 'occurrence'),
    ...times,
    is_all_day: master.isAllDay,
    time_zone: master.timeZone,
    series_master_id: stub.seriesMasterId ?? null,
    original_start: times.start_at,
    is_history: isBefore(times.end_at, times.start_at, context.windowStart),
  };
}

function isBefore(end: string, start: string, windowStart: Date): boolean {
  return isBehind(Date.parse(start), Date.parse(end), windowStart);
}

/** Whether an event of these times, in ms since 1970, has left a window by its near edge: it is history. */
export function isBehind(start: number, end: number, windowStart: Date): boolean {
  return end <= windowStart.getTime() && start < windowStart.getTime();
}

/** @throws MappingError */
export function eventType(type: string | null | undefined): EventType {
  switch (type) {
    case 'singleInstance':
    case 'occurrence':
    case 'exception':
    case 'seriesMaster':
      return type;
    default:
      throw new MappingError('The event has no type that we know.');
  }
}

function statusOf(event: GraphEvent): EventRow['status'] {
  if (event.isCancelled === true) return 'cancelled';
  return event.showAs === 'tentative' ? 'tentative' : 'confirmed';
}

function importanceOf(importance: string | null | undefined): EventRow['importance'] {
  switch (importance?.toLowerCase()) {
    case 'low':
      return 'LOW';
    case 'high':
      return 'HIGH';
    default:
      return 'NORMAL';
  }
}

function cutBody(text: string | null): { text: string | null; truncated: boolean } {
  if (text === null || text.length * 3 <= BODY_LIMIT_BYTES) return { text, truncated: false };
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.byteLength <= BODY_LIMIT_BYTES) return { text, truncated: false };
  // A character cut in half decodes to U+FFFD at the very end.
  return {
    text: bytes
      .subarray(0, BODY_LIMIT_BYTES)
      .toString('utf8')
      .replace(/\uFFFD$/u, ''),
    truncated: true,
  };
}

function recurrenceOf(
  event: GraphEvent,
  isAllDay: boolean,
): Pick<
  EventRow,
  | 'recurrence'
  | 'recurrence_rule'
  | 'recurrence_start'
  | 'recurrence_time_zone'
  | 'recurrence_exceptions'
  | 'recurrence_additions'
  | 'recurrence_fidelity'
> {
  const none = {
    recurrence: null,
    recurrence_rule: null,
    recurrence_start: null,
    recurrence_time_zone: null,
    recurrence_exceptions: null,
    recurrence_additions: null,
    recurrence_fidelity: null,
  };
  if (event.recurrence === null || event.recurrence === undefined) return none;
  try {
    const start = {
      dateTime: event.start?.dateTime ?? null,
      timeZone: event.start?.timeZone ?? null,
      isAllDay,
      originalStartTimeZone: event.originalStartTimeZone ?? null,
      originalEndTimeZone: event.originalEndTimeZone ?? null,
    };
    const rule = convertRecurrenceToRRule(event.recurrence, start);
    return {
      ...none,
      recurrence: event.recurrence,
      recurrence_rule: rule.rrule,
      recurrence_start: rule.dtStart,
      recurrence_time_zone: rule.timeZone,
    };
  } catch (error) {
    // Graph expands the series itself: without a rule of ours the delivered occurrences still stand.
    if (!(error instanceof RecurrenceError)) throw error;
    return { ...none, recurrence: event.recurrence, recurrence_fidelity: 'opaque' };
  }
}

function originalStart(event: GraphEvent): string | null {
  return event.type === 'occurrence' || event.type === 'exception'
    ? instantOrNull(event.originalStart)
    : null;
}

/** null where Graph tells none: then nothing says that it is unchanged. */
export function changeKeyOf(event: GraphEvent): string | null {
  return event.changeKey ?? keyOfEtag(event['@odata.etag']);
}

/** `W/"<changeKey>"`, on all sample objects that have both. */
function keyOfEtag(etag: string | null | undefined): string | null {
  return /^W\/"(.+)"$/.exec(etag ?? '')?.[1] ?? null;
}

function httpsLink(link: string | null | undefined): string | null {
  return link !== null && link !== undefined && link.startsWith('https://') ? link : null;
}

function blankRow(
  context: MapContext,
  id: string,
  type: EventType,
): Omit<EventRow, 'start_at' | 'end_at' | 'start_date' | 'end_date'> {
  return {
    connection_id: context.connectionId,
    external_id: id,
    change_key: null,
    mapper_version: mapperVersion,
    type,
    title: null,
    body: null,
    body_type: null,
    body_truncated: false,
    body_preview: null,
    is_all_day: false,
    time_zone: null,
    raw_time_zone: null,
    status: 'confirmed',
    show_as: null,
    sensitivity: null,
    importance: null,
    outlook_categories: null,
    series_master_id: null,
    original_start: null,
    recurrence: null,
    recurrence_rule: null,
    recurrence_start: null,
    recurrence_time_zone: null,
    recurrence_exceptions: null,
    recurrence_additions: null,
    recurrence_fidelity: null,
    teams_enabled: null,
    teams_meeting_url: null,
    teams_conference_id: null,
    location: null,
    locations: null,
    organizer: null,
    is_organizer: null,
    attendees: null,
    response: null,
    has_attachments: null,
    ical_uid: null,
    web_link: null,
    created_date_time: null,
    last_modified_date_time: null,
    is_history: false,
    synced_at: context.syncedAt,
  };
}
