/**
 * Accounts of connect flows that nobody finished: somebody signed in at Microsoft and chose no calendar.
 * Their tokens leave an hour after they were last written.
 */
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

const KEPT_MS = 3_600_000;

/** @returns how many went */
export async function forgetUnusedAccounts(db: Db, clock: Clock): Promise<number> {
  const gone = await db
    .deleteFrom('microsoft_account')
    .where('updated_at', '<', new Date(clock.now() - KEPT_MS))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('calendar_connection')
            .select('calendar_connection.id')
            .whereRef('calendar_connection.account_id', '=', 'microsoft_account.id'),
        ),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('webhook_subscription')
            .select('webhook_subscription.id')
            .whereRef('webhook_subscription.account_id', '=', 'microsoft_account.id'),
        ),
      ),
    )
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}
