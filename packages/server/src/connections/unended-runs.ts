import type { Db, Tx } from '../models/db.ts';

/**
 * Their calendars sync no more: nobody would end these runs, and whoever asked for them would wait for ever. One that
 * a worker writes at this moment is left to it: it takes run and connection in the other order.
 */
export async function endUnendedRuns(
  db: Db | Tx,
  connectionIds: readonly string[],
  end: { readonly outcome: string; readonly at: Date },
): Promise<void> {
  if (connectionIds.length === 0) return;
  await db
    .updateTable('sync_run')
    .set({ state: 'failed', outcome: end.outcome, finished_at: end.at })
    .where('connection_id', 'in', [...connectionIds])
    .where('id', 'in', (runs) =>
      runs
        .selectFrom('sync_run')
        .select('id')
        .where('connection_id', 'in', [...connectionIds])
        .where('state', 'in', ['queued', 'running'])
        .forUpdate()
        .skipLocked(),
    )
    .execute();
}
