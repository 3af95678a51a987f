/**
 * Events that could not be mapped, kept aside with their reason and their sealed raw body: one bad
 * event never stops a calendar, and is never lost.
 */
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
  await tx
    .insertInto('sync_issue')
    .values(
      issues.map((issue) => ({
        connection_id: connectionId,
        external_id: issue.externalId,
        reason: issue.reason,
        raw: issue.sealedRaw,
        mapper_version: context.mapperVersion,
        first_seen_at: context.at,
        last_seen_at: context.at,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['connection_id', 'external_id']).doUpdateSet((eb) => ({
        reason: eb.ref('excluded.reason'),
        raw: eb.ref('excluded.raw'),
        mapper_version: eb.ref('excluded.mapper_version'),
        last_seen_at: eb.ref('excluded.last_seen_at'),
      })),
    )
    .execute();
}

/** The event came again and could be mapped, or is gone. */
export async function clearIssues(
  tx: Tx,
  connectionId: string,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length === 0) return;
  await tx
    .deleteFrom('sync_issue')
    .where('connection_id', '=', connectionId)
    .where('external_id', 'in', [...externalIds])
    .execute();
}

export async function hasIssues(db: Db | Tx, connectionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('sync_issue')
    .select('external_id')
    .where('connection_id', '=', connectionId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
