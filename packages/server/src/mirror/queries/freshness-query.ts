/** Loads the facts that freshness is made of. Reads connections and subscriptions; owns neither. */
import { sql } from 'kysely';

import type { ConnectionStatus } from '../../models/connection-status.ts';
import type { Db } from '../../models/db.ts';
import { HEARTBEAT_ROW } from '../../models/heartbeat.ts';
import type { Clock } from '../../platform/clock.ts';
import { freshnessOf, stalest } from './freshness.ts';
import type { Freshness, FreshnessFacts } from './freshness.ts';

/** Columns of FreshnessFacts; `c` is calendar_connection. A subscription is shared by all who connected the calendar. */
export function freshnessColumns(now: Date) {
  return sql`c.status, c.wanted_seq > c.done_seq or c.wanted_full as waiting,
    c.push_wanted and exists (
      select 1 from webhook_subscription w
      where w.mailbox_id = c.mailbox_id and w.external_calendar_id = c.external_calendar_id
        and w.is_active and w.health = 'live' and w.expiration_date_time > ${now}
    ) as pushed,
    c.last_notification_at as "lastNotificationAt", c.last_round_at as "lastRoundAt",
    c.last_full_check_at as "lastFullCheckAt",
    (select last_run_at from background_job where name = ${HEARTBEAT_ROW}) as "lastBeatAt"`;
}

export interface ListFreshness {
  /** How many calendars the list is about; none: the asked calendar is unknown or somebody else's. */
  readonly calendars: number;
  readonly freshness: Freshness | null;
}

export async function listFreshness(
  db: Db,
  clock: Clock,
  scope: { readonly userId: string; readonly calendarId?: string | undefined },
): Promise<ListFreshness> {
  const now = clock.date();
  const { rows } = await sql<FreshnessFacts & { status: ConnectionStatus }>`
    select ${freshnessColumns(now)} from calendar_connection c
    where c.user_id = ${scope.userId}
      ${scope.calendarId === undefined ? sql`` : sql`and c.id = ${scope.calendarId}`}`.execute(db);
  const freshness = stalest(
    rows.map((facts) => ({ status: facts.status, freshness: freshnessOf(facts, now) })),
  );
  return { calendars: rows.length, freshness };
}
