/** Connect sessions hold sealed secrets: they leave a day after they could last be used. */
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

const DAY_MS = 86_400_000;

export async function forgetOldOauthSessions(db: Db, clock: Clock): Promise<number> {
  const result = await db
    .deleteFrom('oauth_session')
    .where('expires_at', '<', new Date(clock.now() - DAY_MS))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
