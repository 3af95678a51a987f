/**
 * Reads and writes rows of calendar_event in bulk: a few statements a page, whatever its size.
 * Every write runs inside the transaction of a fenced round, so read-then-write is safe here.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Db, Tx } from '../models/db.ts';
import { copyIn } from '../platform/copy-in.ts';
import { copyText } from './copy-text.ts';
import type { EventRow, KnownEvent } from './event-row.ts';
import { fingerprintColumn } from './fingerprint.ts';
import { knownColumns, selectKnown } from './known-columns.ts';
import { storableJson } from './storable-json.ts';

const writtenColumns = [
  'external_id',
  'change_key',
  'mapper_version',
  'type',
  'title',
  'body',
  'body_type',
  'body_truncated',
  'body_preview',
  'start_at',
  'end_at',
  'start_date',
  'end_date',
  'is_all_day',
  'time_zone',
  'raw_time_zone',
  'status',
  'show_as',
  'sensitivity',
  'importance',
  'outlook_categories',
  'series_master_id',
  'original_start',
  'recurrence',
  'recurrence_rule',
  'recurrence_start',
  'recurrence_time_zone',
  'recurrence_exceptions',
  'recurrence_additions',
  'recurrence_fidelity',
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
  'is_history',
  'synced_at',
] as const satisfies readonly (keyof EventRow)[];

const columnList = sql.raw(['connection_id', ...writtenColumns].join(', '));
const overwriteList = sql.raw(
  writtenColumns
    .filter((column) => column !== 'external_id')
    .map((column) => `${column} = excluded.${column}`)
    .join(', '),
);

/** The rows with these ids, in no order. */
export async function loadKnownEvents(
  db: Db | Tx,
  connectionId: string,
  externalIds: readonly string[],
): Promise<KnownEvent[]> {
  return selectKnown(
    db,
    externalIds,
    sql`select ${knownColumns} from calendar_event
      where connection_id = ${connectionId} and external_id = wanted.id`,
  );
}

/** The rows with these ids, and occurrences and exceptions of those that are series. */
export async function loadMentionedEvents(
  db: Db | Tx,
  connectionId: string,
  externalIds: readonly string[],
): Promise<KnownEvent[]> {
  return selectKnown(
    db,
    externalIds,
    sql`select ${knownColumns} from calendar_event
      where connection_id = ${connectionId} and external_id = wanted.id
      union all
      select ${knownColumns} from calendar_event
      where connection_id = ${connectionId} and series_master_id = wanted.id`,
  );
}

/** Occurrences and exceptions of these series. */
export async function loadSeriesEvents(
  db: Db | Tx,
  connectionId: string,
  seriesMasterIds: readonly string[],
): Promise<KnownEvent[]> {
  return selectKnown(
    db,
    seriesMasterIds,
    sql`select ${knownColumns} from calendar_event
      where connection_id = ${connectionId} and series_master_id = wanted.id`,
  );
}

/** Everything a sweep may judge: rows overlapping the window (end exclusive), and masters. */
function sweepable(connectionId: string, window: { start: Date; end: Date }): RawBuilder<unknown> {
  return sql`connection_id = ${connectionId}
      and (type = 'seriesMaster' or (start_at < ${window.end} and end_at > ${window.start})
           or (start_at = end_at and start_at >= ${window.start} and start_at < ${window.end}))`;
}

export interface SweepableRow {
  readonly externalId: string;
  readonly fingerprint: string | null;
  /** Of a master. */
  readonly isAllDay: boolean | null;
  readonly timeZone: string | null;
}

/** At most so many, in no order. */
export async function loadFingerprints(
  db: Db | Tx,
  connectionId: string,
  window: { start: Date; end: Date },
  limit: number,
): Promise<SweepableRow[]> {
  const result = await sql<SweepableRow>`
    select external_id as "externalId", ${fingerprintColumn} as "fingerprint",
      case when type = 'seriesMaster' then is_all_day end as "isAllDay",
      case when type = 'seriesMaster' then time_zone end as "timeZone"
    from calendar_event where ${sweepable(connectionId, window)} limit ${limit}`.execute(db);
  return result.rows;
}

/** What did not come of everything a sweep may judge. */
export async function loadSweepable(
  db: Db | Tx,
  connectionId: string,
  window: { start: Date; end: Date },
  came: ReadonlySet<string>,
): Promise<KnownEvent[]> {
  // Compared here: tens of thousands of ids in a condition take PostgreSQL longer to plan than the rows to read.
  const { rows } = await sql<{ ids: string[] | null }>`
    select json_agg(external_id) as ids from calendar_event where ${sweepable(connectionId, window)}`.execute(
    db,
  );
  const missing = (rows[0]?.ids ?? []).filter((id) => !came.has(id));
  return loadKnownEvents(db, connectionId, missing);
}

