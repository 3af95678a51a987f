/** Runs of calendars: all of one, newest first, or the latest of each. Scoped by owner. */
import { sql } from 'kysely';

import type { SyncRunTable } from '../../models/database.ts';
import type { Db } from '../../models/db.ts';

export interface RunView {
  readonly id: string;
  readonly connectionId: string;
  readonly state: SyncRunTable['state'];
  readonly trigger: SyncRunTable['trigger'];
  readonly kind: SyncRunTable['kind'];
  readonly full: boolean;
  readonly pages: number;
  readonly requests: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly outcome: string | null;
  readonly errorCode: string | null;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface RunPosition {
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
  readonly id: string;
}

const runColumns = sql.raw(`r.id, r.connection_id as "connectionId", r.state, r.trigger, r.kind,
  r.full_requested as full, r.pages, r.requests, r.created, r.updated, r.deleted, r.unchanged, r.outcome,
  r.error_code as "errorCode", r.requested_at as "requestedAt", r.started_at as "startedAt",
  r.finished_at as "finishedAt"`);

const CURSOR = /^(\d{1,15})\.([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;

export function decodeRunCursor(cursor: string): RunPosition | undefined {
  const parts = CURSOR.exec(cursor);
  if (parts === null) return undefined;
  const [, requestedAt = '', id = ''] = parts;
  return { requestedAt: Number(requestedAt), id };
}

export async function queryRuns(
  db: Db,
  query: {
    readonly userId: string;
    readonly calendarId: string;
    readonly limit: number;
    readonly after?: RunPosition | undefined;
  },
): Promise<{ runs: RunView[]; nextCursor: string | null }> {
  const { after } = query;
  const { rows } = await sql<RunView>`
    select ${runColumns}
    from calendar_connection c join sync_run r on r.connection_id = c.id
    where c.user_id = ${query.userId} and c.id = ${query.calendarId}
      ${after === undefined ? sql`` : sql`and (r.requested_at, r.id) < (${new Date(after.requestedAt)}, ${after.id}::uuid)`}
    order by r.requested_at desc, r.id desc
    limit ${query.limit + 1}`.execute(db);
  const runs = rows.slice(0, query.limit);
  const last = runs.at(-1);
  const more = rows.length > query.limit && last !== undefined;
  return { runs, nextCursor: more ? `${last.requestedAt.getTime()}.${last.id}` : null };
}

export interface LatestRuns {
  /** Under way, or else waiting. */
  readonly currentRun: RunView | null;
  /** The newest that has ended. */
  readonly lastRun: RunView | null;
}

/**
 * By calendar. A run under way is found by its round and a waiting one by its index: a calendar that polls
 * has thousands of runs, and this is asked whenever a dashboard looks.
 */
export async function queryLatestRuns(
  db: Db,
  scope: { readonly userId: string; readonly ids?: readonly string[] },
): Promise<ReadonlyMap<string, LatestRuns>> {
  const { rows } = await sql<RunView>`
    select ${runColumns}
    from calendar_connection c cross join lateral (
      (select run.* from sync_round round join sync_run run
        on run.connection_id = round.connection_id and run.id = round.run_id
        where round.connection_id = c.id and run.state = 'running')
      union all
      (select * from sync_run where connection_id = c.id and state = 'queued')
      union all
      (select * from sync_run where connection_id = c.id and state in ('done', 'failed')
        order by requested_at desc, id desc limit 1)
    ) r
    where c.user_id = ${scope.userId}
      ${scope.ids === undefined ? sql`` : sql`and c.id = any(${[...scope.ids]}::uuid[])`}
    order by r.state = 'running' desc`.execute(db);
  const latest = new Map<string, LatestRuns>();
  for (const row of rows) {
    const { currentRun = null, lastRun = null } = latest.get(row.connectionId) ?? {};
    const ended = row.state === 'done' || row.state === 'failed';
    latest.set(
      row.connectionId,
      ended ? { currentRun, lastRun: row } : { currentRun: currentRun ?? row, lastRun },
    );
  }
  return latest;
}
