/**
 * An event as it is read: a row with what it reads through its series master filled in.
 * `e` is the row, `m` the master of an occurrence (no row for any other type).
 */
import { sql } from 'kysely';

import type { CalendarEventTable } from '../../models/database.ts';

export interface EventView {
  readonly connectionId: string;
  readonly rowNumber: number;
  readonly externalId: string;
  readonly changeKey: string | null;
  readonly type: CalendarEventTable['type'];
  readonly title: string | null;
  readonly bodyPreview: string | null;
  /** null also where bodies were not asked for. */
  readonly body: string | null;
  readonly bodyType: string | null;
  readonly bodyTruncated: boolean;
  readonly startAt: Date;
  readonly endAt: Date;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly isAllDay: boolean;
  readonly timeZone: string | null;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  readonly showAs: string | null;
  readonly sensitivity: string | null;
  readonly importance: CalendarEventTable['importance'];
  readonly outlookCategories: string[] | null;
  readonly seriesMasterId: string | null;
  readonly seriesRowNumber: number | null;
  readonly originalStart: Date | null;
  readonly recurrenceRule: string | null;
  readonly recurrenceStart: string | null;
  readonly recurrenceTimeZone: string | null;
  readonly recurrenceExceptions: string[] | null;
  readonly recurrenceAdditions: string[] | null;
  readonly recurrenceFidelity: CalendarEventTable['recurrence_fidelity'];
  readonly teamsEnabled: boolean | null;
  readonly teamsMeetingUrl: string | null;
  readonly teamsConferenceId: string | null;
  readonly location: string | null;
  readonly locations: unknown;
  readonly organizer: unknown;
  readonly isOrganizer: boolean | null;
  readonly attendees: unknown;
  readonly response: string | null;
  readonly hasAttachments: boolean | null;
  readonly icalUid: string | null;
  readonly webLink: string | null;
  readonly createdDateTime: Date | null;
  readonly lastModifiedDateTime: Date | null;
  readonly isHistory: boolean;
  readonly syncedAt: Date;
}

/** Identity, times and state are a row's own. */
const own = [
  'connection_id',
  'row_number',
  'external_id',
  'change_key',
  'type',
  'start_at',
  'end_at',
  'start_date',
  'end_date',
  'is_all_day',
  'time_zone',
  'series_master_id',
  'original_start',
  'is_history',
  'synced_at',
  // The rule stands on the master alone: nobody expands a series twice.
  'recurrence_rule',
  'recurrence_start',
  'recurrence_time_zone',
  'recurrence_exceptions',
  'recurrence_additions',
  'recurrence_fidelity',
] as const satisfies readonly (keyof CalendarEventTable)[];

const throughMaster = [
  'title',
  'body_preview',
  'status',
  'show_as',
  'sensitivity',
  'importance',
  'outlook_categories',
  'teams_enabled',
  'teams_meeting_url',
  'teams_conference_id',
  'location',
  'locations',
  'organizer',
  'is_organizer',
  'attendees',
  'response',
  'has_attachments',
  'ical_uid',
  'web_link',
  'created_date_time',
  'last_modified_date_time',
] as const satisfies readonly (keyof CalendarEventTable)[];

const bodyColumns = [
  'body',
  'body_type',
  'body_truncated',
] as const satisfies readonly (keyof CalendarEventTable)[];

export type MasterColumn = (typeof throughMaster)[number] | (typeof bodyColumns)[number];

/** The value of a column as a reader sees it; occurrences hold none of these themselves. */
export function effective(column: MasterColumn) {
  return sql.raw(`coalesce(m.${column}, e.${column})`);
}

/**
 * `from calendar_event e` must precede it. The limit keeps it a look-up by the unique key: the planner
 * overrates how many events overlap a range, and would rather hash the whole table. Only the columns that
 * are read: every column of every look-up is planned, which takes longer than the looking.
 */
export function joinMaster(columns: readonly MasterColumn[]) {
  return sql.raw(`left join lateral (
    select ${columns.join(', ')} from calendar_event
    where connection_id = e.connection_id and external_id = e.series_master_id limit 1
  ) m on e.type = 'occurrence'`);
}

/** The master that `eventColumns` reads. */
export function joinMasterToRead(options: { readonly body: boolean }) {
  return joinMaster([...throughMaster, ...(options.body ? bodyColumns : [])]);
}

/** The master's row, for its id only: exceptions have one too. */
export const joinSeries = sql.raw(`left join lateral (
    select row_number from calendar_event
    where connection_id = e.connection_id and external_id = e.series_master_id limit 1
  ) s on true`);

export function eventColumns(options: { readonly body: boolean }) {
  const columns = [
    ...own.map((column) => `e.${column} as "${camel(column)}"`),
    ...throughMaster.map((column) => `coalesce(m.${column}, e.${column}) as "${camel(column)}"`),
    ...bodyColumns.map((column) =>
      options.body
        ? `coalesce(m.${column}, e.${column}) as "${camel(column)}"`
        : `${column === 'body_truncated' ? 'false' : 'null::text'} as "${camel(column)}"`,
    ),
    's.row_number as "seriesRowNumber"',
  ];
  return sql.raw(columns.join(', '));
}

function camel(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