/** How many events (masters not counted) the window holds. */
export async function countInWindow(
  db: Db | Tx,
  connectionId: string,
  window: { start: Date; end: Date },
): Promise<number> {
  const result = await sql<{ count: number }>`
    select count(*) as count from calendar_event
    where connection_id = ${connectionId} and type <> 'seriesMaster'
      and start_at < ${window.end} and end_at >= ${window.start}`.execute(db);
  return result.rows[0]?.count ?? 0;
}

/** As many rows are made to text without letting anything else have its turn. */
const ROWS_A_CHUNK = 125;
const insertedColumns = ['connection_id', ...writtenColumns] as const;
const copyStatement = `copy calendar_event (${insertedColumns.join(', ')}) from stdin`;

/** Inserts rows that are not there. Twice as fast as writing rows that may be there, and tells no row numbers. */
export async function insertEvents(tx: Tx, rows: readonly EventRow[]): Promise<void> {
  if (rows.length > 0) await copyIn(tx, copyStatement, chunksOf(rows));
}

function* chunksOf(rows: readonly EventRow[]): Iterable<Buffer> {
  for (let start = 0; start < rows.length; start += ROWS_A_CHUNK)
    yield copyText(rows.slice(start, start + ROWS_A_CHUNK), insertedColumns);
}

/** Inserts what is new and overwrites what is there; the caller has left out what did not change. */
export async function writeEvents(
  tx: Tx,
  rows: readonly EventRow[],
): Promise<{ externalId: string; rowNumber: number }[]> {
  if (rows.length === 0) return [];
  const result = await sql<{ externalId: string; rowNumber: number }>`
    insert into calendar_event (${columnList})
    select ${columnList} from json_populate_recordset(null::calendar_event, ${storableJson(rows)}::json)
    on conflict (connection_id, external_id) do update set ${overwriteList}
    returning external_id as "externalId", row_number as "rowNumber"`.execute(tx);
  return result.rows;
}

export async function deleteEvents(
  tx: Tx,
  connectionId: string,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  await sql`delete from calendar_event
    where connection_id = ${connectionId} and external_id = any(${[...externalIds]}::text[])`.execute(tx);
}

/** Rows that the passing of time has moved out of the window stay, as history. */
export async function markHistory(tx: Tx, connectionId: string, windowStart: Date): Promise<void> {
  await sql`update calendar_event set is_history = true
    where connection_id = ${connectionId} and type <> 'seriesMaster' and not is_history
      and end_at <= ${windowStart} and start_at < ${windowStart}`.execute(tx);
}

/**
 * Occurrences follow their master from timed to all-day and back, and into another zone, also where
 * Graph did not send them again. Whole days then: start_at, which is also original_start, and end_at are UTC
 * midnights around what the row covered. History stays as it was when it happened.
 */
export async function alignOccurrences(
  tx: Tx,
  connectionId: string,
  masterIds: readonly string[],
): Promise<void> {
  if (masterIds.length === 0) return;
  await sql`
    update calendar_event o
    set is_all_day = m.is_all_day, time_zone = m.time_zone,
        start_at = case when m.is_all_day then days.first_day::timestamp at time zone 'UTC' else o.start_at end,
        original_start = case when m.is_all_day then days.first_day::timestamp at time zone 'UTC' else o.start_at end,
        end_at = case when m.is_all_day then days.day_after::timestamp at time zone 'UTC' else o.end_at end,
        start_date = case when m.is_all_day then days.first_day end,
        end_date = case when m.is_all_day then days.day_after end
    from calendar_event m, calendar_event s, lateral (
      select (s.start_at at time zone 'UTC')::date as first_day,
        greatest((s.start_at at time zone 'UTC')::date + 1,
          ((s.end_at - interval '1 microsecond') at time zone 'UTC')::date + 1) as day_after
    ) days
    where s.connection_id = o.connection_id and s.row_number = o.row_number and not o.is_history
      and o.connection_id = ${connectionId} and o.type = 'occurrence' and m.connection_id = o.connection_id
      and m.external_id = o.series_master_id and m.external_id = any(${[...masterIds]}::text[])
      and (o.is_all_day, o.time_zone) is distinct from (m.is_all_day, m.time_zone)`.execute(tx);
}

/** Everything that is known of a connection's events, the log's summaries too: a disconnect with `purge`. */
export async function deleteAllEvents(tx: Tx, connectionId: string): Promise<void> {
  await tx.deleteFrom('calendar_event').where('connection_id', '=', connectionId).execute();
  await tx.deleteFrom('pending_stub').where('connection_id', '=', connectionId).execute();
  await tx.deleteFrom('sync_issue').where('connection_id', '=', connectionId).execute();
  await tx.deleteFrom('calendar_change').where('connection_id', '=', connectionId).execute();
}
