/** Rows and known events for tests of planning, with only what a test is about spelled out. */
import type { EventRow, KnownEvent } from '../../src/mirror/event-row.ts';
import { fingerprintOf } from '../../src/mirror/fingerprint.ts';

export function eventRow(overrides: Partial<EventRow> & { external_id: string }): EventRow {
  return {
    connection_id: '00000000-0000-4000-8000-000000000001',
    change_key: 'key-1',
    mapper_version: 1,
    type: 'singleInstance',
    title: 'Budget review',
    body: null,
    body_type: null,
    body_truncated: false,
    body_preview: null,
    start_at: '2026-11-23T09:00:00.000Z',
    end_at: '2026-11-23T10:00:00.000Z',
    start_date: null,
    end_date: null,
    is_all_day: false,
    time_zone: 'Europe/Berlin',
    raw_time_zone: 'W. Europe Standard Time',
    status: 'confirmed',
    show_as: 'busy',
    sensitivity: 'normal',
    importance: 'NORMAL',
    outlook_categories: [],
    series_master_id: null,
    original_start: null,
    recurrence: null,
    recurrence_rule: null,
    recurrence_start: null,
    recurrence_time_zone: null,
    recurrence_exceptions: null,
    recurrence_additions: null,
    recurrence_fidelity: null,
    teams_enabled: false,
    teams_meeting_url: null,
    teams_conference_id: null,
    location: null,
    locations: [],
    organizer: null,
    is_organizer: true,
    attendees: [],
    response: null,
    has_attachments: false,
    ical_uid: null,
    web_link: null,
    created_date_time: null,
    last_modified_date_time: null,
    is_history: false,
    synced_at: '2026-11-22T12:00:00.000Z',
    ...overrides,
  };
}

export function occurrenceRow(id: string, master: string, start: string, end: string): EventRow {
  return eventRow({
    external_id: id,
    type: 'occurrence',
    series_master_id: master,
    change_key: null,
    title: null,
    show_as: null,
    start_at: start,
    end_at: end,
    original_start: start,
  });
}

/** What the mirror would know had this row been written. */
export function known(row: EventRow, rowNumber = 1): KnownEvent {
  return {
    externalId: row.external_id,
    rowNumber,
    changeKey: row.change_key,
    mapperVersion: row.mapper_version,
    type: row.type,
    startAt: new Date(row.start_at),
    endAt: new Date(row.end_at),
    startDate: row.start_date,
    endDate: row.end_date,
    isAllDay: row.is_all_day,
    timeZone: row.time_zone,
    title: row.title,
    status: row.status,
    showAs: row.show_as,
    location: row.location,
    seriesMasterId: row.series_master_id,
    originalStart: row.original_start === null ? null : new Date(row.original_start),
    fingerprint: fingerprintOf(row),
  };
}

export function knownMap(rows: readonly EventRow[]): Map<string, KnownEvent> {
  return new Map(rows.map((row, index) => [row.external_id, known(row, index + 1)]));
}
