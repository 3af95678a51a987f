/**
 * What is wanted of connections, and which are due. The rows decide; a job is only the bell.
 * Business deadlines are compared with the clock given. Knows nothing of rounds, nor who works.
 */
import { sql } from 'kysely';
import type { QueryCreator, RawBuilder } from 'kysely';

import type { Clock } from '../platform/clock.ts';
import { leaseIsFree } from '../platform/lease.ts';
import type { Database } from '../models/database.ts';
import type { Db, Tx } from '../models/db.ts';
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

export function laneOf(cause: SyncTrigger | null, hasSyncToken: boolean): Lane {
  return hasSyncToken && cause !== null && pushCauses.has(cause) ? 'sync.push' : 'sync.background';
}

/** Of a connection as it stands: what is wanted of it has a cause, what is merely due has none. */
export function laneOfDue(connection: {
  readonly wantedSeq: number;
  readonly doneSeq: number;
  readonly wantedCause: SyncTrigger | null;
  readonly syncToken: string | null;
}): Lane {
  const cause = connection.wantedSeq > connection.doneSeq ? connection.wantedCause : null;
  return laneOf(cause, connection.syncToken !== null);
}

/** Whether that lane is push, for a statement over rows of the same names. */
export const isPushDue = sql<boolean>`"syncToken" is not null and "wantedSeq" > "doneSeq"
  and coalesce("wantedCause" = any(${[...pushCauses]}::text[]), false)`;

/**
 * Wants one more round of each connection. Only those that sync are raised; their ids come back
 * with the lane to ring. `not_before` stays: a notification never shortens a back-off.
 * @param db may carry expressions (`with`) that shall happen in the same statement
 */
export async function raiseWanted(
  db: Pick<QueryCreator<Database>, 'updateTable'>,
  connectionIds: readonly string[],
  cause: SyncTrigger,
  at: Date,
  options: {
    full?: boolean;
    /** Of these, something was told before that never came here. */
    gaps?: readonly string[];
  } = {},
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
      unanswered_since: tellsOfNoGap.has(cause) ? unansweredSince(at, options.gaps) : null,
      ...(cause === 'notification' ? { last_notification_at: at, followup_step: 0 } : {}),
    }))
    .where('id', 'in', [...connectionIds])
    .where('status', 'in', ['connecting', 'active'])
    .returning(['id', 'sync_token'])
    .execute();
  return rows.map((row) => ({ connectionId: row.id, lane: laneOf(cause, row.sync_token !== null) }));
}

/** Causes that say nothing against what was known until now; others are there because something may have been missed. */
const tellsOfNoGap: ReadonlySet<SyncTrigger> = new Set(['notification', 'manual', 'followup']);

/** What the column becomes when something more is wanted: what waits already waits since then. */
export function unansweredSince(at: Date, gaps: readonly string[] = []): RawBuilder<Date | null> {
  return sql<Date | null>`case when id = any(${[...gaps]}::uuid[]) then null
    when wanted_seq > done_seq or wanted_full or followup_step > 0 then unanswered_since else ${at}::timestamptz end`;
}

/** Claims what is due and was not rung lately, fair between mailboxes; several processes may ask at once. */
export async function claimDue(db: Db, clock: Clock, limit: number): Promise<DueConnection[]> {
  const now = clock.date();
  const rungBefore = new Date(clock.now() - RING_AGAIN_AFTER_MS);
  const claimed = await sql<{
    id: string;
    wanted: boolean;
    wanted_cause: SyncTrigger | null;
    synced: boolean;
  }>`
    with waiting as (
      -- Of each mailbox one, then of each a second: thousands of calendars of one hold nobody else up.
      select c.id, c.rung_at,
        row_number() over (partition by c.mailbox_id order by c.rung_at nulls first) as turn
      from calendar_connection c
      where c.status in ('connecting', 'active')
        and ${leaseIsFree('c.lease_until')}
        and (c.not_before is null or c.not_before <= ${now})
        and (c.wanted_seq > c.done_seq or c.wanted_full or c.next_round_at <= ${now})
        and (c.rung_at is null or c.rung_at <= ${rungBefore})
        -- Asked of few: a join would read every mailbox there is.
        and (select m.blocked_until is null or m.blocked_until <= ${now} from mailbox m where m.id = c.mailbox_id)
    ), due as (
      select c.id
      from waiting w join calendar_connection c on c.id = w.id
      -- Asked of the locked row: somebody else may have rung it since it was read.
      where (c.rung_at is null or c.rung_at <= ${rungBefore})
        -- Or all connections would be read.
        and c.id = any(array(select id from waiting))
      order by w.turn, w.rung_at nulls first
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
