/**
 * One short text for each owner that changes whenever GET /api/calendars would answer something else for them:
 * connections, account, webhook, runs with their progress, and what freshness is made of. Not the passing of time.
 */
import { sql } from 'kysely';

import type { Db } from '../../models/db.ts';

/** Who has no calendar has no entry. */
export async function queryCalendarsDigests(
  db: Db,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ userId: string; digest: string }>`
    select c.user_id as "userId", md5(string_agg(md5(row(
        c.id, c.name, c.color, c.hex_color, c.status, c.status_reason, c.push_wanted, c.window_start, c.window_end,
        c.wanted_seq > c.done_seq or c.wanted_full, c.followup_step, c.known_as_of, c.unanswered_since, c.next_round_at,
        c.not_before, c.last_notification_at, c.last_round_at, c.last_full_check_at,
        c.delta_again_at, c.can_edit, c.owner_name, c.owner_address, (select count(*) from sync_issue i where i.connection_id = c.id),
        (select max(o.noticed_at) from calendar_offer o where o.account_id = c.account_id),
        c.last_error_code, c.last_error_message, c.last_error_at,
        (select m.blocked_until from mailbox m where m.id = c.mailbox_id),
        a.email, a.display_name, a.status, a.status_reason,
        w.id, w.is_active, w.health, w.health_reason, w.expiration_date_time, w.last_notification_at,
        running.id, running.state, running.pages, running.requests, running.created, running.updated, running.deleted,
        running.unchanged, queued.id, queued.full_requested
      )::text), '' order by c.id)) as digest
    from calendar_connection c
    join microsoft_account a on a.id = c.account_id
    left join sync_round round on round.connection_id = c.id
    left join sync_run running on running.connection_id = round.connection_id and running.id = round.run_id
    left join sync_run queued on queued.connection_id = c.id and queued.state = 'queued'
    left join lateral (
      select * from webhook_subscription s
      where s.mailbox_id = c.mailbox_id and s.external_calendar_id = c.external_calendar_id
        and s.delete_wanted_at is null and (s.is_active or s.next_check_at is not null)
      order by s.is_active desc, s.created_at desc limit 1
    ) w on true
    where c.user_id = any(${[...userIds]})
    group by c.user_id`.execute(db);
  return new Map(rows.map(({ userId, digest }) => [userId, digest]));
}
