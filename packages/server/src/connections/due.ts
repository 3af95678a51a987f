/**
 * What is due, and who works on it. The rows decide; a job is only the bell.
 * Business deadlines are compared with the clock given; leases are real database time.
 * Owns the due columns and the lease of calendar_connection, knows nothing of rounds.
 */
import { sql } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import { leaseEnd, leaseIsFree } from '../platform/lease.ts';
import type { Db, Tx } from '../models/db.ts';
import type { ConnectionStatus } from '../models/connection-status.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';

/** A claimed connection is not rung again within this time. */
const RING_AGAIN_AFTER_MS = 30_000;

export type Lane = 'sync.push' | 'sync.background';

/** Causes someone waits for go before first syncs, polls and the safety net. */
const pushCauses: ReadonlySet<SyncTrigger> = new Set(['notification', 'manual', 'followup']);

export interface DueConnection {
  readonly connectionId: string;
  readonly lane: Lane;
}

/** A connection under lease, as its holder sees it. */
export interface LeasedConnection {
  readonly id: string;
  readonly userId: string;
  readonly accountId: string;
  readonly mailboxId: string;
  readonly externalCalendarId: string;
  readonly status: ConnectionStatus;
  readonly syncToken: string | null;
  readonly windowStart: Date | null;
  readonly windowEnd: Date | null;
  readonly wantedSeq: number;
  readonly doneSeq: number;
  readonly wantedFull: boolean;
  readonly wantedCause: SyncTrigger | null;
  readonly nextRoundAt: Date | null;
  readonly followupStep: number;
  readonly failures: number;
  readonly suspects: readonly string[] | null;
  readonly fence: number;
  readonly lastNotificationAt: Date | null;
  readonly lastRoundAt: Date | null;
  readonly lastFullCheckAt: Date | null;
}

export function laneOf(cause: SyncTrigger | null, hasSyncToken: boolean): Lane {
  return hasSyncToken && cause !== null && pushCauses.has(cause) ? 'sync.push' : 'sync.background';
}

/**
 * Wants one more round of each connection. Only those that sync are raised; their ids come back
 * with the lane to ring. `not_before` stays: a notification never shortens a back-off.
 */
export async function raiseWanted(
  db: Db | Tx,
  connectionIds: readonly string[],
  cause: SyncTrigger,
  at: Date,
  options: { full?: boolean } = {},
): Promise<DueConnection[]> {
  if (connectionIds.length === 0) return [];
  const rows = await db
    .updateTable('calendar_connection')
    .set((eb) => ({
      wanted_seq: eb('wanted_seq', '+', 1),
      // A notification that waits is not forgotten over a later wish: an empty answer to it is repeated (S9).
      wanted_cause: sql<SyncTrigger>`case when wanted_seq > done_seq and wanted_cause = 'notification'
        then wanted_cause else ${cause} end`,
      wanted_full: options.full === true ? true : eb.ref('wanted_full'),
      ...(cause === 'notification' ? { last_notification_at: at, followup_step: 0 } : {}),
    }))
    .where('id', 'in', [...connectionIds])
    .where('status', 'in', ['connecting', 'active'])
    .returning(['id', 'sync_token'])
    .execute();
  return rows.map((row) => ({ connectionId: row.id, lane: laneOf(cause, row.sync_token !== null) }));
}

/** Claims what is due and was not rung lately; several processes may ask at once. */
export async function claimDue(db: Db, clock: Clock, limit: number): Promise<DueConnection[]> {
  const now = clock.date();
  const rungBefore = new Date(clock.now() - RING_AGAIN_AFTER_MS);
  const claimed = await sql<{
    id: string;
    wanted: boolean;
    wanted_cause: SyncTrigger | null;
    synced: boolean;
  }>`
    with due as (
      select c.id
      from calendar_connection c join mailbox m on m.id = c.mailbox_id
      where c.status in ('connecting', 'active')
        and ${leaseIsFree('c.lease_until')}
        and (c.not_before is null or c.not_before <= ${now})
        and (m.blocked_until is null or m.blocked_until <= ${now})
        and (c.wanted_seq > c.done_seq or c.wanted_full or c.next_round_at <= ${now})
        and (c.rung_at is null or c.rung_at <= ${rungBefore})
      order by c.rung_at nulls first
      limit ${limit}
      for update of c skip locked
    )
    update calendar_connection c set rung_at = ${now}
    from due where c.id = due.id
    returning c.id, c.wanted_seq > c.done_seq as wanted, c.wanted_cause, c.sync_token is not null as synced`.execute(
    db,
  );
  return claimed.rows.map((row) => ({
    connectionId: row.id,
    lane: laneOf(row.wanted ? row.wanted_cause : null, row.synced),
  }));
}

