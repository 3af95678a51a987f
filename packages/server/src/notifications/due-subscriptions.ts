/**
 * Which subscriptions must be tended now: rows whose time has come, and connections that should
 * have a row and have none (their job was lost). Several processes may ask at once.
 */
import { sql } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';
import type { PushReach } from './push-reach.ts';

/** A claimed row is not rung again within this time. */
const RING_AGAIN_AFTER_MS = 30_000;

/**
 * Claims due rows; the answer is the connections to tend. Of those that want a PATCH, one of each mailbox
 * and account: whoever tends it renews the others with it.
 */
export async function claimDueSubscriptions(
  db: Db,
  clock: Clock,
  limit: number,
): Promise<{ connectionId: string }[]> {
  const now = clock.date();
  const rungBefore = new Date(clock.now() - RING_AGAIN_AFTER_MS);
  const { rows } = await sql<{ connectionId: string; group: string | null }>`
    with due as (
      select s.id
      from webhook_subscription s join mailbox m on m.id = s.mailbox_id
      where s.next_check_at <= ${now}
        and (s.rung_at is null or s.rung_at <= ${rungBefore})
        and (m.blocked_until is null or m.blocked_until <= ${now})
      order by s.next_check_at
      limit ${limit}
      for update of s skip locked
    )
    update webhook_subscription s set rung_at = ${now}
    from due, microsoft_account a where s.id = due.id and a.id = s.account_id
    returning s.calendar_connection_id as "connectionId",
      case when s.health = 'live' and s.patch_wanted_at <= ${now} and a.status = 'active'
        then concat(s.mailbox_id, s.account_id) end as "group"`.execute(db);
  return oneOfEach(rows);
}

function oneOfEach(
  rows: readonly { readonly connectionId: string; readonly group: string | null }[],
): { connectionId: string }[] {
  const groups = new Set<string>();
  return rows.flatMap(({ connectionId, group }) => {
    if (group !== null && groups.has(group)) return [];
    if (group !== null) groups.add(group);
    return [{ connectionId }];
  });
}

/**
 * Connections without a row that should have one, and disconnecting ones that nobody finished. Asked for apart: in one
 * condition they have each connection looked up in the other table, instead of the two compared as wholes.
 */
export async function findUntended(
  db: Db,
  clock: Clock,
  reach: PushReach,
  limit: number,
): Promise<{ connectionId: string }[]> {
  const now = clock.date();
  const { rows } = await sql<{ connectionId: string }>`
    with untended as (
      select c.id, c.mailbox_id, c.created_at, c.is_default as any_time
      from calendar_connection c
      where ${reach.mode === 'push'} and c.status in ('connecting', 'active')
        and c.push_wanted and c.delegate_email is null
        and not exists (
          select 1 from webhook_subscription s
          where s.mailbox_id = c.mailbox_id and s.external_calendar_id = c.external_calendar_id
            and (s.is_active or s.next_check_at is not null))
      union all
      select c.id, c.mailbox_id, c.created_at, true
      from calendar_connection c
      where c.status = 'disconnecting'
        and not exists (
          select 1 from webhook_subscription s
          where s.calendar_connection_id = c.id and s.delete_wanted_at is not null)
    )
    select u.id as "connectionId"
    from untended u join mailbox m on m.id = u.mailbox_id
    where (m.blocked_until is null or m.blocked_until <= ${now})
      and (u.any_time or m.calendar_subscription_refused_until is null
           or m.calendar_subscription_refused_until <= ${now})
    order by u.created_at
    limit ${limit}`.execute(db);
  return rows;
}

/**
 * At the start: subscriptions that notify another address than ours of now (API_URL or PORT were
 * changed, or push became impossible) are tended at once, not when they would have been renewed.
 */
export async function wantTendingOfMoved(db: Db, clock: Clock, reach: PushReach): Promise<void> {
  const now = clock.date();
  const url = reach.mode === 'push' ? reach.notificationUrl : null;
  await sql`
    update webhook_subscription set next_check_at = ${now}
    where is_active and notification_url is distinct from ${url}
      and (next_check_at is null or next_check_at > ${now})`.execute(db);
}

/**
 * While an account must sign in again, the tokens that went with its subscriptions lapse, and Graph
 * pauses them. They are PATCHed as soon as it is back, also where Graph did not ask for it.
 */
export async function wantPatchOfUnauthorised(db: Db, clock: Clock): Promise<void> {
  const now = clock.date();
  await sql`
    update webhook_subscription s set patch_wanted_at = ${now}, next_check_at = ${now}
    from microsoft_account a
    where a.status = 'reauth_required' and s.account_id = a.id
      and s.is_active and s.health = 'live' and s.patch_wanted_at is null`.execute(db);
}
