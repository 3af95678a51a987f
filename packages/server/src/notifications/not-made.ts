/** A subscription was not made. The row says why and when it is tried again; the calendar is polled from now on. */
import { inTransaction } from '../platform/in-transaction.ts';
import type { PushContext } from './push-context.ts';
import { wantRounds } from './push-context.ts';
import { markFailed } from './subscription-store.ts';

export interface CreatingRow {
  readonly id: string;
  /** In a row, before this one. */
  readonly failures: number;
}

export async function notMade(
  context: Pick<PushContext, 'db' | 'clock' | 'ring' | 'situation'>,
  row: CreatingRow,
  failure: Parameters<typeof markFailed>[2],
): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    await markFailed(tx, row.id, failure);
    // Its next round may be hours away: of a time when it was pushed, by a subscription that no row knows any more.
    if (row.failures === 0) await wantRounds(context, tx, 'poll');
  });
}