/** Takes the lease if the connection is due and free. Raises the fence: who held it before can commit no more. */
export async function takeLease(
  db: Db,
  connectionId: string,
  lease: { holder: string; seconds: number; clock: Clock },
): Promise<LeasedConnection | undefined> {
  const now = lease.clock.date();
  const result = await sql<LeasedConnection>`
    update calendar_connection c
    set lease_holder = ${lease.holder}, lease_until = ${leaseEnd(lease.seconds)}, fence = c.fence + 1, rung_at = null
    from mailbox m
    where c.id = ${connectionId} and m.id = c.mailbox_id
      and c.status in ('connecting', 'active')
      and ${leaseIsFree('c.lease_until')}
      and (c.not_before is null or c.not_before <= ${now})
      and (m.blocked_until is null or m.blocked_until <= ${now})
      and (c.wanted_seq > c.done_seq or c.wanted_full or c.next_round_at <= ${now})
    returning c.id, c.user_id as "userId", c.account_id as "accountId", c.mailbox_id as "mailboxId",
      c.external_calendar_id as "externalCalendarId", c.status, c.sync_token as "syncToken",
      c.window_start as "windowStart", c.window_end as "windowEnd", c.wanted_seq as "wantedSeq", c.done_seq as "doneSeq",
      c.wanted_full as "wantedFull", c.wanted_cause as "wantedCause", c.next_round_at as "nextRoundAt",
      c.followup_step as "followupStep", c.failures, c.suspects, c.fence,
      c.last_notification_at as "lastNotificationAt", c.last_round_at as "lastRoundAt",
      c.last_full_check_at as "lastFullCheckAt"`.execute(db);
  return result.rows[0];
}

