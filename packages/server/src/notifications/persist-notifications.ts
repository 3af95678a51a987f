/**
 * Makes genuine notifications last: what they want stands in rows, and the jobs are rung, when this commits. Any number
 * of items of one calendar becomes one wish for a round. Two statements: one for the rows, one for the bells; another
 * bell for each further queue, which only lifecycle events and calendars never read before need.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { raiseWanted } from '../connections/due.ts';
import type { Db } from '../models/db.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import type { KnownSubscriptionRow } from './find-known.ts';
import type { ReadNotification } from './judge-notification.ts';
import { ringRounds } from './ring.ts';
import type { Ring } from './ring.ts';

export interface GenuineNotification {
  readonly item: ReadNotification;
  readonly subscription: KnownSubscriptionRow;
  readonly receivedAt: Date;
}

interface Told {
  readonly subscription: KnownSubscriptionRow;
  readonly graphId: string;
  readonly expiresAt: Date | null;
  readonly at: Date;
  readonly reauthorize: boolean;
  readonly removed: boolean;
}

export async function persistNotifications(
  db: Db,
  ring: Ring,
  notifications: readonly GenuineNotification[],
): Promise<void> {
  const told = summarise(notifications);
  const rounds = notifications.filter(({ item }) => item.signal !== 'reauthorizationRequired');
  const connectionIds = [...new Set(rounds.flatMap(({ subscription }) => subscription.connectionIds))].sort();
  const missed = notifications.filter(({ item }) => item.signal === 'missed');
  const gaps = [...new Set(missed.flatMap(({ subscription }) => subscription.connectionIds))];
  const toTend = told.filter((each) => each.reauthorize || each.removed);
  const latest = new Date(Math.max(...notifications.map(({ receivedAt }) => receivedAt.getTime())));
  await inTransaction(db, async (tx) => {
    const noting = noteOnSubscriptions(told);
    if (connectionIds.length === 0) {
      await noting.execute(tx);
    } else {
      const withNoting = tx.with('noted', () => sql`(${noting})`);
      const raised = await raiseWanted(withNoting, connectionIds, 'notification', latest, { gaps });
      await ringRounds(ring, raised, tx);
    }
    if (toTend.length > 0) {
      const connections = [...new Set(toTend.map(({ subscription }) => subscription.connectionId))];
      await ring(
        'subscription.tend',
        connections.map((connectionId) => ({ connectionId })),
        tx,
      );
    }
  });
}

/** One statement for all rows. A row that was replaced is only dated: its life cycle is over. */
function noteOnSubscriptions(told: readonly Told[]): RawBuilder<unknown> {
  const rows = JSON.stringify(
    told.map((each) => ({
      id: each.subscription.id,
      at: each.at,
      graph_id: each.graphId,
      expires_at: each.expiresAt,
      reauthorize: each.reauthorize,
      removed: each.removed,
    })),
  );
  return sql`
    with told as materialized (
      select t.* from jsonb_to_recordset(${rows}::jsonb)
        as t (id uuid, at timestamptz, graph_id text, expires_at timestamptz, reauthorize boolean, removed boolean)
      order by t.id
    ), locked as materialized (
      select s.id from webhook_subscription s join told using (id) order by s.id for update of s
    )
    update webhook_subscription s
    set last_notification_at = greatest(s.last_notification_at, t.at),
        subscription_id = coalesce(s.subscription_id, t.graph_id),
        expiration_date_time = coalesce(s.expiration_date_time, t.expires_at),
        patch_wanted_at = case when t.reauthorize and s.is_active then coalesce(s.patch_wanted_at, t.at)
          when t.removed then null else s.patch_wanted_at end,
        health = case when t.removed and s.is_active then 'removed' else s.health end,
        next_check_at = case when (t.reauthorize or t.removed) and s.is_active then t.at else s.next_check_at end,
        is_active = s.is_active and not t.removed
    from told t join locked using (id)
    where s.id = t.id`;
}

function summarise(notifications: readonly GenuineNotification[]): Told[] {
  const told = new Map<string, Told>();
  for (const { item, subscription, receivedAt } of notifications) {
    const before = told.get(subscription.id);
    told.set(subscription.id, {
      subscription,
      graphId: item.subscriptionId,
      expiresAt: item.expiresAt ?? before?.expiresAt ?? null,
      at: before !== undefined && before.at > receivedAt ? before.at : receivedAt,
      reauthorize: before?.reauthorize === true || item.signal === 'reauthorizationRequired',
      removed: before?.removed === true || item.signal === 'subscriptionRemoved',
    });
  }
  return [...told.values()];
}
