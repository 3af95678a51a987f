/** Numbers about a user's calendars. Scoped by owner; counts by index, never over bodies. */
import { sql } from 'kysely';

import type { ConnectionStatus } from '../../models/connection-status.ts';
import type { Db } from '../../models/db.ts';
import type { Clock } from '../../platform/clock.ts';
import { freshnessOf } from './freshness.ts';
import type { Freshness, FreshnessFacts } from './freshness.ts';
import { freshnessColumns } from './freshness-query.ts';

export interface CalendarNumbers extends FreshnessFacts {
  readonly calendarId: string;
  readonly name: string;
  readonly status: ConnectionStatus;
  readonly freshness: Freshness;
  /** Single events, occurrences and exceptions. */
  readonly events: number;
  /** Of these, not yet over. */
  readonly upcoming: number;
  readonly series: number;
  readonly teamsMeetings: number;
  readonly issues: number;
}

export interface RunNumbers {
  readonly last24Hours: number;
  readonly failedLast24Hours: number;
  readonly lastFinishedAt: Date | null;
}

const DAY_MS = 86_400_000;

export async function queryStats(
  db: Db,
  clock: Clock,
  userId: string,
): Promise<{ calendars: CalendarNumbers[]; runs: RunNumbers }> {
  const now = clock.date();
  const [calendars, runs] = await Promise.all([countEvents(db, now, userId), countRuns(db, now, userId)]);
  return { calendars, runs };
}

async function countEvents(db: Db, now: Date, userId: string): Promise<CalendarNumbers[]> {
  const { rows } = await sql<Omit<CalendarNumbers, 'freshness'>>`
    select c.id as "calendarId", c.name, ${freshnessColumns(now)}, n.*,
      (select count(*) from sync_issue i where i.connection_id = c.id) as issues
    from calendar_connection c cross join lateral (
      select count(*) filter (where e.type <> 'seriesMaster') as events,
        count(*) filter (where e.type <> 'seriesMaster' and e.end_at > ${now}) as upcoming,
        count(*) filter (where e.type = 'seriesMaster') as series,
        count(*) filter (where e.type <> 'seriesMaster' and coalesce(m.teams_enabled, e.teams_enabled)) as "teamsMeetings"
      from calendar_event e left join calendar_event m
        on e.type = 'occurrence' and m.connection_id = e.connection_id and m.external_id = e.series_master_id
      where e.connection_id = c.id
    ) n
    where c.user_id = ${userId}
    order by lower(c.name), c.id`.execute(db);
  return rows.map((row) => ({ ...row, freshness: freshnessOf(row, now) }));
}

async function countRuns(db: Db, now: Date, userId: string): Promise<RunNumbers> {
  const since = new Date(now.getTime() - DAY_MS);
  const { rows } = await sql<RunNumbers>`
    select count(*) filter (where r.requested_at > ${since}) as "last24Hours",
      count(*) filter (where r.requested_at > ${since} and r.state = 'failed') as "failedLast24Hours",
      max(r.finished_at) as "lastFinishedAt"
    from calendar_connection c join sync_run r on r.connection_id = c.id
    where c.user_id = ${userId}`.execute(db);
  return rows[0] ?? { last24Hours: 0, failedLast24Hours: 0, lastFinishedAt: null };
}