/** Prolongs a lease that is still held; false when somebody else has it or the connection was disconnected. */
export async function renewLease(
  db: Db,
  connectionId: string,
  fence: number,
  seconds: number,
): Promise<boolean> {
  const result = await db
    .updateTable('calendar_connection')
    .set({ lease_until: leaseEnd(seconds) })
    .where('id', '=', connectionId)
    .where('fence', '=', fence)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Gives the lease back; says in which lane to ring at once, because more is wanted already.
 * The bell was answered when the lease was taken, so the next tick may ring as soon as something is
 * due: the ring interval is for bells that were lost, not for a follow-up in two seconds.
 */
export async function releaseLease(
  db: Db,
  connectionId: string,
  fence: number,
  clock: Clock,
  willRing = true,
): Promise<{ again: Lane | undefined }> {
  const now = clock.date();
  const again = sql<boolean>`(status in ('connecting', 'active') and (wanted_seq > done_seq or wanted_full)
        and (not_before is null or not_before <= ${now}))`;
  const result = await sql<{ again: boolean; wanted_cause: SyncTrigger | null; synced: boolean }>`
    update calendar_connection
    set lease_holder = null, lease_until = null
    where id = ${connectionId} and fence = ${fence}
    returning ${again} as again, wanted_cause, sync_token is not null as synced`.execute(db);
  const row = result.rows[0];
  return { again: willRing && row?.again === true ? laneOf(row.wanted_cause, row.synced) : undefined };
}

/** A baseline is about to answer the wish for one: from here on the wish counts as part of wanted_seq. */
export async function consumeWantedFull(
  tx: Tx,
  connectionId: string,
  fence: number,
): Promise<number | undefined> {
  const row = await tx
    .updateTable('calendar_connection')
    .set((eb) => ({
      wanted_full: false,
      // The open round alone would not make the connection due, were its worker to die now.
      wanted_seq: eb.fn<number>('greatest', ['wanted_seq', eb('done_seq', '+', 1)]),
    }))
    .where('id', '=', connectionId)
    .where('fence', '=', fence)
    .returning('wanted_seq')
    .executeTakeFirst();
  return row?.wanted_seq;
}

/** Holds the connection to the end of the transaction: no taker of its lease and no disconnect comes between. */
export async function holdFence(tx: Tx, connectionId: string, fence: number): Promise<boolean> {
  const row = await tx
    .selectFrom('calendar_connection')
    .select('id')
    .where('id', '=', connectionId)
    .where('fence', '=', fence)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

export interface RoundEnd {
  readonly fence: number;
  /** What the round had read at its start. */
  readonly doneSeq: number;
  readonly at: Date;
  /** Sealed; null leaves the token as it is. */
  readonly syncToken: string | null;
  readonly window: { start: Date; end: Date };
  readonly fullCheck: boolean;
  readonly nextRoundAt: Date;
  readonly followupStep: number;
}

/** The round is in the mirror: the calendar is active and what was wanted of it is done. */
export async function finishRound(tx: Tx, connectionId: string, end: RoundEnd): Promise<boolean> {
  const result = await tx
    .updateTable('calendar_connection')
    .set({
      // What was said of it meanwhile (its account must be connected again) stands.
      status: sql<ConnectionStatus>`case when status = 'connecting' then 'active' else status end`,
      status_reason: sql<
        string | null
      >`case when status in ('connecting', 'active') then null else status_reason end`,
      done_seq: end.doneSeq,
      ...(end.syncToken === null
        ? {}
        : { sync_token: end.syncToken, window_start: end.window.start, window_end: end.window.end }),
      ...(end.fullCheck ? { last_full_check_at: end.at } : {}),
      last_round_at: end.at,
      next_round_at: end.nextRoundAt,
      followup_step: end.followupStep,
      not_before: null,
      failures: 0,
      suspects: null,
      last_error_code: null,
      last_error_message: null,
      last_error_at: null,
      updated_at: end.at,
    })
    .where('id', '=', connectionId)
    .where('fence', '=', end.fence)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * The round could not be believed, or its token is dead: a baseline is wanted, old rows stay readable.
 * @returns false: the lease was lost, nothing was written
 */
export async function wantBaseline(
  tx: Tx,
  connectionId: string,
  want: {
    fence: number;
    cause: SyncTrigger;
    notBefore: Date | null;
    suspects: readonly string[] | null;
    dropToken: boolean;
    at: Date;
  },
): Promise<boolean> {
  const result = await tx
    .updateTable('calendar_connection')
    .set({
      wanted_full: true,
      wanted_cause: want.cause,
      not_before: want.notBefore,
      suspects: want.suspects === null ? null : [...want.suspects],
      ...(want.dropToken ? { sync_token: null } : {}),
      updated_at: want.at,
    })
    .where('id', '=', connectionId)
    .where('fence', '=', want.fence)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export interface RoundFailure {
  readonly fence: number;
  readonly at: Date;
  readonly code: string;
  /** A sentence for its owner: what is wrong and what to do. */
  readonly message: string;
  /** Set: tried again then. Unset with a status: not tried until somebody acts. */
  readonly notBefore: Date | null;
  readonly status: ConnectionStatus | null;
}

export async function recordFailure(db: Db | Tx, connectionId: string, failure: RoundFailure): Promise<void> {
  await db
    .updateTable('calendar_connection')
    .set((eb) => ({
      failures: eb('failures', '+', 1),
      last_error_code: failure.code,
      last_error_message: failure.message,
      last_error_at: failure.at,
      updated_at: failure.at,
      ...(failure.notBefore === null ? {} : { not_before: failure.notBefore }),
      ...(failure.status === null
        ? {}
        : {
            status: failure.status,
            // Whoever said it first knew why: a refused refresh names its cause, the round only that it ended.
            status_reason: sql<string>`case when status = ${failure.status}
              then coalesce(status_reason, ${failure.message}) else ${failure.message} end`,
          }),
    }))
    .where('id', '=', connectionId)
    .where('fence', '=', failure.fence)
    .execute();
}

/**
 * Nobody was at work for a while, and what Microsoft tried to tell then may be lost for good: every
 * calendar is looked at once, spread over `spreadMs`. Earlier wishes stand; back-offs too.
 */
export async function wantCatchUp(tx: Tx, at: Date, spreadMs: number): Promise<void> {
  const within = sql<Date>`${at}::timestamptz + random() * make_interval(secs => ${spreadMs / 1000})`;
  await tx
    .updateTable('calendar_connection')
    .set({ next_round_at: sql<Date>`least(next_round_at, ${within})` })
    .where('status', '=', 'active')
    .execute();
}
