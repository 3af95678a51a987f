/**
 * The lease of a connection with a place among its mailbox's requests, kept for a round: taken together, renewed
 * together, given back together.
 */
import type { Clock } from '../platform/clock.ts';
import { keepLease } from '../platform/lease.ts';
import type { Db } from '../models/db.ts';

import { releaseLease, renewLease, takeLease } from './connection-lease.ts';
import type { FoundAtLease, LeasedConnection } from './connection-lease.ts';
import { laneOfDue } from './due.ts';
import type { Lane } from './due.ts';
import { createSlots, tryTake } from './mailbox-slots.ts';

export interface RoundLease extends AsyncDisposable {
  readonly connection: LeasedConnection;
  readonly found: FoundAtLease;
  /** false: all places of the mailbox are taken. */
  readonly hasSlot: boolean;
  /** Aborted when lease or place is lost: send nothing more, commit nothing. */
  readonly signal: AbortSignal;
  /** Gives both back; says in which lane to ring at once, because more is wanted already. */
  release(willRing: boolean): Promise<{ again: Lane | undefined }>;
}

/** undefined: the connection is not due, or somebody has it. Disposing ends the renewing, and gives nothing back. */
export async function takeRoundLease(
  db: Db,
  connectionId: string,
  lease: { holder: string; seconds: number; clock: Clock },
): Promise<RoundLease | undefined> {
  const { holder, seconds, clock } = lease;
  const taken = await takeLease(db, connectionId, lease);
  if (taken === undefined) return undefined;
  const { fence, mailboxId } = taken;
  const slot = taken.slot ?? (await slotOfNewMailbox(db, taken, lease));
  const held = { connectionId, fence, ...(slot === undefined ? {} : { place: { mailboxId, slot, holder } }) };
  const kept = keepLease({ seconds, renew: () => renewLease(db, held, seconds) });
  return {
    connection: taken,
    found: taken,
    hasSlot: slot !== undefined,
    signal: kept.signal,
    release: async (willRing) => {
      await kept[Symbol.asyncDispose]();
      return releaseLease(db, held, clock, willRing);
    },
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}

async function slotOfNewMailbox(
  db: Db,
  connection: LeasedConnection,
  { holder, seconds }: { holder: string; seconds: number },
): Promise<number | undefined> {
  const { mailboxId } = connection;
  if ((await createSlots(db, mailboxId)) === 0n) return undefined;
  return tryTake(db, { mailboxId, use: laneOfDue(connection), name: holder, leaseSeconds: seconds });
}
