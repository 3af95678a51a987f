/** Ended runs are kept for a while, for people who look; the last one of a connection always. */
import { sql } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

const DAY_MS = 86_400_000;

export async function forgetOldRuns(db: Db, clock: Clock, days: number): Promise<number> {
  const result = await sql`
    delete from sync_run r
    where r.state in ('done', 'failed') and r.requested_at < ${new Date(clock.now() - days * DAY_MS)}
      and exists (
        select 1 from sync_run newer
        where newer.connection_id = r.connection_id and newer.requested_at > r.requested_at)
      -- Ended with its account, it goes on with its round.
      and not exists (
        select 1 from sync_round round where round.connection_id = r.connection_id and round.run_id = r.id)`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0n);
}
