/**
 * Runs: every sync that was asked for or begun, with its progress. A waiting run is given again
 * to whoever asks; the next round that opens takes it.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { newId } from '../platform/ids.ts';
import type { Db, Tx } from '../models/db.ts';
import type { RoundKind, SyncTrigger } from '../models/sync-trigger.ts';

export interface RunCounts {
  readonly pages: number;
  readonly requests: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
}

/** The id of the waiting run, made if there is none; `full` is or-ed into it. */
export async function queueRun(
  db: Db | Tx,
  connectionId: string,
  request: { trigger: SyncTrigger; full: boolean; at: Date },
): Promise<string> {
  const result = await sql<{ id: string }>`
    insert into sync_run (connection_id, id, state, trigger, full_requested, requested_at)
    values (${connectionId}, ${newId()}, 'queued', ${request.trigger}, ${request.full}, ${request.at})
    on conflict (connection_id) where state = 'queued'
    do update set full_requested = sync_run.full_requested or excluded.full_requested
    returning id`.execute(db);
  const id = result.rows[0]?.id;
  if (id === undefined) throw new Error('An upsert with RETURNING gave no row.');
  return id;
}

/** Parts of the statement that opens a round behind `held`: `run` is the waiting run, or a new one. */
export function runOfRound(
  connectionId: string,
  run: { trigger: SyncTrigger; kind: RoundKind; at: Date },
): RawBuilder<unknown> {
  return sql`waiting as (
      update sync_run set state = 'running', kind = ${run.kind}, started_at = ${run.at}
      where connection_id = ${connectionId} and state = 'queued' and exists (select 1 from held)
      returning id
    ), begun as (
      insert into sync_run (connection_id, id, state, trigger, kind, requested_at, started_at)
      select held.id, ${newId()}, 'running', ${run.trigger}, ${run.kind}, ${run.at}, ${run.at} from held
      where not exists (select 1 from waiting)
      returning id
    ), run as (select id from waiting union all select id from begun)`;
}

export interface RunEnd {
  readonly state: 'done' | 'failed';
  readonly outcome: string;
  readonly errorCode?: string;
  readonly at: Date;
  readonly counts?: Partial<RunCounts>;
}

/** Whether the run has changed anything so far, on any of its pages. */
export async function endRun(
  tx: Db | Tx,
  connectionId: string,
  runId: string,
  end: RunEnd,
): Promise<{ changed: boolean }> {
  const result = await sql<{
    changed: boolean;
  }>`${runEnd(connectionId, runId, end)} returning ${runChanged} as changed`.execute(tx);
  return { changed: result.rows[0]?.changed ?? false };
}

export const runChanged = sql<boolean>`created + updated + deleted > 0`;

/** The statement that ends it, which can also be a part of a larger one. */
export function runEnd(connectionId: string, runId: string, end: RunEnd): RawBuilder<unknown> {
  const counts = end.counts ?? {};
  return sql`
    update sync_run set state = ${end.state}, outcome = ${end.outcome}, error_code = ${end.errorCode ?? null},
      finished_at = ${end.at}, pages = pages + ${counts.pages ?? 0}, requests = requests + ${counts.requests ?? 0},
      created = created + ${counts.created ?? 0}, updated = updated + ${counts.updated ?? 0},
      deleted = deleted + ${counts.deleted ?? 0}, unchanged = unchanged + ${counts.unchanged ?? 0}
    where connection_id = ${connectionId} and id = ${runId}`;
}
