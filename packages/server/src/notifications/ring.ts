/** Rings a job for each connection; inside the caller's transaction when one is given. */
import type { Db, Tx } from '../models/db.ts';
import type { JobName } from '../models/job-catalogue.ts';
import type { DueConnection } from '../connections/due.ts';

export type Ring = (
  name: JobName,
  payloads: readonly { connectionId: string }[],
  executor?: Db | Tx,
) => Promise<void>;

/** Each in its lane. */
export async function ringRounds(
  ring: Ring,
  due: readonly DueConnection[],
  executor: Db | Tx,
): Promise<void> {
  for (const lane of ['sync.push', 'sync.background'] as const) {
    const payloads = due.filter((each) => each.lane === lane).map(({ connectionId }) => ({ connectionId }));
    if (payloads.length > 0) await ring(lane, payloads, executor);
  }
}
