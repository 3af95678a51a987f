/**
 * A row of calendar_event on its way into the table: JSON as json_populate_recordset reads it.
 * Occurrences carry identity and times only; the rest is read through their master.
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';

import type { CalendarEventTable } from '../models/database.ts';
import type { EventSummary } from '../models/event-summary.ts';

export type EventType = CalendarEventTable['type'];

const Text = Type.Union([Type.String(), Type.Null()]);
const Flag = Type.Union([Type.Boolean(), Type.Null()]);
const Texts = Type.Union([Type.Array(Type.String()), Type.Null()]);

/** Instants are RFC 3339 in UTC; dates YYYY-MM-DD, end exclusive. */
export const EventRow = Type.Object({
  connection_id: Type.String(),
  external_id: Type.String(),
  change_key: Text,
  mapper_version: Type.Integer(),
  type: Type.Union([
    Type.Literal('singleInstance'),
    Type.Literal('occurrence'),
    Type.Literal('exception'),
    Type.Literal('seriesMaster'),
  ]),
  title: Text,
  body: Text,
  body_type: Text,
  body_truncated: Type.Boolean(),
  body_preview: Text,
  start_at: Type.String(),
  end_at: Type.String(),
  start_date: Text,
  end_date: Text,
  is_all_day: Type.Boolean(),
  time_zone: Text,
  raw_time_zone: Text,
  status: Type.Union([Type.Literal('confirmed'), Type.Literal('tentative'), Type.Literal('cancelled')]),
  show_as: Text,
  sensitivity: Text,
  importance: Type.Union([Type.Literal('LOW'), Type.Literal('NORMAL'), Type.Literal('HIGH'), Type.Null()]),
  outlook_categories: Texts,
  series_master_id: Text,
  original_start: Text,
  recurrence: Type.Unknown(),
  recurrence_rule: Text,
  recurrence_start: Text,
  recurrence_time_zone: Text,
  recurrence_exceptions: Texts,
  recurrence_additions: Texts,
  recurrence_fidelity: Type.Union([
    Type.Literal('exact'),
    Type.Literal('fitted'),
    Type.Literal('opaque'),
    Type.Null(),
  ]),
  teams_enabled: Flag,
  teams_meeting_url: Text,
  teams_conference_id: Text,
  location: Text,
  locations: Type.Unknown(),
  organizer: Type.Unknown(),
  is_organizer: Flag,
  attendees: Type.Unknown(),
  response: Text,
  has_attachments: Flag,
  ical_uid: Text,
  web_link: Text,
  created_date_time: Text,
  last_modified_date_time: Text,
  is_history: Type.Boolean(),
  synced_at: Type.String(),
});
export type EventRow = Static<typeof EventRow>;

/** What planning needs to know of a row that is already there. */
export interface KnownEvent {
  readonly externalId: string;
  readonly rowNumber: number;
  readonly changeKey: string | null;
  readonly mapperVersion: number;
  readonly type: EventType;
  readonly startAt: Date;
  readonly endAt: Date;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly isAllDay: boolean;
  readonly timeZone: string | null;
  readonly title: string | null;
  readonly status: string;
  readonly showAs: string | null;
  readonly location: string | null;
  readonly seriesMasterId: string | null;
  readonly originalStart: Date | null;
  /** As `fingerprintOf` its row. */
  readonly fingerprint: string | null;
}

/** The same instant is the same text, whether it came from a row or from Graph. */
function instantText(value: Date | string): string {
  return (typeof value === 'string' ? new Date(value) : value).toISOString();
}

export function summaryOfRow(row: EventRow): EventSummary {
  return summary(
    row.type,
    row.title,
    row.start_at,
    row.end_at,
    row.start_date,
    row.end_date,
    row.is_all_day,
    row.time_zone,
    row.status,
    row.show_as,
    row.location,
  );
}

/** @param series the master of an occurrence, which speaks for all but its times */
export function summaryOfKnown(known: KnownEvent, series?: KnownEvent): EventSummary {
  const voice = known.type === 'occurrence' && series !== undefined ? series : known;
  return summary(
    known.type,
    voice.title,
    known.startAt,
    known.endAt,
    known.startDate,
    known.endDate,
    known.isAllDay,
    known.timeZone,
    voice.status,
    voice.showAs,
    voice.location,
  );
}

function summary(
  type: string,
  title: string | null,
  start: Date | string,
  end: Date | string,
  startDate: string | null,
  endDate: string | null,
  isAllDay: boolean,
  timeZone: string | null,
  status: string,
  showAs: string | null,
  location: string | null,
): EventSummary {
  return {
    type,
    title,
    start: startDate === null ? { dateTime: instantText(start), timeZone } : { date: startDate },
    end: endDate === null ? { dateTime: instantText(end), timeZone } : { date: endDate },
    isAllDay,
    status,
    showAs,
    location,
  };
}
