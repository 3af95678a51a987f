/**
 * What is remembered about push of a connection and of its mailbox: wishes and refusals.
 * The subscriptions themselves belong to notifications/.
 */
import type { Db, Tx } from '../models/db.ts';

/** Switches push of a connection on or off. False: this user has no such connection. */
export async function setPushWanted(
  db: Db | Tx,
  connection: { readonly connectionId: string; readonly userId: string },
  wanted: boolean,
  now: Date,
): Promise<boolean> {
  const result = await db
    .updateTable('calendar_connection')
    .set({ push_wanted: wanted, updated_at: now })
    .where('id', '=', connection.connectionId)
    .where('user_id', '=', connection.userId)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Graph refuses subscriptions to single calendars of this mailbox: not tried again before `until`. */
export async function rememberCalendarFormRefused(
  db: Db | Tx,
  mailboxId: string,
  until: Date,
): Promise<void> {
  await db
    .updateTable('mailbox')
    .set({ calendar_subscription_refused_until: until })
    .where('id', '=', mailboxId)
    .execute();
}
