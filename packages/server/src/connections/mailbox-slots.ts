/**
 * At most 4 Graph requests at a time for one mailbox, over all processes: four rows, each with a holder
 * and a lease of real database time. Owns mailbox_slot; knows no Graph.
 * Source: learn.microsoft.com/graph/throttling-limits#outlook-service-limits (per app and mailbox).
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { keepLease, leaseEnd, leaseIsFree } from '../platform/lease.ts';
import { newId } from '../platform/ids.ts';
import type { Db, Tx } from '../models/db.ts';
import type { Lane } from './due.ts';

/**
 * First syncs and polls take one of the first two. The third is left to rounds that somebody waits for, which take any
 * of the three: a mailbox whose calendars are read for the first time does not delay push in its others. The fourth is
 * for subscriptions, consent and people waiting.
 */
export type SlotUse = Lane | 'service';

/** In the order in which they are taken. */
const slotsFor: Record<SlotUse, readonly number[]> = {
  'sync.push': [3, 1, 2],
  'sync.background': [1, 2],
  service: [4],
};

export interface Slot extends AsyncDisposable {
  readonly slot: number;
  /** Aborted when the slot is lost: send nothing more. */
  readonly signal: AbortSignal;
}

/** The rows of a new mailbox; harmless for an old one. */
export async function createSlots(db: Db | Tx, mailboxId: string): Promise<bigint> {
  const result = await db
    .insertInto('mailbox_slot')
    .values([1, 2, 3, 4].map((slot) => ({ mailbox_id: mailboxId, slot, holder: null, lease_until: null })))
    .onConflict((conflict) => conflict.columns(['mailbox_id', 'slot']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows ?? 0n;
}

/**
 * Takes a free slot, or none: does not wait. Disposing gives it back.
 * @param holder who, for a person reading the row
 */
export async function takeSlot(
  db: Db,
  mailboxId: string,
  use: SlotUse,
  holder: string,
  leaseSeconds: number,
): Promise<Slot | undefined> {
  const name = `${holder}/${newId()}`;
  let slot = await tryTake(db, { mailboxId, use, name, leaseSeconds });
  if (slot === undefined && (await createSlots(db, mailboxId)) > 0n) {
    slot = await tryTake(db, { mailboxId, use, name, leaseSeconds });
  }
  if (slot === undefined) return undefined;

  const own = db.updateTable('mailbox_slot').where('mailbox_id', '=', mailboxId).where('slot', '=', slot);
  const lease = keepLease({
    seconds: leaseSeconds,
    renew: async () => {
      const renewed = await own
        .where('holder', '=', name)
        .set({ lease_until: leaseEnd(leaseSeconds) })
        .executeTakeFirst();
      return renewed.numUpdatedRows > 0n;
    },
  });
  return {
    slot,
    signal: lease.signal,
    [Symbol.asyncDispose]: async () => {
      await lease[Symbol.asyncDispose]();
      await own.where('holder', '=', name).set({ holder: null, lease_until: null }).execute();
    },
  };
}

/**
 * The first free place, held by the statement that this is a part of.
 * @param wanted a query of one row: "mailboxId", and places in the order in which they are tried
 */
export function freeSlot(wanted: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
      select s.mailbox_id, s.slot from mailbox_slot s, (${wanted}) w
      where s.mailbox_id = w."mailboxId" and s.slot = any(w.places)
        and ${leaseIsFree('s.lease_until')}
      order by array_position(w.places, s.slot::int) limit 1
      for update of s skip locked`;
}

/** The places of a use, for a statement. */
export function placesOf(use: SlotUse): RawBuilder<number[]> {
  return sql<number[]>`${slotsFor[use]}::int[]`;
}

export async function tryTake(
  db: Db,
  wanted: { mailboxId: string; use: SlotUse; name: string; leaseSeconds: number },
): Promise<number | undefined> {
  const taken = await sql<{ slot: number }>`
    with free as (${freeSlot(sql`select ${wanted.mailboxId}::uuid as "mailboxId", ${placesOf(wanted.use)} as places`)})
    update mailbox_slot m set holder = ${wanted.name}, lease_until = ${leaseEnd(wanted.leaseSeconds)}
    from free where m.mailbox_id = ${wanted.mailboxId} and m.slot = free.slot
    returning m.slot`.execute(db);
  return taken.rows[0]?.slot;
}
