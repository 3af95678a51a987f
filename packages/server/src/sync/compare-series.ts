/**
 * At the end of a round: the rules of the series that it touched, compared with what the mirror now
 * has of them. Last of all writes to events, so that it judges what readers will see.
 */
import { loadDeliveredSeries, writeSeriesFits } from '../mirror/series-store.ts';
import type { SeriesFit } from '../mirror/series-store.ts';
import type { Tx } from '../models/db.ts';
import { inSlices } from '../platform/in-slices.ts';
import { changedFit } from './fit-series.ts';
import type { RoundContext } from './round-context.ts';
import { mirrored } from './settle-facts.ts';

/** @param ids of masters; others among them are passed over */
export async function compareSeries(tx: Tx, context: RoundContext, ids: readonly string[]): Promise<void> {
  const { connectionId } = context.round;
  const window = mirrored(context);
  const { read, unread } = await context.seriesAhead.split([...new Set(ids)]);
  const series = [...read, ...(await loadDeliveredSeries(tx, connectionId, unread, window))];
  const changed: SeriesFit[] = [];
  await inSlices(series, (one) => {
    const fit = changedFit(one, window);
    if (fit !== undefined) changed.push(fit);
  });
  await writeSeriesFits(tx, connectionId, changed);
}
