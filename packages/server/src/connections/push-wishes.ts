/**
 * What is remembered about push of a connection and of its mailbox: wishes and refusals.
 * The subscriptions themselves belong to notifications/.
 */
import { sql } from 'kysely';

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

/**
 * The calendar goes on under another id: what was subscribed under the old one tells nothing any more. Its rows go along,
 * so that whoever tends the calendar has Graph delete them, and creates a new one.
 */
export async function leaveSubscriptions(
  tx: Tx,
  connectionId: string,
  externalCalendarId: string,
  at: Date,
): Promise<void> {
  await sql`
    update webhook_subscription
    set external_calendar_id = ${externalCalendarId}, is_active = false, patch_wanted_at = null, failures = 0, updated_at = ${at},
      health = case when subscription_id is null or next_check_at is null then 'removed' else 'deleting' end,
      delete_wanted_at = case when subscription_id is not null and next_check_at is not null then ${at}::timestamptz end,
      next_check_at = case when subscription_id is not null and next_check_at is not null then ${at}::timestamptz end
    where calendar_connection_id = ${connectionId} and external_calendar_id <> ${externalCalendarId}`.execute(
    tx,
  );
}
