/** The rows of many subscriptions that are renewed together: which are due, and what became of them. */
import { sql } from 'kysely';

import type { Db, Tx } from '../models/db.ts';

/** Living subscriptions of a mailbox and account whose time has come, the longest waiting first. */
export async function dueTogether(
  db: Db,
  of: {
    readonly mailboxId: string;
    readonly accountId: string;
    readonly now: Date;
    readonly limit: number;
  },
): Promise<{ calendarId: string; connectionId: string }[]> {
  return await db
    .selectFrom('webhook_subscription')
    .select(['external_calendar_id as calendarId', 'calendar_connection_id as connectionId'])
    .where('mailbox_id', '=', of.mailboxId)
    .where('account_id', '=', of.accountId)
    .where('is_active', '=', true)
    .where('health', '=', 'live')
    .where('next_check_at', '<=', of.now)
    .orderBy('next_check_at')
    .orderBy('id')
    .limit(of.limit)
    .execute();
}

/**
 * Graph has granted them: they sleep until `wakeAt`, by one statement. What was wanted since the PATCH
 * began is still wanted; what Graph was said to have removed meanwhile stays removed.
 */
export async function markRenewed(
  tx: Tx,
  rows: readonly { readonly id: string; readonly expiresAt: Date; readonly wakeAt: Date }[],
  patch: { readonly begunAt: Date; readonly now: Date },
): Promise<void> {
  const { begunAt, now } = patch;
  await sql`
    update webhook_subscription s
    set expiration_date_time = r."expiresAt", last_patch_at = ${now}, failures = 0, health_reason = null,
        patch_wanted_at = case when s.patch_wanted_at > ${begunAt} then s.patch_wanted_at end,
        next_check_at = case when s.patch_wanted_at > ${begunAt} then ${now} else r."wakeAt" end,
        rung_at = null, updated_at = ${now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (id uuid, "expiresAt" timestamptz, "wakeAt" timestamptz)
    where s.id = r.id and s.is_active and s.health = 'live'`.execute(tx);
}
