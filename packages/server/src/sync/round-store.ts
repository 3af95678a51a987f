/**
 * The round under way, in rows: opened once, resumed by whoever holds the lease, deleted at its
 * end. Every write checks the fence, so a worker that lost its lease can commit nothing more.
 */
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { heldFence } from '../connections/connection-lease.ts';
import { endUnendedRuns } from '../connections/unended-runs.ts';
import { storableJson } from '../mirror/storable-json.ts';
import type { Db, Tx } from '../models/db.ts';
import type { RoundKind, SyncTrigger } from '../models/sync-trigger.ts';
import { newId } from '../platform/ids.ts';
import type { PageRecord } from './round-facts.ts';
import { runChanged, runEnd, runOfRound } from './run-store.ts';
import type { RunCounts, RunEnd } from './run-store.ts';
import { StoredAnswers } from './settle-answers.ts';
import type { StoredAnswer } from './settle-answers.ts';

export interface Round {
  readonly connectionId: string;
  readonly id: string;
  readonly runId: string;
  readonly kind: RoundKind;
  readonly phase: 'pages' | 'settle';
  readonly trigger: SyncTrigger;
  readonly wantedSeq: number;
  readonly windowStart: Date;
  readonly windowEnd: Date;
  readonly pageSize: number;
  readonly reads: 'delta' | 'view';
  readonly fence: number;
  /** Sealed links. */
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
  readonly pageCount: number;
  readonly loopingPages: number;
  readonly restarts: number;
  /** In a row since it came further. */
  readonly failures: number;
  /** How much they say against the very request that would lead on. */
  readonly refusals: number;
  /** Nothing was mirrored and nothing waited when it began: whatever row there is was named by one of its pages. */
  readonly beganEmpty: boolean;
  readonly settleAnswers: readonly StoredAnswer[];
  readonly startedAt: Date;
}

/** Somebody else holds the connection now, or it was disconnected: stop, commit nothing. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
  constructor() {
    super('The lease of this connection was lost.');
  }
}

const roundColumns = sql`connection_id as "connectionId", id, run_id as "runId", kind, phase, trigger, wanted_seq as "wantedSeq",
  window_start as "windowStart", window_end as "windowEnd", page_size as "pageSize", reads, fence, next_link as "nextLink",
  delta_link as "deltaLink", page_count as "pageCount", looping_pages as "loopingPages", restarts, failures, refusals, began_empty as "beganEmpty",
  settle_answers as "settleAnswers", started_at as "startedAt"`;

type RoundRow = Omit<Round, 'settleAnswers'> & { settleAnswers: unknown };

function parseRound(row: RoundRow): Round {
  return { ...row, settleAnswers: Value.Parse(StoredAnswers, row.settleAnswers) };
}

/**
 * Takes an open round over under the new fence; undefined when none is open. Its run goes on, too, where it had ended
 * with the account.
 */
export async function resumeRound(db: Db, connectionId: string, fence: number): Promise<Round | undefined> {
  const result = await sql<RoundRow>`
    with taken as (
      update sync_round set fence = ${fence} where connection_id = ${connectionId} and fence <= ${fence}
      returning ${roundColumns}
    ), revived as (
      update sync_run r set state = 'running', outcome = null, finished_at = null
      from taken where r.connection_id = taken."connectionId" and r.id = taken."runId" and r.state = 'failed'
    )
    select * from taken`.execute(db);
  const row = result.rows[0];
  return row === undefined ? undefined : parseRound(row);
}

/**
 * The run that waits becomes the running one, or a new one begins, and the round with it. One statement, behind the
 * lock of holdFence: no taker of the lease and no disconnect comes between.
 */
export async function openRound(
  db: Db | Tx,
  round: Pick<
    Round,
    | 'connectionId'
    | 'kind'
    | 'trigger'
    | 'wantedSeq'
    | 'windowStart'
    | 'windowEnd'
    | 'pageSize'
    | 'reads'
    | 'fence'
    | 'startedAt'
  >,
): Promise<Round> {
  const { connectionId, kind, trigger, startedAt } = round;
  const result = await sql<RoundRow>`
    with held as (${heldFence(connectionId, round.fence)}),
    ${runOfRound(connectionId, { trigger, kind, at: startedAt })}
    insert into sync_round (connection_id, id, run_id, kind, phase, trigger, wanted_seq, window_start, window_end, page_size,
      reads, fence, began_empty, started_at)
    select ${connectionId}, ${newId()}, run.id, ${kind}, 'pages', ${trigger}, ${round.wantedSeq},
      ${round.windowStart}, ${round.windowEnd}, ${round.pageSize}, ${round.reads}, ${round.fence},
      ${kind === 'baseline'}
        and not exists (select 1 from calendar_event where connection_id = ${connectionId})
        and not exists (select 1 from pending_stub where connection_id = ${connectionId}),
      ${startedAt}
    from run
    returning ${roundColumns}`.execute(db);
  const row = result.rows[0];
  if (row === undefined) throw new FencedError();
  return parseRound(row);
}

/**
 * Moves the cursor past pages, keeps what each of them named and counts it in the run, in one statement: the first
 * of their transaction, or all of it.
 */
