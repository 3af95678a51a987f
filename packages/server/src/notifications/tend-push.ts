/**
 * Does, step by step, what plan-push.ts decides for one mailbox calendar, alone among all processes:
 * it holds the mailbox's slot for subscriptions meanwhile. No transaction is open while Graph is
 * asked. Errors of Graph become rows; only our own trouble is thrown.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { inTransaction } from '../platform/in-transaction.ts';
import { createSubscription } from './create-subscription.ts';
import { failureOf, isGone } from './graph-failure.ts';
import { planPush } from './plan-push.ts';
import type { PushStep, Wake } from './plan-push.ts';
import { wantRounds } from './push-context.ts';
import type { PushContext } from './push-context.ts';
import type { PushReach } from './push-reach.ts';
import { fail, lose, renewOne } from './renew-one.ts';
import { renewTogether } from './renew-together.ts';
import { loadPushSituation } from './push-situation-store.ts';
import { forget, handOver, markRetired, sleepUntil } from './subscription-store.ts';

/** More steps than any situation needs: a decision that does not settle must not spin. */
const STEPS = 16;
const SLOT_PATIENCE_MS = 1_500;
const SLOT_RETRY_MS = 100;

export interface TendDeps extends Omit<PushContext, 'situation' | 'signal'> {
  readonly reach: PushReach;
  /** Slot 4 of the mailbox; undefined while somebody else has it. */
  readonly takeServiceSlot: (
    mailboxId: string,
  ) => Promise<(AsyncDisposable & { readonly signal: AbortSignal }) | undefined>;
  /** Nothing of the connection is left at Graph: purged or kept as its owner wished. */
  readonly finishDisconnect: (connectionId: string) => Promise<void>;
}

/** @returns false: somebody else holds the slot; ask again soon */
export async function tendPush(deps: TendDeps, connectionId: string, signal: AbortSignal): Promise<boolean> {
  const situation = await loadPushSituation(deps.db, connectionId, deps.reach);
  if (situation === undefined) return true;
  const step = planPush(situation, deps.clock.date());
  if (step.do === 'rest' && (await goToSleep(deps, step.wake))) return true;

  await using slot = await waitForSlot(deps, situation.mailboxId, signal);
  if (slot === undefined) return false;
  const stop = AbortSignal.any([signal, slot.signal]);
  for (let steps = 0; steps < STEPS && !stop.aborted; steps += 1) {
    const now = await loadPushSituation(deps.db, connectionId, deps.reach);
    if (now === undefined) return true;
    const next = planPush(now, deps.clock.date());
    if (next.do === 'rest') {
      if (await goToSleep(deps, next.wake)) return true;
      continue;
    }
    await doStep({ ...deps, situation: now, signal: stop }, next, deps);
  }
  return true;
}

async function doStep(
  context: PushContext,
  step: Exclude<PushStep, { do: 'rest' }>,
  deps: Pick<TendDeps, 'finishDisconnect'>,
): Promise<void> {
  const { db, clock } = context;
  switch (step.do) {
    case 'create':
      return await createSubscription(context, step);
    case 'patch':
      return step.subscription.health === 'live'
        ? await renewTogether(context, step.accountId)
        : await renewOne(context, step);
    case 'delete':
      return await remove(context, step);
    case 'forget':
      return await forget(db, step.subscription.id, clock.date());
    case 'retire':
      return await inTransaction(db, async (tx) => {
        await markRetired(tx, step.subscription.id, clock.date());
        await wantRounds(context, tx, 'poll');
      });
    case 'expire':
      return await lose(context, step.subscription.id, 'expired');
    case 'hand-over':
      return await handOver(db, step.subscription.id, step.to, clock.date());
    case 'finish':
      return await deps.finishDisconnect(step.connectionId);
  }
}

async function remove(context: PushContext, step: Extract<PushStep, { do: 'delete' }>): Promise<void> {
  const { subscription } = step;
  if (subscription.subscriptionId === null) return;
  try {
    await context.api.remove(step.accountId, subscription.subscriptionId, context.signal);
  } catch (error) {
    const failure = failureOf(error);
    if (!isGone(failure)) {
      context.logger.info(
        { err: error, connectionId: subscription.connectionId },
        'a subscription was not deleted',
      );
      return await fail(
        context,
        subscription,
        'Microsoft has not yet deleted the subscription.',
        failure.retryAfterMs,
      );
    }
  }
  await forget(context.db, subscription.id, context.clock.date());
}

/** False: something was wanted meanwhile, decide again. */
async function goToSleep(deps: TendDeps, wakes: readonly Wake[]): Promise<boolean> {
  const slept = await Promise.all(wakes.map((wake) => sleepUntil(deps.db, wake.subscription, wake.at)));
  return slept.every(Boolean);
}

async function waitForSlot(
  deps: TendDeps,
  mailboxId: string,
  signal: AbortSignal,
): Promise<(AsyncDisposable & { readonly signal: AbortSignal }) | undefined> {
  const until = performance.now() + SLOT_PATIENCE_MS;
  for (;;) {
    const slot = await deps.takeServiceSlot(mailboxId);
    if (slot !== undefined || signal.aborted || performance.now() > until) return slot;
    await sleep(SLOT_RETRY_MS);
  }
}
