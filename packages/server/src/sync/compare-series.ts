/**
 * At the end of a round: the rules of the series that it touched, compared with what the mirror now
 * has of them. Last of all writes to events, so that it judges what readers will see.
 */
import { loadDeliveredSeries, writeSeriesFits } from '../mirror/series-store.ts';
import type { Tx } from '../models/db.ts';
import { changedFit } from './fit-series.ts';
import type { SyncWindow } from './sync-window.ts';

/** @param ids of masters; others among them are passed over */
export async function compareSeries(
  tx: Tx,
  connectionId: string,
  window: SyncWindow,
  ids: readonly string[],
): Promise<void> {
  const series = await loadDeliveredSeries(tx, connectionId, [...new Set(ids)], window);
  await writeSeriesFits(
    tx,
    connectionId,
    series.flatMap((one) => changedFit(one, window) ?? []),
  );
}
