/**
 * Events that could not be mapped, kept aside with their reason and their sealed raw body: one bad
 * event never stops a calendar, and is never lost.
 */
import { sql } from 'kysely';

import type { Db, Tx } from '../models/db.ts';

export interface SyncIssue {
  readonly externalId: string;
  readonly reason: string;
  /** Sealed by the account's data key. */
  readonly sealedRaw: string;
}

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
    insert into sync_issue (connection_id, external_id, reason, raw, mapper_version, first_seen_at, last_seen_at)
    select ${connectionId}, i.external_id, i.reason, i.raw, ${context.mapperVersion}::integer, ${context.at}::timestamptz,
      ${context.at}::timestamptz
    from unnest(${last.map((issue) => issue.externalId)}::text[], ${last.map((issue) => issue.reason)}::text[],
      ${last.map((issue) => issue.sealedRaw)}::text[]) as i (external_id, reason, raw)
    on conflict (connection_id, external_id) do update
    set reason = excluded.reason, raw = excluded.raw, mapper_version = excluded.mapper_version,
      last_seen_at = excluded.last_seen_at`.execute(tx);
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

/** A complete baseline that began then did not bring these any more. */
export async function forgetIssues(tx: Tx, connectionId: string, notSeenSince: Date): Promise<void> {
  await tx
    .deleteFrom('sync_issue')
    .where('connection_id', '=', connectionId)
    .where('last_seen_at', '<', notSeenSince)
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
