/** Shortens the change log. A cursor older than what is left goes on with the oldest row there is. */
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

const DAY_MS = 86_400_000;

export async function forgetOldChanges(db: Db, clock: Clock, days: number): Promise<number> {
  const result = await db
    .deleteFrom('calendar_change')
    .where('at', '<', new Date(clock.now() - days * DAY_MS))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
