/**
 * Who works on a connection: a lease of real database time, and the fence that a taker raises, so that
 * whoever had it before can commit nothing more. Knows nothing of what the holder does.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import { leaseEnd, leaseIsFree } from '../platform/lease.ts';
import type { Db, Tx } from '../models/db.ts';
import type { ConnectionStatus } from '../models/connection-status.ts';
import { isPushed } from '../models/live-push.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';

import { isPushDue, laneOf } from './due.ts';
import type { Lane } from './due.ts';
import { freeSlot, placesOf } from './mailbox-slots.ts';

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
  readonly lastChangedAt: Date | null;
  /** How it is read (S8). */
  readonly deltaPageSize: number;
  readonly deltaAgainAt: Date | null;
  /** A full reading was given up until then. */
  readonly fullAgainAt: Date | null;
}

/** What a worker must know before it begins, as it was when the lease was taken. */
export interface FoundAtLease {
  /** Graph would tell us of changes of this calendar. */
  readonly livePush: boolean;
  readonly roundUnderWay: boolean;
  /** Masters that stubs wait for. */
  readonly awaited: readonly string[];
  /** Ids of events that are kept aside. */
  readonly issues: readonly string[];
}

/** A lease, and the place among the requests of its mailbox that came with it. */
export interface HeldLease {
  readonly connectionId: string;
  readonly fence: number;
  readonly place?: { readonly mailboxId: string; readonly slot: number; readonly holder: string };
}

/**
 * Takes the lease if the connection is due and free. Raises the fence: who held it before can commit no more.
 * Takes a place for a round with it, if one is free, and reads on the way what is wanted next: one statement.
 */
export async function takeLease(
  db: Db,
  connectionId: string,
  lease: { holder: string; seconds: number; clock: Clock },
): Promise<(LeasedConnection & FoundAtLease & { readonly slot: number | null }) | undefined> {
  const now = lease.clock.date();
  const leased = sql`
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
      c.last_full_check_at as "lastFullCheckAt",
      c.last_changed_at as "lastChangedAt", c.delta_page_size as "deltaPageSize",
      c.delta_again_at as "deltaAgainAt", c.full_again_at as "fullAgainAt", c.push_wanted as "pushWanted"`;
  const result = await sql<LeasedConnection & FoundAtLease & { slot: number | null }>`
    with leased as (${leased}),
    free as (${freeSlot(sql`
      select "mailboxId", case when ${isPushDue} then ${placesOf('sync.push')} else ${placesOf('sync.background')} end as places
      from leased`)}),
    taken as (
      update mailbox_slot m set holder = ${lease.holder}, lease_until = ${leaseEnd(lease.seconds)}
      from free where m.mailbox_id = free.mailbox_id and m.slot = free.slot
      returning m.slot
    )
    select leased.*, (select slot from taken) as slot,
      "pushWanted" and ${isPushed({ mailboxId: sql`"mailboxId"`, calendarId: sql`"externalCalendarId"` }, now)} as "livePush",
      exists (select 1 from sync_round r where r.connection_id = leased.id) as "roundUnderWay",
      array(select distinct series_master_id from pending_stub p where p.connection_id = leased.id) as awaited,
      array(select external_id from sync_issue i where i.connection_id = leased.id) as issues
    from leased`.execute(db);
  return result.rows[0];
}

/** Prolongs a lease that is still held; false when somebody else has it or its place, or the connection was disconnected. */
export async function renewLease(db: Db, held: HeldLease, seconds: number): Promise<boolean> {
  const renewed = await sql`
    with place as (
      update mailbox_slot set lease_until = ${leaseEnd(seconds)} where ${isPlaceOf(held)} returning slot
    )
    update calendar_connection set lease_until = ${leaseEnd(seconds)}
    where id = ${held.connectionId} and fence = ${held.fence}
      and ${held.place === undefined ? sql`true` : sql`exists (select 1 from place)`}`.execute(db);
  return renewed.numAffectedRows === 1n;
}

function isPlaceOf({ place }: HeldLease): RawBuilder<boolean> {
  if (place === undefined) return sql<boolean>`false`;
  return sql<boolean>`mailbox_id = ${place.mailboxId} and slot = ${place.slot} and holder = ${place.holder}`;
}

/**
 * Gives the lease and its place back; says in which lane to ring at once, because more is wanted already.
 * The bell was answered when the lease was taken, so the next tick may ring as soon as something is
 * due: the ring interval is for bells that were lost, not for a follow-up in two seconds.
 */
export async function releaseLease(
  db: Db,
  held: HeldLease,
  clock: Clock,
  willRing = true,
): Promise<{ again: Lane | undefined }> {
  const now = clock.date();
  const again = sql<boolean>`(status in ('connecting', 'active') and (wanted_seq > done_seq or wanted_full)
        and (not_before is null or not_before <= ${now}))`;
  const result = await sql<{ again: boolean; wanted_cause: SyncTrigger | null; synced: boolean }>`
    with place as (
      update mailbox_slot set holder = null, lease_until = null where ${isPlaceOf(held)} returning slot
    )
    update calendar_connection
    set lease_holder = null, lease_until = null
    where id = ${held.connectionId} and fence = ${held.fence}
    returning ${again} as again, wanted_cause, sync_token is not null as synced`.execute(db);
  const row = result.rows[0];
  return { again: willRing && row?.again === true ? laneOf(row.wanted_cause, row.synced) : undefined };
}

/** Holds the connection to the end of the transaction: no taker of its lease and no disconnect comes between. */
export async function holdFence(tx: Tx, connectionId: string, fence: number): Promise<boolean> {
  return (await heldFence(connectionId, fence).execute(tx)).rows.length > 0;
}

/** The statement that holds it, which can also be a part of a larger one. */
export function heldFence(connectionId: string, fence: number): RawBuilder<{ id: string }> {
  return sql`select id from calendar_connection where id = ${connectionId} and fence = ${fence} for no key update`;
}
