/**
 * Graph says that the subscription exists already: finds out whose it is, and goes on with it, clears
 * it away, or leaves it. Decided by judge-conflict.ts.
 */
import { inTransaction } from '../platform/in-transaction.ts';
import { failureOf, isGone } from './graph-failure.ts';
import { judgeConflict } from './judge-conflict.ts';
import { notMade } from './not-made.ts';
import type { CreatingRow } from './not-made.ts';
import type { PushContext } from './push-context.ts';
import { wantRounds } from './push-context.ts';
import type { PushConnection } from './push-situation.ts';
import type { ExistingSubscription } from './subscription-api.ts';
import { deleteRow, findByGraphId, forget, revive } from './subscription-store.ts';
import { PATCH_PAUSE_MS } from './subscription-timing.ts';

const DAY_MS = 86_400_000;

export type ConflictOutcome =
  | 'settled'
  | 'create-anew'
  /** Graph names nothing that we could ask about. */
  | 'unknown';

export async function resolveConflict(
  context: PushContext,
  connection: PushConnection,
  creating: CreatingRow,
  wanted: { resource: string; notificationUrl: string; subscriptionId: string | undefined },
): Promise<ConflictOutcome> {
  const { db, api, situation, signal } = context;
  const { accountId } = connection;
  const existing = await findExisting(context, accountId, wanted);
  if (existing === 'unknown') return 'unknown';
  const known =
    existing === undefined ? undefined : await findByGraphId(db, situation, existing.subscriptionId);
  const verdict = judgeConflict({
    notificationUrl: existing === undefined ? undefined : existing.notificationUrl,
    known: known !== undefined,
    ourNotificationUrl: wanted.notificationUrl,
  });
  if (existing === undefined || verdict === 'create-anew') return 'create-anew';
  if (verdict === 'leave') {
    await leave(context, creating);
    return 'settled';
  }
  if (verdict === 'reuse' && known !== undefined) {
    return await reuse(context, connection, creating.id, existing, known);
  }
  try {
    await api.remove(accountId, existing.subscriptionId, signal);
  } catch (error) {
    if (!isGone(failureOf(error))) throw error;
  }
  if (known !== undefined) await forget(db, known.id, context.clock.date());
  return 'create-anew';
}

async function leave(context: PushContext, creating: CreatingRow): Promise<void> {
  const now = context.clock.now();
  await notMade(context, creating, {
    health: 'refused',
    reason:
      'Another installation that uses the same app registration receives the notifications of this calendar. ' +
      'Give each installation an app registration of its own. This calendar is polled instead.',
    nextCheckAt: new Date(now + DAY_MS),
    now: new Date(now),
  });
}

/** undefined: Graph knows it no more. */
async function findExisting(
  { api, signal }: PushContext,
  accountId: string,
  wanted: { resource: string; subscriptionId: string | undefined },
): Promise<ExistingSubscription | undefined | 'unknown'> {
  if (wanted.subscriptionId === undefined) {
    const all = await api.list(accountId, signal);
    return all.find((each) => each.resource.replace(/^\//, '') === wanted.resource) ?? 'unknown';
  }
  try {
    return await api.get(accountId, wanted.subscriptionId, signal);
  } catch (error) {
    if (isGone(failureOf(error))) return undefined;
    throw error;
  }
}

async function reuse(
  context: PushContext,
  connection: PushConnection,
  creatingRowId: string,
  existing: ExistingSubscription,
  known: { readonly id: string; readonly lastPatchAt: Date | null },
): Promise<ConflictOutcome> {
  const { db, api, clock, signal } = context;
  const begunAt = clock.date();
  const patchedLately =
    known.lastPatchAt !== null && begunAt.getTime() - known.lastPatchAt.getTime() < PATCH_PAUSE_MS;
  let { expiresAt } = existing;
  if (!patchedLately) {
    try {
      const renewed = await api.renew(
        connection.accountId,
        existing.subscriptionId,
        context.lifetimeMinutes,
        signal,
      );
      expiresAt = renewed.expiresAt;
    } catch (error) {
      if (!isGone(failureOf(error))) throw error;
      return 'create-anew';
    }
  }
  await inTransaction(db, async (tx) => {
    // First: only one row of a mailbox calendar may be active.
    await deleteRow(tx, creatingRowId);
    await revive(tx, known.id, {
      connection,
      expiresAt,
      patchedAt: patchedLately ? known.lastPatchAt : clock.date(),
      now: clock.date(),
    });
    await wantRounds(context, tx, 'safety_net');
  });
  return 'settled';
}
