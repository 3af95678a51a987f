/**
 * The ordered log of what the mirror did. Rows get their number as the last statement before
 * COMMIT, behind a lock, so they become visible in order and a reader's cursor is one number.
 */
import { sql } from 'kysely';

import type { Db, Tx } from '../models/db.ts';
import type { ChangeKind, EventSummary } from '../models/event-summary.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import { storableJson } from './storable-json.ts';

export interface ChangeDraft {
  readonly kind: ChangeKind;
  readonly externalId: string | null;
  readonly eventRow: number | null;
  readonly before: EventSummary | null;
  readonly after: EventSummary | null;
}

/** When each hop of a change happened, RFC 3339; null where it did not come by that hop. */
export interface ChangeHops {
  readonly notifiedAt: string | null;
  readonly roundStartedAt: string;
  readonly fetchedAt: string | null;
}

/** Must be the last statement of its transaction. Returns the last number given, or undefined for no drafts. */
export async function appendChanges(
  tx: Tx,
  drafts: readonly ChangeDraft[],
  context: { connectionId: string; cause: SyncTrigger; runId: string; hops: ChangeHops; at: Date },
): Promise<number | undefined> {
  if (drafts.length === 0) return undefined;
  const rows = drafts.map((draft) => ({
    ...draft,
    connectionId: context.connectionId,
    cause: context.cause,
    runId: context.runId,
    hops: context.hops,
    at: context.at.toISOString(),
  }));
  const result = await sql<{
    seq: number;
  }>`select append_calendar_changes(${storableJson(rows)}::jsonb) as seq`.execute(tx);
  return result.rows[0]?.seq;
}

/** Series that a run has already announced: whoever takes its round over announces none twice. */
export async function announcedSeries(db: Db, connectionId: string, runId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('calendar_change')
    .select('external_id')
    .distinct()
    .where('connection_id', '=', connectionId)
    .where('run_id', '=', runId)
    .where('kind', 'in', ['series.created', 'series.updated'])
    .execute();
  return rows.flatMap((row) => (row.external_id === null ? [] : [row.external_id]));
}
