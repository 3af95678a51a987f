/**
 * Who works on a connection: a lease of real database time, and the fence that a taker raises, so that
 * whoever had it before can commit nothing more. Knows nothing of what the holder does.
 */
import { sql } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import { leaseEnd, leaseIsFree } from '../platform/lease.ts';
import type { Db, Tx } from '../models/db.ts';
import type { ConnectionStatus } from '../models/connection-status.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';

import { laneOf } from './due.ts';
import type { Lane } from './due.ts';

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
  /** How it is read (S8). */
  readonly deltaPageSize: number;
  readonly deltaAgainAt: Date | null;
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
      c.last_full_check_at as "lastFullCheckAt", c.delta_page_size as "deltaPageSize",
      c.delta_again_at as "deltaAgainAt"`.execute(db);
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
