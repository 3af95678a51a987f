/** A user's calendar connections with their account, webhook, latest runs and freshness. Scoped by owner; writes nothing. */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { CalendarConnectionTable, WebhookSubscriptionTable } from '../../models/database.ts';
import type { Db } from '../../models/db.ts';
import { SLOW_DOWN } from '../../models/slow-down.ts';
import type { Clock } from '../../platform/clock.ts';
import { freshnessOf } from './freshness.ts';
import type { Freshness, FreshnessFacts } from './freshness.ts';
import { freshnessColumns } from './freshness-query.ts';
import { queryLatestRuns } from './runs-query.ts';
import type { LatestRuns } from './runs-query.ts';

export interface WebhookView {
  readonly id: string;
  readonly calendarConnectionId: string;
  readonly subscriptionId: string | null;
  readonly resourcePath: string;
  readonly expirationDateTime: Date | null;
  readonly notificationUrl: string;
  readonly lastNotificationAt: Date | null;
  readonly isActive: boolean;
  readonly health: WebhookSubscriptionTable['health'];
  readonly healthReason: string | null;
}

interface CalendarRow extends FreshnessFacts {
  readonly id: string;
  readonly provider: 'MICROSOFT';
  readonly externalCalendarId: string;
  readonly name: string;
  readonly color: string | null;
  readonly hexColor: string | null;
  readonly ownerName: string | null;
  readonly ownerAddress: string | null;
  readonly delegateEmail: string | null;
  readonly canEdit: boolean;
  readonly isDefault: boolean;
  readonly status: CalendarConnectionTable['status'];
  readonly statusReason: string | null;
  readonly windowStart: Date | null;
  readonly windowEnd: Date | null;
  readonly lastErrorCode: string | null;
  readonly lastErrorMessage: string | null;
  readonly lastErrorAt: Date | null;
  readonly deltaAgainAt: Date | null;
  /** null: at once, or not before a person acts. */
  readonly nextRoundAt: Date | null;
  readonly createdAt: Date;
  readonly accountId: string;
  readonly accountEmail: string;
  readonly accountDisplayName: string | null;
  readonly accountStatus: 'active' | 'reauth_required';
  readonly accountStatusReason: string | null;
  readonly issueCount: number;
}

export interface CalendarView extends CalendarRow, LatestRuns {
  readonly freshness: Freshness;
  readonly webhook: WebhookView | null;
}

type WebhookRow = {
  readonly [Key in keyof WebhookView as `webhook_${Key}`]: WebhookView[Key] | null;
};

/** In the order of their names. */
export async function queryCalendars(
  db: Db,
  clock: Clock,
  scope: { readonly userId: string; readonly ids?: readonly string[] },
): Promise<CalendarView[]> {
  const now = clock.date();
  const { rows } = await sql<CalendarRow & WebhookRow>`
    select c.id, c.provider, c.external_calendar_id as "externalCalendarId", c.name, c.color,
      c.hex_color as "hexColor", c.owner_name as "ownerName", c.owner_address as "ownerAddress",
      c.delegate_email as "delegateEmail", c.can_edit as "canEdit", c.is_default as "isDefault",
      c.status_reason as "statusReason", c.window_start as "windowStart", c.window_end as "windowEnd",
      ${orThrottled(sql`c.last_error_code`, 'throttled', now)} as "lastErrorCode",
      ${orThrottled(sql`c.last_error_message`, SLOW_DOWN, now)} as "lastErrorMessage",
      c.last_error_at as "lastErrorAt", c.delta_again_at as "deltaAgainAt",
      ${nextRoundAt} as "nextRoundAt", c.created_at as "createdAt",
      a.id as "accountId", a.email as "accountEmail", a.display_name as "accountDisplayName",
      a.status as "accountStatus", a.status_reason as "accountStatusReason",
      (select count(*) from sync_issue i where i.connection_id = c.id) as "issueCount",
      ${webhookColumns}, ${freshnessColumns(now)}
    from calendar_connection c
    join microsoft_account a on a.id = c.account_id
    left join lateral (
      select * from webhook_subscription s
      where s.mailbox_id = c.mailbox_id and s.external_calendar_id = c.external_calendar_id
        and c.push_wanted and s.delete_wanted_at is null
        and (s.is_active or s.next_check_at is not null)
      order by s.is_active desc, s.created_at desc limit 1
    ) w on true
    where c.user_id = ${scope.userId}
      ${scope.ids === undefined ? sql`` : sql`and c.id = any(${[...scope.ids]}::uuid[])`}
    order by lower(c.name), c.id`.execute(db);
  // After the calendars: a run that ends in between is shown ended, never as one that goes on.
  const runs = await queryLatestRuns(db, scope);
  return rows.map((row) => ({
    ...row,
    freshness: freshnessOf(row, now),
    webhook: webhookOf(row),
    currentRun: runs.get(row.id)?.currentRun ?? null,
    lastRun: runs.get(row.id)?.lastRun ?? null,
  }));
}

/** What Microsoft said to one calendar keeps back all of its mailbox: those that are wanted meanwhile say so, too. */
function orThrottled(own: RawBuilder<unknown>, words: string, now: Date): RawBuilder<unknown> {
  return sql`case when c.last_error_code is null and c.status in ('connecting', 'active')
      and (c.wanted_seq > c.done_seq or c.wanted_full)
      and (select m.blocked_until > ${now} from mailbox m where m.id = c.mailbox_id)
    then ${words}::text else ${own} end`;
}

/** What keeps it back counts, too; what a notification calls earlier is not known. */
const nextRoundAt = sql<Date | null>`case when c.status in ('connecting', 'active') and c.next_round_at is not null
    and c.wanted_seq <= c.done_seq and not c.wanted_full
  then greatest(c.next_round_at, c.not_before, (select m.blocked_until from mailbox m where m.id = c.mailbox_id)) end`;

const webhookColumns = sql.raw(
  [
    ['id', 'id'],
    ['calendar_connection_id', 'calendarConnectionId'],
    ['subscription_id', 'subscriptionId'],
    ['resource_path', 'resourcePath'],
    ['expiration_date_time', 'expirationDateTime'],
    ['notification_url', 'notificationUrl'],
    ['last_notification_at', 'lastNotificationAt'],
    ['is_active', 'isActive'],
    ['health', 'health'],
    ['health_reason', 'healthReason'],
  ]
    .map(([column, name]) => `w.${column} as "webhook_${name}"`)
    .join(', '),
);

function webhookOf(row: WebhookRow & { id: string }): WebhookView | null {
  if (row.webhook_id === null || row.webhook_health === null) return null;
  return {
    id: row.webhook_id,
    // A subscription may be shared with another person's connection: each is shown its own.
    calendarConnectionId: row.id,
    subscriptionId: row.webhook_subscriptionId,
    resourcePath: row.webhook_resourcePath ?? '',
    expirationDateTime: row.webhook_expirationDateTime,
    notificationUrl: row.webhook_notificationUrl ?? '',
    lastNotificationAt: row.webhook_lastNotificationAt,
    isActive: row.webhook_isActive === true,
    health: row.webhook_health,
    healthReason: row.webhook_healthReason,
  };
}
