/** Shortens the change log. A cursor older than what is left goes on with the oldest row there is. */
import { sql } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

const DAY_MS = 86_400_000;
/** In one statement: what has become old while nobody was at work must fit into its time-out. */
const MOST_AT_ONCE = 10_000;

/** From its beginning, in the order of its numbers, until one is young enough: that needs no index of times. */
export async function forgetOldChanges(
  db: Db,
  clock: Clock,
  days: number,
  mostAtOnce = MOST_AT_ONCE,
): Promise<number> {
  const before = new Date(clock.now() - days * DAY_MS);
  let forgotten = 0;
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from calendar_change c
      using (select connection_id, seq, at from calendar_change order by seq limit ${mostAtOnce}) oldest
      where c.connection_id = oldest.connection_id and c.seq = oldest.seq and oldest.at < ${before}`.execute(
      db,
    );
    const count = Number(numAffectedRows ?? 0);
    forgotten += count;
    if (count < mostAtOnce) return forgotten;
  }
}