export async function recordPages(
  db: Db | Tx,
  round: Round,
  pages: {
    records: readonly PageRecord[];
    nextLink: string | null;
    deltaLink: string | null;
    phase: Round['phase'];
    loopingPages: number;
    counts: Pick<RunCounts, 'requests' | 'created' | 'updated' | 'unchanged'>;
  },
): Promise<void> {
  const { counts } = pages;
  const records = pages.records.map(
    ({ page, seen, removed, touched }) =>
      sql`(${page}::integer, ${storableJson(seen)}, ${storableJson(removed)}, ${storableJson(touched)})`,
  );
  const recorded = await sql`
    with moved as (
      update sync_round set page_count = page_count + ${records.length}::integer, next_link = ${pages.nextLink},
        delta_link = ${pages.deltaLink}, looping_pages = ${pages.loopingPages}, phase = ${pages.phase},
        failures = 0, refusals = 0
      where connection_id = ${round.connectionId} and id = ${round.id} and fence = ${round.fence}
        and page_count = ${round.pageCount}
      returning connection_id, id, run_id
    ),
    counted as (
      update sync_run r set pages = pages + ${records.length}::integer, requests = requests + ${counts.requests},
        created = created + ${counts.created}, updated = updated + ${counts.updated},
        unchanged = unchanged + ${counts.unchanged}
      from moved where r.connection_id = moved.connection_id and r.id = moved.run_id
    )
    insert into sync_round_page (connection_id, round_id, page, seen, removed, touched)
    select moved.connection_id, moved.id, p.page, p.seen, p.removed, p.touched
    from moved, (values ${sql.join(records)}) as p (page, seen, removed, touched)`.execute(db);
  if (recorded.numAffectedRows !== BigInt(records.length)) throw new FencedError();
}

export async function loadPages(db: Db | Tx, round: Round): Promise<PageRecord[]> {
  const result = await sql<{ page: number; seen: string; removed: string; touched: string }>`
    select page, seen, removed, touched from sync_round_page
    where connection_id = ${round.connectionId} and round_id = ${round.id}
    order by page`.execute(db);
  return result.rows.map(({ page, seen, removed, touched }) => ({
    page,
    seen: idsIn(seen),
    removed: idsIn(removed),
    touched: idsIn(touched),
  }));
}

const Ids = Type.Array(Type.String());

function idsIn(json: string): string[] {
  const ids: unknown = JSON.parse(json);
  return Value.Parse(Ids, ids);
}

export async function recordAnswer(db: Db, round: Round, answer: StoredAnswer): Promise<void> {
  const kept = await sql`
    update sync_round set settle_answers = settle_answers || ${storableJson([answer])}::jsonb, failures = 0, refusals = 0
    where connection_id = ${round.connectionId} and id = ${round.id} and fence = ${round.fence}`.execute(db);
  if (kept.numAffectedRows !== 1n) throw new FencedError();
}

/**
 * Forgets the pages of a round that begins anew (S6, S8); its rows stay, they will come again unchanged.
 * With other pages its links have died not once.
 */
export async function restartRound(tx: Tx, round: Round, wider?: { pageSize: number }): Promise<void> {
  const restarted = await sql`
    update sync_round set phase = 'pages', next_link = null, delta_link = null, page_count = 0, looping_pages = 0,
      page_size = ${wider?.pageSize ?? round.pageSize}, restarts = ${wider === undefined ? sql`restarts + 1` : 0},
      settle_answers = '[]', began_empty = false, failures = 0, refusals = 0
    where connection_id = ${round.connectionId} and id = ${round.id} and fence = ${round.fence}`.execute(tx);
  if (restarted.numAffectedRows !== 1n) throw new FencedError();
  await forgetPages(tx, round);
}

/** The round comes no further for now. */
export async function countFailure(
  tx: Tx,
  round: Round,
  { weight }: { readonly weight: number },
): Promise<void> {
  const counted = await sql`
    update sync_round set failures = failures + 1, refusals = refusals + ${weight}::integer
    where connection_id = ${round.connectionId} and id = ${round.id} and fence = ${round.fence}`.execute(tx);
  if (counted.numAffectedRows !== 1n) throw new FencedError();
}

/** Ends the round. First statement of its last transaction: no row, no commit. */
export async function closeRound(tx: Tx, round: Round): Promise<void> {
  const closed = await sql`with ${closing(round)} select 1 from closed`.execute(tx);
  if (closed.rows.length !== 1) throw new FencedError();
}

/** Ends the round and its run, where is known beforehand what the run comes to. */
export async function closeRoundAndRun(tx: Tx, round: Round, end: RunEnd): Promise<{ changed: boolean }> {
  const ended = await sql<{ changed: boolean }>`
    with ${closing(round)}
    ${runEnd(round.connectionId, round.runId, end)} and exists (select 1 from closed)
    returning ${runChanged} as changed`.execute(tx);
  const [row] = ended.rows;
  if (row === undefined) throw new FencedError();
  return row;
}

function closing(round: Round): RawBuilder<unknown> {
  return sql`closed as (
      delete from sync_round
      where connection_id = ${round.connectionId} and id = ${round.id} and fence = ${round.fence}
      returning id
    ),
    forgotten as (
      delete from sync_round_page
      where connection_id = ${round.connectionId} and round_id = (select id from closed)
    )`;
}

async function forgetPages(tx: Tx, round: Round): Promise<void> {
  await tx
    .deleteFrom('sync_round_page')
    .where('connection_id', '=', round.connectionId)
    .where('round_id', '=', round.id)
    .execute();
}

/** A disconnect: waits for a commit under way, in the order in which a round's end takes its rows. */
export async function holdRound(tx: Tx, connectionId: string): Promise<void> {
  await tx
    .selectFrom('sync_round')
    .select('id')
    .where('connection_id', '=', connectionId)
    .forUpdate()
    .execute();
}

/** Drops whatever round a connection has, whoever holds it, and ends its runs: a disconnect. */
export async function dropRound(tx: Tx, connectionId: string, at: Date): Promise<void> {
  await tx.deleteFrom('sync_round').where('connection_id', '=', connectionId).execute();
  await tx.deleteFrom('sync_round_page').where('connection_id', '=', connectionId).execute();
  await endUnendedRuns(tx, [connectionId], { outcome: 'disconnected', at });
}
