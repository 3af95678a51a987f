/**
 * Events that could not be mapped, kept aside with their reason and their sealed raw body, and questions
 * about one event that Graph refused: neither stops a calendar, and neither is lost.
 */
import { sql } from 'kysely';

import type { Db, Tx } from '../models/db.ts';

export interface SyncIssue {
  readonly externalId: string;
  readonly reason: string;
  /** Sealed by the account's data key; null leaves what was kept before. */
  readonly sealedRaw: string | null;
  /** What could not be asked; null: an event that could not be mapped. */
  readonly ask: IssueAsk | null;
}

type IssueAsk = 'master' | 'instances' | 'event';

export interface IssueRetry {
  readonly ask: IssueAsk;
  readonly id: string;
}

/** How the names begin that are given to what came without an id. */
export const NAMELESS = 'unknown-';

/** As many a round: a new mapper must not stop a calendar with thousands of questions. */
const RETRIES_A_ROUND = 50;

export async function keepIssues(
  tx: Tx,
  connectionId: string,
  issues: readonly SyncIssue[],
  context: { mapperVersion: number; at: Date },
): Promise<void> {
  if (issues.length === 0) return;
  // One statement may touch a row only once: of several mentions the last is kept.
  const last = [...new Map(issues.map((issue) => [issue.externalId, issue])).values()];
  await sql`
    insert into sync_issue (connection_id, external_id, reason, raw, ask, mapper_version, first_seen_at, last_seen_at)
    select ${connectionId}, i.external_id, i.reason, i.raw, i.ask, ${context.mapperVersion}::integer,
      ${context.at}::timestamptz, ${context.at}::timestamptz
    from unnest(${last.map((issue) => issue.externalId)}::text[], ${last.map((issue) => issue.reason)}::text[],
      ${last.map((issue) => issue.sealedRaw)}::text[], ${last.map((issue) => issue.ask)}::text[])
      as i (external_id, reason, raw, ask)
    on conflict (connection_id, external_id) do update
    set reason = excluded.reason, raw = coalesce(excluded.raw, sync_issue.raw), ask = excluded.ask,
      mapper_version = excluded.mapper_version, last_seen_at = excluded.last_seen_at`.execute(tx);
}

/** The event came again and could be mapped, or is gone. */
export async function clearIssues(
  tx: Tx,
  connectionId: string,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  await sql`delete from sync_issue
    where connection_id = ${connectionId} and external_id = any(${[...externalIds]}::text[])`.execute(tx);
}

/**
 * What is to be asked now: refused questions some time after, and events that an older mapper could not read.
 * What came without an id cannot be asked for; a baseline brings it again.
 */
export async function issuesToRetry(
  db: Db | Tx,
  connectionId: string,
  due: { mapperVersion: number; refusedBefore: Date },
): Promise<IssueRetry[]> {
  const result = await sql<IssueRetry>`
    select coalesce(ask, 'event') as ask, external_id as id from sync_issue
    where connection_id = ${connectionId} and not starts_with(external_id, ${NAMELESS})
      and ((ask is not null and last_seen_at <= ${due.refusedBefore}) or mapper_version < ${due.mapperVersion})
    order by last_seen_at, external_id
    limit ${RETRIES_A_ROUND}`.execute(db);
  return result.rows;
}

/** A complete baseline that began then did not bring these any more. What became of history, it does not tell. */
export async function forgetIssues(tx: Tx, connectionId: string, notSeenSince: Date): Promise<void> {
  await tx
    .deleteFrom('sync_issue')
    .where('connection_id', '=', connectionId)
    .where('last_seen_at', '<', notSeenSince)
    .where((eb) => eb.or([eb('ask', 'is', null), eb('ask', '<>', 'event')]))
    .execute();
}

/** Ids of the events that are kept aside. */
export async function issueIds(db: Db | Tx, connectionId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('sync_issue')
    .select('external_id')
    .where('connection_id', '=', connectionId)
    .execute();
  return rows.map((row) => row.external_id);
}
