/**
 * Shortens history, where the operator limits it: rows that fell behind the window that long ago. Masters stay
 * until a baseline finds that nothing is left of them.
 */
import { sql } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

/** @param days counted back from the start of each connection's window; undefined keeps history for ever */
export async function forgetOldHistory(db: Db, clock: Clock, days: number | undefined): Promise<number> {
  if (days === undefined) return 0;
  const result = await sql`
    delete from calendar_event e using calendar_connection c
    where c.id = e.connection_id and e.is_history
      and e.end_at < coalesce(c.window_start, ${clock.date()}) - make_interval(days => ${days})`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}
