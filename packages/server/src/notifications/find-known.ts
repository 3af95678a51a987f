/**
 * The subscriptions whose secrets came with some notifications, with the connections they speak for:
 * every connection of the same mailbox calendar shares one. Reads only.
 */
import { sql } from 'kysely';

import type { Db } from '../models/db.ts';
import type { KnownSubscription } from './judge-notification.ts';

export interface KnownSubscriptionRow extends KnownSubscription {
  readonly id: string;
  readonly connectionId: string;
  /** Those of this mailbox calendar that want push. */
  readonly connectionIds: readonly string[];
}

export async function findKnown(
  db: Db,
  hashes: readonly string[],
): Promise<Map<string, KnownSubscriptionRow>> {
  const { rows } = await sql<KnownSubscriptionRow>`
    select s.id, s.client_state as "clientStateHash", s.subscription_id as "subscriptionId",
      s.calendar_connection_id as "connectionId",
      coalesce(array_agg(c.id::text) filter (where c.id is not null), '{}') as "connectionIds"
    from webhook_subscription s
    left join calendar_connection c on c.mailbox_id = s.mailbox_id
      and c.external_calendar_id = s.external_calendar_id and c.push_wanted
    where s.client_state = any(${hashes})
    group by s.id`.execute(db);
  return new Map(rows.map((row) => [row.clientStateHash, row]));
}
