/** PATCHes one subscription, and what its answer means to the row. No transaction is open meanwhile. */
import { inTransaction } from '../platform/in-transaction.ts';
import { failureOf, isGone } from './graph-failure.ts';
import { wantRounds } from './push-context.ts';
import type { PushContext } from './push-context.ts';
import type { PushSubscription } from './push-situation.ts';
import { markFailed, markLost, markPatched } from './subscription-store.ts';
import { mayHaveLapsed, tryAgainAt } from './subscription-timing.ts';

export async function renewOne(
  context: PushContext,
  step: { readonly subscription: PushSubscription; readonly accountId: string },
): Promise<void> {
  const { db, api, clock, signal } = context;
  const { subscription } = step;
  if (subscription.subscriptionId === null) return;
  const begunAt = clock.date();
  let expiresAt: Date;
  try {
    const renewed = await api.renew(
      step.accountId,
      subscription.subscriptionId,
      context.lifetimeMinutes,
      signal,
    );
    expiresAt = renewed.expiresAt;
  } catch (error) {
    return await notRenewed(context, subscription, error);
  }
  await inTransaction(db, async (tx) => {
    await markPatched(tx, subscription.id, { expiresAt, begunAt, now: clock.date() });
    if (hasLapsed(subscription, begunAt)) await wantRounds(context, tx, 'safety_net');
  });
}

/** Graph has lost it, or it is tried again later. */
export async function notRenewed(
  context: PushContext,
  subscription: PushSubscription,
  error: unknown,
): Promise<void> {
  const failure = failureOf(error);
  context.logger.info(
    { err: error, connectionId: subscription.connectionId },
    'a subscription was not renewed',
  );
  if (isGone(failure)) return await lose(context, subscription.id, 'removed');
  const said = failure.graphCode ?? failure.status ?? 'no answer';
  const reason = `Microsoft did not renew the notifications of this calendar (${said}); it is tried again.`;
  return await fail(context, subscription, reason, failure.retryAfterMs);
}

/** Notifications may have been lost before this PATCH. */
export function hasLapsed(
  subscription: Pick<PushSubscription, 'createdAt' | 'lastPatchAt' | 'health'>,
  now: Date,
): boolean {
  const { createdAt, lastPatchAt, health } = subscription;
  const life = { createdAt: createdAt.getTime(), lastPatchAt: lastPatchAt?.getTime() ?? null };
  return health !== 'live' || mayHaveLapsed(life, now.getTime());
}

/** Graph has it no more: the calendar is read at once, and polled until there is a new one. */
export async function lose(context: PushContext, id: string, how: 'expired' | 'removed'): Promise<void> {
  await inTransaction(context.db, async (tx) => {
    await markLost(tx, id, how, context.clock.date());
    await wantRounds(context, tx, 'poll');
  });
}

export async function fail(
  context: PushContext,
  subscription: { readonly id: string; readonly failures: number },
  reason: string,
  retryAfterMs: number | undefined,
): Promise<void> {
  const now = context.clock.now();
  const at = tryAgainAt({ now, failures: subscription.failures + 1, jitter: context.random(), retryAfterMs });
  await markFailed(context.db, subscription.id, { reason, nextCheckAt: new Date(at), now: new Date(now) });
}
