/**
 * Events of a user that overlap the asked range (end exclusive), in the order of start and id.
 * Every calendar is a range scan of its own, limited, and merged: short events by their start from one
 * day before the range, longer ones by an index of their own. Scoped by owner in the query itself.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Db } from '../../models/db.ts';
import type { AskedRange } from './asked-range.ts';
import { encodeEventCursor } from './event-cursor.ts';
import type { EventPosition } from './event-cursor.ts';
import { effective, eventColumns, joinMaster, joinMasterToRead, joinSeries } from './event-view.ts';
import type { EventView, MasterColumn } from './event-view.ts';

export interface EventsFilter {
  readonly category?: string | undefined;
  readonly importance?: 'LOW' | 'NORMAL' | 'HIGH' | undefined;
  readonly showAs?: string | undefined;
  readonly teams?: boolean | undefined;
  /** Text in title, location or preview. */
  readonly q?: string | undefined;
}

export interface EventsQuery {
  readonly userId: string;
  readonly calendarId?: string | undefined;
  readonly range: AskedRange;
  readonly filter: EventsFilter;
  /** `series`: a series once, as its master, where any of its events overlaps the range. */
  readonly view: 'instances' | 'series';
  readonly includeBody: boolean;
  readonly limit: number;
  readonly after?: EventPosition | undefined;
}

type Fragment = RawBuilder<unknown>;

export async function queryEvents(
  db: Db,
  query: EventsQuery,
): Promise<{ events: EventView[]; nextCursor: string | null }> {
  const found = await sql<EventView & { cursorStart: string }>`
    with page as (
      select p.connection_id, p.row_number, p.start_at
      from calendar_connection c cross join lateral (${ofOneCalendar(query)}) p
      where c.user_id = ${query.userId} ${query.calendarId === undefined ? sql`` : sql`and c.id = ${query.calendarId}`}
      order by p.start_at, p.connection_id, p.row_number
      limit ${query.limit + 1}
    )
    select ${eventColumns({ body: query.includeBody })},
      to_char(e.start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorStart"
    from page p
    join calendar_event e on e.connection_id = p.connection_id and e.row_number = p.row_number
    ${joinMasterToRead({ body: query.includeBody })} ${joinSeries}
    order by e.start_at, e.connection_id, e.row_number`.execute(db);
  const rows = found.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const nextCursor =
    found.rows.length > query.limit && last !== undefined
      ? encodeEventCursor({
          start: last.cursorStart,
          connectionId: last.connectionId,
          rowNumber: last.rowNumber,
        })
      : null;
  return { events: rows.map(({ cursorStart: _, ...event }) => event), nextCursor };
}

function ofOneCalendar(query: EventsQuery): Fragment {
  const limit = sql`order by start_at, row_number limit ${query.limit + 1}`;
  if (query.view === 'series') {
    return sql`(${singles(query)}) union all (${masters(query)}) ${limit}`;
  }
  return sql`${overlapping(query, sql`e.type <> 'seriesMaster'`)} ${limit}`;
}

function singles(query: EventsQuery): Fragment {
  return overlapping(query, sql`e.type <> 'seriesMaster' and e.type = 'singleInstance'`);
}

/** Short and long events apart: both are range scans, and no event is in both. */
function overlapping(query: EventsQuery, type: Fragment): Fragment {
  const { low } = bounds(query.range);
  const one = (which: Fragment) => sql`
    (select e.connection_id, e.row_number, e.start_at from calendar_event e ${joinForFilter(query.filter)}
     where e.connection_id = c.id and ${type} and ${which} and ${overlaps(query.range, 'e')}
       ${after(query.after)} ${filtered(query.filter, effective)}
     order by e.start_at, e.row_number limit ${query.limit + 1})`;
  return sql`
    select connection_id, row_number, start_at from (
      ${one(sql`e.start_at >= ${dayBefore(low)}`)}
      union all
      ${one(sql`e.start_at < ${dayBefore(low)} and e.end_at - e.start_at > interval '1 day'`)}
    ) both_lengths`;
}

