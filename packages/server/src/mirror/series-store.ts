/**
 * Masters with their rules and what was delivered of them, and how the two agree. Two statements to
 * read and one to write, whatever the number of series.
 */
import { sql } from 'kysely';

import type { Db, Tx } from '../models/db.ts';
import { storableJson } from './storable-json.ts';

/** A master, and the original starts of what the window has of it, in ms since 1970. */
export interface DeliveredSeries {
  readonly externalId: string;
  readonly rule: string | null;
  readonly ruleStart: string | null;
  readonly ruleTimeZone: string | null;
  readonly isAllDay: boolean;
  readonly timeZone: string | null;
  readonly startAt: Date;
  readonly endAt: Date;
  readonly occurrences: readonly number[];
  /** As Graph tells them, or the start where it tells none. */
  readonly exceptions: readonly number[];
  /** What the mirror says of it; null before it was ever compared. */
  readonly written: Omit<SeriesFit, 'externalId'> | null;
}

export interface SeriesFit {
  readonly externalId: string;
  readonly fidelity: 'exact' | 'fitted' | 'opaque';
  readonly exceptions: readonly string[] | null;
  readonly additions: readonly string[] | null;
}

/**
 * Of these masters those that have a recurrence. What left the window is not of it any more, though it may be kept as
 * history: nobody tells us whether it still is where it went.
 */
export async function loadDeliveredSeries(
  db: Db | Tx,
  connectionId: string,
  masterIds: readonly string[],
  window: { start: Date; end: Date },
): Promise<DeliveredSeries[]> {
  if (masterIds.length === 0) return [];
  const result = await sql<DeliveredSeries>`
    select m.external_id as "externalId", m.recurrence_rule as "rule", m.recurrence_start as "ruleStart",
      m.recurrence_time_zone as "ruleTimeZone", m.is_all_day as "isAllDay", m.time_zone as "timeZone",
      m.start_at as "startAt", m.end_at as "endAt",
      case when m.recurrence_fidelity is not null then json_build_object('fidelity', m.recurrence_fidelity,
        'exceptions', m.recurrence_exceptions, 'additions', m.recurrence_additions) end as "written",
      coalesce(o.occurrences, '[]') as "occurrences", coalesce(o.exceptions, '[]') as "exceptions"
    from unnest(${[...new Set(masterIds)]}::text[]) as wanted (id), lateral (
      select * from calendar_event
      where connection_id = ${connectionId} and external_id = wanted.id
        and type = 'seriesMaster' and recurrence is not null offset 0
    ) m, lateral (
      select
        json_agg(round(date_part('epoch', start_at) * 1000)) filter (where type = 'occurrence') as occurrences,
        json_agg(round(date_part('epoch', coalesce(original_start, start_at)) * 1000))
          filter (where type = 'exception') as exceptions
      from calendar_event
      where connection_id = ${connectionId} and series_master_id = wanted.id
        and ((start_at < ${window.end} and end_at > ${window.start})
          or (start_at = end_at and start_at >= ${window.start} and start_at < ${window.end}))
    ) o`.execute(db);
  return result.rows;
}

/** The caller has left out what is written already. */
export async function writeSeriesFits(
  tx: Tx,
  connectionId: string,
  fits: readonly SeriesFit[],
): Promise<void> {
  if (fits.length === 0) return;
  const rows = fits.map(({ externalId, fidelity, exceptions, additions }) => ({
    external_id: externalId,
    recurrence_fidelity: fidelity,
    recurrence_exceptions: exceptions,
    recurrence_additions: additions,
  }));
  await sql`
    update calendar_event m
    set recurrence_fidelity = f.recurrence_fidelity, recurrence_exceptions = f.recurrence_exceptions,
        recurrence_additions = f.recurrence_additions
    from json_to_recordset(${storableJson(rows)}::json)
      as f (external_id text, recurrence_fidelity text, recurrence_exceptions text[], recurrence_additions text[])
    where m.connection_id = ${connectionId} and m.external_id = f.external_id`.execute(tx);
}
