/**
 * What the background jobs want of many subscriptions at once: renewal before expiry, clean-up after
 * it, re-authorisation after our own downtime. Each is a few statements whatever their number;
 * Graph is asked later, mailbox by mailbox, by whoever tends them.
 */
import { sql } from 'kysely';

import { raiseWanted } from '../connections/due.ts';
import type { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import type { Db } from '../models/db.ts';
import { ringRounds } from './ring.ts';
import type { Ring } from './ring.ts';
import {
  EXPIRING_WITHIN_MS,
  LATE_NOTIFICATIONS_MS,
  LONGEST_LIFE_MS,
  REAUTHORISE_AFTER_MS,
  RENEWAL_SPREAD_MS,
} from './subscription-timing.ts';

const CHUNK = 500;
const REAUTHORISE_SPREAD_SECONDS = 60;
/** Half of what Graph allows: 2,000 writes in 20 seconds for an app, 500 of them in one tenant (throttling-limits). */
const PATCHES_A_SECOND = { app: 50, tenant: 12 };

/** A place in (0, 1] for each row, in the order given and with no crowd anywhere: mere chance would cluster. */
const evenly = (order: 'min(expiration_date_time)' | 'random()') =>
  sql.raw(`((row_number() over (order by ${order}) - random() / 2) / count(*) over ())`);

/**
 * Wants a PATCH of what expires within 24 hours, spread, but within half of the life that is left.
 * All of a mailbox at the same moment, because they go in one batch.
 */
export async function wantRenewals(db: Db, clock: Clock): Promise<number> {
  const now = clock.date();
  const spreadSeconds = RENEWAL_SPREAD_MS / 1000;
  const expiring = sql`is_active and health = 'live' and patch_wanted_at is null
    and expiration_date_time > ${now} and expiration_date_time <= ${new Date(clock.now() + EXPIRING_WITHIN_MS)}`;
  const result = await sql`
    with mailboxes as (
      select mailbox_id, ${now}::timestamptz + ${evenly('min(expiration_date_time)')} * least(
          make_interval(secs => ${spreadSeconds}), (min(expiration_date_time) - ${now}::timestamptz) / 2) as at
      from webhook_subscription where ${expiring} group by mailbox_id
    )
    update webhook_subscription s
    set patch_wanted_at = m.at, next_check_at = least(s.next_check_at, m.at)
    from mailboxes m where m.mailbox_id = s.mailbox_id and ${expiring}`.execute(db);
  return Number(result.numAffectedRows ?? 0n);
}

/** Marks the expired inactive and has their calendars polled; made anew as soon as that is possible. */
export async function markExpired(db: Db, clock: Clock, ring: Ring): Promise<number> {
  const now = clock.date();
  let marked = 0;
  for (;;) {
    const count = await inTransaction(db, async (tx) => {
      const { rows } = await sql<{ id: string; connectionIds: string[] }>`
        with expired as (
          update webhook_subscription
          set is_active = false, health = 'expired', next_check_at = ${now}, patch_wanted_at = null, updated_at = ${now}
          where id in (
            select id from webhook_subscription
            where is_active and health = 'live' and expiration_date_time <= ${now}
            order by id limit ${CHUNK} for update skip locked)
          returning id, mailbox_id, external_calendar_id
        )
        select e.id, coalesce(array_agg(c.id::text) filter (where c.id is not null), '{}') as "connectionIds"
        from expired e
        left join calendar_connection c
          on c.mailbox_id = e.mailbox_id and c.external_calendar_id = e.external_calendar_id and c.push_wanted
        group by e.id`.execute(tx);
      const connectionIds = rows.flatMap((row) => row.connectionIds).sort();
      await ringRounds(ring, await raiseWanted(tx, connectionIds, 'poll', now), tx);
      return rows.length;
    });
    marked += count;
    if (count < CHUNK) return marked;
  }
}

/** Forgets replaced rows when not even a late notification can come for them. */
export async function forgetReplaced(db: Db, clock: Clock): Promise<number> {
  const lateBefore = new Date(clock.now() - LATE_NOTIFICATIONS_MS);
  const bornBefore = new Date(clock.now() - LATE_NOTIFICATIONS_MS - LONGEST_LIFE_MS);
  const result = await db
    .deleteFrom('webhook_subscription')
    .where('is_active', '=', false)
    .where('next_check_at', 'is', null)
    .where('delete_wanted_at', 'is', null)
    .where((eb) => eb.or([eb('expiration_date_time', '<', lateBefore), eb('created_at', '<', bornBefore)]))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

/**
 * We were not there to answer `reauthorizationRequired`: what was not patched for 45 minutes is
 * patched, mailbox by mailbox, spread over a minute or what Graph's limits ask for, and every calendar
 * that lives by push is read once.
 */
export async function recoverFromDowntime(db: Db, clock: Clock, ring: Ring): Promise<number> {
  const now = clock.date();
  const unpatched = sql`s.is_active and s.health = 'live'
    and coalesce(s.last_patch_at, s.created_at) <= ${new Date(clock.now() - REAUTHORISE_AFTER_MS)}`;
  await sql`
    with stale as (
      select s.mailbox_id, m.tenant_id, count(*) as n
      from webhook_subscription s join mailbox m on m.id = s.mailbox_id
      where ${unpatched} group by s.mailbox_id, m.tenant_id
    ), spread as (
      select greatest(${REAUTHORISE_SPREAD_SECONDS}, sum(n) / ${PATCHES_A_SECOND.app}, max(n) / ${PATCHES_A_SECOND.tenant}) as seconds
      from (select sum(n) as n from stale group by tenant_id) tenants
    ), mailboxes as (
      select mailbox_id, ${now}::timestamptz + ${evenly('random()')} * make_interval(secs => seconds::float8) as at from stale, spread
    )
    update webhook_subscription s
    set patch_wanted_at = least(s.patch_wanted_at, t.at), next_check_at = least(s.next_check_at, t.at)
    from mailboxes t where s.mailbox_id = t.mailbox_id and ${unpatched}`.execute(db);
  let read = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await db
      .selectFrom('calendar_connection as c')
      .innerJoin('webhook_subscription as s', (join) =>
        join
          .onRef('s.mailbox_id', '=', 'c.mailbox_id')
          .onRef('s.external_calendar_id', '=', 'c.external_calendar_id')
          .on('s.is_active', '=', true),
      )
      .select('c.id')
      .where('c.id', '>', after)
      .where('c.push_wanted', '=', true)
      .orderBy('c.id')
      .limit(CHUNK)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return read;
    await inTransaction(db, async (tx) => {
      const ids = rows.map(({ id }) => id);
      await ringRounds(ring, await raiseWanted(tx, ids, 'safety_net', now), tx);
    });
    read += rows.length;
    after = last.id;
  }
}