function masters(query: EventsQuery): Fragment {
  const { low } = bounds(query.range);
  const member = (which: Fragment) => sql`
    select i.series_master_id from calendar_event i
    where i.connection_id = c.id and i.type <> 'seriesMaster' and i.series_master_id is not null
      and ${which} and ${overlaps(query.range, 'i')}`;
  return sql`
    select e.connection_id, e.row_number, e.start_at
    from (
      ${member(sql`i.start_at >= ${dayBefore(low)}`)}
      union
      ${member(sql`i.start_at < ${dayBefore(low)} and i.end_at - i.start_at > interval '1 day'`)}
    ) series
    cross join lateral (
      select ${sql.raw(['connection_id', 'row_number', 'start_at', 'type', ...filteredColumns(query.filter)].join(', '))} from calendar_event
      where connection_id = c.id and external_id = series.series_master_id limit 1
    ) e
    where e.type = 'seriesMaster' ${after(query.after)} ${filtered(query.filter, ownValue)}`;
}

/** An all-day event is judged by its dates, any other by its instants; start_at bounds the scan for both. */
function overlaps(range: AskedRange, alias: 'e' | 'i'): Fragment {
  const { high } = bounds(range);
  const column = (name: string) => sql.raw(`${alias}.${name}`);
  const start = column('start_at');
  const end = column('end_at');
  const within = (from: Date, to: Date) => sql`
    (${start} < ${to} and (${end} > ${from} or (${end} = ${start} and ${start} >= ${from})))`;
  return sql`${start} < ${high} and case when ${column('is_all_day')}
    then ${within(midnight(range.startDate), midnight(range.endDate))} else ${within(range.start, range.end)} end`;
}

function bounds(range: AskedRange): { low: Date; high: Date } {
  return {
    low: new Date(Math.min(range.start.getTime(), midnight(range.startDate).getTime())),
    high: new Date(Math.max(range.end.getTime(), midnight(range.endDate).getTime())),
  };
}

/** start_at of an all-day row is UTC midnight of its date. */
function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

function dayBefore(date: Date): Date {
  return new Date(date.getTime() - 86_400_000);
}

function after(position: EventPosition | undefined): Fragment {
  if (position === undefined) return sql``;
  const { start, connectionId, rowNumber } = position;
  return sql`and e.start_at >= ${start}::timestamptz
    and (e.start_at, e.connection_id, e.row_number) > (${start}::timestamptz, ${connectionId}::uuid, ${rowNumber}::bigint)`;
}

const filterColumns: Readonly<Record<keyof EventsFilter, readonly MasterColumn[]>> = {
  category: ['outlook_categories'],
  importance: ['importance'],
  showAs: ['show_as'],
  teams: ['teams_enabled'],
  q: ['title', 'location', 'body_preview'],
};

function filteredColumns(filter: EventsFilter): MasterColumn[] {
  return Object.entries(filterColumns).flatMap(([name, columns]) =>
    Object.entries(filter).some(([asked, value]) => asked === name && value !== undefined) ? columns : [],
  );
}

/** Filters look at what a reader sees, which for an occurrence is its master's. */
function joinForFilter(filter: EventsFilter): Fragment {
  const columns = filteredColumns(filter);
  return columns.length > 0 ? joinMaster(columns) : sql``;
}

/** Of a row that has no master. */
function ownValue(column: MasterColumn): Fragment {
  return sql.raw(`e.${column}`);
}

function filtered(filter: EventsFilter, value: (column: MasterColumn) => Fragment): Fragment {
  const conditions: Fragment[] = [];
  if (filter.category !== undefined) {
    conditions.push(sql`and ${filter.category} = any(${value('outlook_categories')})`);
  }
  if (filter.importance !== undefined) {
    conditions.push(sql`and ${value('importance')} = ${filter.importance}`);
  }
  if (filter.showAs !== undefined) conditions.push(sql`and ${value('show_as')} = ${filter.showAs}`);
  if (filter.teams !== undefined) {
    conditions.push(sql`and coalesce(${value('teams_enabled')}, false) = ${filter.teams}`);
  }
  if (filter.q !== undefined) {
    const pattern = `%${filter.q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    conditions.push(sql`and (${value('title')} ilike ${pattern} or ${value('location')} ilike ${pattern}
      or ${value('body_preview')} ilike ${pattern})`);
  }
  return sql.join(conditions, sql` `);
}
