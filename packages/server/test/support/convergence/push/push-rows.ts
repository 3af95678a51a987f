/** What the rows of push say, for the trial's own questions. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { Database } from '../../../../src/models/database.ts';

type Db = Kysely<Database>;

/** Of the calendar's present subscription; undefined: it has none. */
export async function subscriptionIdOf(db: Db, connectionId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string | null }>`
    select s.subscription_id as id from webhook_subscription s
    join calendar_connection c on c.mailbox_id = s.mailbox_id and c.external_calendar_id = s.external_calendar_id
    where c.id = ${connectionId} and s.is_active order by s.created_at desc limit 1`.execute(db);
  return rows[0]?.id ?? undefined;
}

/** Of every row that a notification could touch: the same before and after, nothing has happened. */
export async function fingerprint(db: Db, connectionIds?: readonly string[]): Promise<string> {
  const of = connectionIds ?? null;
  const { rows } = await sql<{ print: string }>`
    select md5(concat_ws('/',
      (select string_agg(c::text, ',' order by c.id) from calendar_connection c
        where ${of}::uuid[] is null or c.id = any(${of}::uuid[])),
      (select string_agg(s::text, ',' order by s.id) from webhook_subscription s
        where ${of}::uuid[] is null or s.calendar_connection_id = any(${of}::uuid[])),
      (select string_agg(j.id::text || j.state::text, ',' order by j.id) from pgboss.job j
        where ${of}::uuid[] is null or (j.data ->> 'connectionId')::uuid = any(${of}::uuid[])),
      (select string_agg(r::text, ',' order by r.id) from sync_run r
        where ${of}::uuid[] is null or r.connection_id = any(${of}::uuid[])))) as print`.execute(db);
  return rows[0]?.print ?? '';
}

/** The next moment at which a row wants something; undefined: none. */
export async function nextDue(db: Db, after: Date): Promise<number | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(at) as at from (
      select greatest(next_round_at, not_before) as at from calendar_connection
      union all select not_before from calendar_connection
      union all select next_check_at from webhook_subscription
      union all select blocked_until from mailbox
    ) times where at > ${after}`.execute(db);
  return rows[0]?.at?.getTime();
}

export interface PushState {
  readonly connectionId: string;
  readonly status: string;
  readonly pushWanted: boolean;
  /** Anything that makes it wait: what Graph asked for, or a back-off. */
  readonly waitsUntil: Date | null;
  readonly lastRoundAt: Date | null;
  readonly lastNotificationAt: Date | null;
  readonly issues: number;
  readonly health: string | null;
  readonly subscriptionId: string | null;
  readonly resource: string | null;
}

export async function pushStates(db: Db): Promise<ReadonlyMap<string, PushState>> {
  const { rows } = await sql<PushState>`
    select c.id as "connectionId", c.status, c.push_wanted as "pushWanted",
      greatest(c.not_before, m.blocked_until) as "waitsUntil", c.last_round_at as "lastRoundAt",
      c.last_notification_at as "lastNotificationAt",
      (select count(*)::int from sync_issue i where i.connection_id = c.id) as issues,
      s.health, s.subscription_id as "subscriptionId", s.resource_path as resource
    from calendar_connection c join mailbox m on m.id = c.mailbox_id
    left join webhook_subscription s on s.mailbox_id = c.mailbox_id
      and s.external_calendar_id = c.external_calendar_id and s.is_active
    order by c.id`.execute(db);
  return new Map(rows.map((row) => [row.connectionId, row]));
}

/** Rows that are due and stay due, whoever works: they would be rung for ever. */
export async function stuckRows(db: Db, dueBefore: Date): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select concat('a subscription row (', health, ') is due and nobody can tend it') as what
    from webhook_subscription where next_check_at < ${dueBefore}`.execute(db);
  return rows.map(({ what }) => what);
}
