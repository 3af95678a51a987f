/** Loads the facts that freshness is made of. Reads connections and subscriptions; owns neither. */
import { sql } from 'kysely';

import type { ConnectionStatus } from '../../models/connection-status.ts';
import type { Db } from '../../models/db.ts';
import { heartbeatRows } from '../../models/heartbeat.ts';
import { isPushed } from '../../models/live-push.ts';
import type { Clock } from '../../platform/clock.ts';
import { freshnessOf, stalest } from './freshness.ts';
import type { Freshness, FreshnessFacts } from './freshness.ts';

/** A PATCH that is wanted may have to wait for 10 minutes; then it is overdue. */
const LAPSING_AFTER_MS = 15 * 60_000;

/** Nobody at work, or nobody who listens: the one is as bad as the other. */
const heartbeats = [...heartbeatRows];

/** Columns of FreshnessFacts; `c` is calendar_connection. A subscription is shared by all who connected the calendar. */
export function freshnessColumns(now: Date) {
  return sql`c.status, c.wanted_seq > c.done_seq or c.wanted_full or c.followup_step > 0 as waiting,
    c.unanswered_since as "unansweredSince", c.known_as_of as "knownAsOf",
    c.push_wanted and ${isPushed({ mailboxId: sql`c.mailbox_id`, calendarId: sql`c.external_calendar_id` }, now)} as pushed,
    exists (
      select 1 from webhook_subscription l
      where l.mailbox_id = c.mailbox_id and l.external_calendar_id = c.external_calendar_id
        and l.is_active and l.patch_wanted_at < ${new Date(now.getTime() - LAPSING_AFTER_MS)}
    ) as lapsing,
    c.last_notification_at as "lastNotificationAt", c.last_round_at as "lastRoundAt",
    c.last_full_check_at as "lastFullCheckAt",
    (select min(last_run_at) from background_job where name = any(${heartbeats})) as "lastBeatAt",
    (select max(unbroken_since) from background_job where name = any(${heartbeats})) as "unbrokenSince"`;
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
