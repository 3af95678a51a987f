/**
 * Rows by SQL alone, as many as one likes: people with a mailbox and calendars each, live subscriptions, runs
 * and events. For measurements and for tests that read plans; what they hold is plausible, not meaningful.
 */
import { sql } from 'kysely';

import type { Db } from '../../src/models/db.ts';

export interface SeededRows {
  /** Each with one mailbox and account. */
  readonly people: number;
  readonly calendarsEach: number;
  /** In every calendar. */
  readonly eventsEach: number;
  /** Where their subscriptions notify; left out: they have none and poll. */
  readonly notificationUrl?: string;
  /** Nothing is due before half a day has gone by. */
  readonly now: Date;
}

/** Of the n-th person, counted from 1. */
export const seededUserId = (n: number): string => `seeded-${n}`;

export async function seedRows(db: Db, rows: SeededRows): Promise<void> {
  const { now } = rows;
  const people = sql`generate_series(1, ${rows.people}::int) p`;
  const calendars = sql`${people} cross join generate_series(1, ${rows.calendarsEach}::int) c`;
  await sql`insert into app_user (id, name, email, created_at, updated_at)
    select 'seeded-' || p, 'Person ' || p, 'seeded-' || p || '@example.test', ${now}, ${now} from ${people}`.execute(
    db,
  );
  await sql`insert into mailbox (id, tenant_id, object_id, created_at)
    select md5('mailbox' || p)::uuid, md5('tenant' || p % 50), md5('object' || p)::uuid::text, ${now} from ${people}`.execute(
    db,
  );
  await sql`insert into mailbox_slot (mailbox_id, slot)
    select md5('mailbox' || p)::uuid, s from ${people} cross join generate_series(1, 4) s`.execute(db);
  await sql`insert into microsoft_account (id, user_id, mailbox_id, login_tenant, email, wrapped_data_key, status,
      next_look_at, known_calendars, created_at, updated_at)
    select md5('account' || p)::uuid, 'seeded-' || p, md5('mailbox' || p)::uuid, 'common', 'p' || p || '@contoso.example',
      'sealed', 'active', ${now}::timestamptz + interval '1 day', '{}', ${now}, ${now} from ${people}`.execute(
    db,
  );
  await sql`insert into calendar_connection (id, user_id, account_id, mailbox_id, external_calendar_id, name, is_default,
      status, sync_token, window_start, window_end, next_round_at, last_notification_at, last_round_at, known_as_of,
      last_full_check_at, created_at, updated_at)
    select md5('calendar' || p || '/' || c)::uuid, 'seeded-' || p, md5('account' || p)::uuid, md5('mailbox' || p)::uuid,
      'AAMkSeeded' || p || '/' || c, 'Calendar ' || c, c = 1, 'active', 'sealed', ${now}::timestamptz - interval '90 days',
      ${now}::timestamptz + interval '365 days', ${now}::timestamptz + (1 + random()) * interval '12 hours',
      ${now}, ${now}, ${now}, ${now}, ${now}, ${now}
    from ${calendars}`.execute(db);
  await sql`insert into sync_run (connection_id, id, state, trigger, kind, requested_at, started_at, finished_at)
    select md5('calendar' || p || '/' || c)::uuid, md5('run' || p || '/' || c || '/' || r)::uuid, 'done', 'notification', 'delta',
      ${now}::timestamptz - r * interval '1 hour', ${now}, ${now}
    from ${calendars} cross join generate_series(1, 5) r`.execute(db);
  if (rows.notificationUrl !== undefined) {
    await sql`insert into webhook_subscription (id, calendar_connection_id, mailbox_id, account_id, external_calendar_id,
        subscription_id, resource_path, notification_url, client_state, expiration_date_time, last_notification_at,
        last_patch_at, is_active, health, next_check_at, created_at, updated_at)
      select md5('subscription' || p || '/' || c)::uuid, md5('calendar' || p || '/' || c)::uuid, md5('mailbox' || p)::uuid,
        md5('account' || p)::uuid, 'AAMkSeeded' || p || '/' || c, md5('graph' || p || '/' || c)::uuid::text, 'users/x/events',
        ${rows.notificationUrl}, md5('state' || p || '/' || c) || md5('state2' || p || '/' || c),
        ${now}::timestamptz + interval '3 days', ${now}, ${now}, true, 'live', ${now}::timestamptz + interval '2 days', ${now}, ${now}
      from ${calendars}`.execute(db);
  }
  await seedEvents(db, rows);
}

/** One in twenty is a master, twelve its occurrences; of the rest some are long, all-day, Teams or have a category. */
async function seedEvents(db: Db, rows: SeededRows): Promise<void> {
  const { now } = rows;
  // A person at a time would be slow, all at once would be one huge statement.
  const chunk = Math.max(1, Math.floor(50_000 / Math.max(1, rows.calendarsEach * rows.eventsEach)));
  for (let first = 1; first <= rows.people; first += chunk) {
    const last = Math.min(rows.people, first + chunk - 1);
    await sql`
      with numbers as (
        select md5('calendar' || p || '/' || c)::uuid as connection_id, n, n % 20 as kind, n - n % 20 as master,
          date_trunc('hour', ${now}::timestamptz) - interval '90 days' + n * (interval '455 days' / ${rows.eventsEach}::int) as at
        from generate_series(${first}::int, ${last}::int) p cross join generate_series(1, ${rows.calendarsEach}::int) c
          cross join generate_series(0, ${rows.eventsEach}::int - 1) n
      )
      insert into calendar_event (connection_id, external_id, change_key, mapper_version, type, title, body, body_preview,
        start_at, end_at, start_date, end_date, is_all_day, time_zone, show_as, importance, outlook_categories,
        series_master_id, original_start, recurrence_rule, teams_enabled, location, synced_at)
      select connection_id, 'E' || n, 'key' || n, 1,
        case when kind = 0 then 'seriesMaster' when kind <= 12 then 'occurrence' else 'singleInstance' end,
        case when kind between 1 and 12 then null else 'Meeting ' || n || case when n % 97 = 0 then ' budget' else '' end end,
        case when kind between 1 and 12 then null else repeat('<p>Agenda and notes</p>', 20) end,
        case when kind between 1 and 12 then null else 'Agenda and notes of the meeting' end,
        case when kind = 18 then date_trunc('day', at) else at end,
        case when kind = 18 then date_trunc('day', at) + interval '1 day' when kind = 19 and n % 3 = 0 then at + interval '3 days'
          else at + interval '1 hour' end,
        case when kind = 18 then at::date end, case when kind = 18 then at::date + 1 end, kind = 18, 'Europe/Berlin',
        case when kind between 1 and 12 then null when n % 5 = 0 then 'free' else 'busy' end,
        case when kind between 1 and 12 then null when n % 7 = 0 then 'HIGH' else 'NORMAL' end,
        case when kind between 1 and 12 then null when n % 11 = 0 then array['Project'] else '{}' end,
        case when kind between 1 and 12 then 'E' || master end, case when kind between 1 and 12 then at end,
        case when kind = 0 then 'FREQ=DAILY' end,
        case when kind between 1 and 12 then null else n % 4 = 0 end,
        case when kind between 1 and 12 then null else 'Room ' || n % 9 end, ${now}
      from numbers`.execute(db);
  }
}
