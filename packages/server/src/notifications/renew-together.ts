/**
 * Renews what is due of one mailbox and one account together: batches of 20, sequential, in the slot
 * that the caller holds. What the failure of another kept from being asked goes into a new batch. What the
 * calendars want beside a PATCH is left to their own tend.
 */
import { raiseWanted } from '../connections/due.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import { failureOf, isGone } from './graph-failure.ts';
import { planPush } from './plan-push.ts';
import type { PushContext } from './push-context.ts';
import type { PushSituation, PushSubscription } from './push-situation.ts';
import { loadPushSituations } from './push-situation-store.ts';
import { hasLapsed, notRenewed, renewOne } from './renew-one.ts';
import { dueTogether, markRenewed } from './renewals-store.ts';
import { ringRounds } from './ring.ts';
import type { RenewalAnswer } from './subscription-api.ts';
import { wakeAfterPatch } from './subscription-timing.ts';

/** The limit of Graph's `$batch`. */
const BATCH = 20;
/** Subscriptions in one job; the rest ring again, so that other mailboxes have their turn. */
const A_JOB = 100;
/** Batches in a row that bring nothing; what is left is rung again by the tick. */
const IN_VAIN = 3;

export interface Renewable {
  readonly situation: PushSituation;
  readonly subscription: PushSubscription;
  /** Graph's. */
  readonly subscriptionId: string;
}

/** @param accountId whose token renews */
export async function renewTogether(context: PushContext, accountId: string): Promise<void> {
  const { db, clock, ring, situation } = context;
  const { mailboxId } = situation;
  const due = await dueTogether(db, { mailboxId, accountId, now: clock.date(), limit: A_JOB + 1 });
  const others = due.filter(({ calendarId }) => calendarId !== situation.externalCalendarId);
  const calendarIds = others.slice(0, A_JOB - 1).map(({ calendarId }) => calendarId);
  const situations =
    calendarIds.length === 0 ? [] : await loadPushSituations(db, mailboxId, calendarIds, situation.reach);
  const { renewable, elsewhere } = sortOut([situation, ...situations], accountId, clock.date());
  await ring(
    'subscription.tend',
    [...elsewhere, ...others.slice(A_JOB - 1, A_JOB).map((each) => each.connectionId)].map(
      (connectionId) => ({
        connectionId,
      }),
    ),
  );
  let left: readonly Renewable[] = renewable;
  for (let inVain = 0; left.length > 0 && inVain < IN_VAIN && !context.signal.aborted;) {
    const batch = left.slice(0, BATCH);
    const { skipped, settled } = await renewBatch(context, accountId, batch);
    inVain = settled ? 0 : inVain + 1;
    left = [...skipped, ...left.slice(BATCH)];
  }
}

/** Which calendars want this account's PATCH now, and which want something else. Pure. */
export function sortOut(
  situations: readonly PushSituation[],
  accountId: string,
  now: Date,
): { renewable: Renewable[]; elsewhere: string[] } {
  const renewable: Renewable[] = [];
  const elsewhere: string[] = [];
  for (const situation of situations) {
    const step = planPush(situation, now);
    const id = step.do === 'patch' ? step.subscription.subscriptionId : null;
    if (step.do === 'patch' && id !== null && step.accountId === accountId) {
      renewable.push({ situation, subscription: step.subscription, subscriptionId: id });
    } else {
      const [connection] = situation.connections;
      if (connection !== undefined) elsewhere.push(connection.id);
    }
  }
  return { renewable, elsewhere };
}

interface BatchOutcome {
  /** Not asked. */
  readonly skipped: readonly Renewable[];
  /** Graph has renewed one, or said that it has it no more. */
  readonly settled: boolean;
}

async function renewBatch(
  context: PushContext,
  accountId: string,
  batch: readonly Renewable[],
): Promise<BatchOutcome> {
  const [first] = batch;
  if (first !== undefined && batch.length === 1) {
    await renewOne({ ...context, situation: first.situation }, { ...first, accountId });
    return { skipped: [], settled: true };
  }
  const begunAt = context.clock.date();
  const answers = await ask(context, accountId, batch);
  const answered = batch.map((renewable, index) => ({ ...renewable, answer: answers[index] ?? SKIPPED }));
  const granted = answered.flatMap(({ answer, ...each }) =>
    answer.kind === 'granted' ? [{ ...each, expiresAt: answer.expiresAt }] : [],
  );
  await keepGranted(context, begunAt, granted);
  const failed = answered.flatMap(({ answer, ...each }) =>
    answer.kind === 'failed' ? [{ ...each, error: answer.error }] : [],
  );
  for (const { situation, subscription, error } of failed) {
    await notRenewed({ ...context, situation }, subscription, error);
  }
  return {
    skipped: answered.filter(({ answer }) => answer.kind === 'skipped'),
    settled: granted.length > 0 || failed.some(({ error }) => isGone(failureOf(error))),
  };
}

async function ask(
  { api, lifetimeMinutes, signal }: PushContext,
  accountId: string,
  batch: readonly Renewable[],
): Promise<readonly RenewalAnswer[]> {
  const ids = batch.map(({ subscriptionId }) => subscriptionId);
  try {
    return await api.renewTogether(accountId, ids, lifetimeMinutes, signal);
  } catch (error) {
    // The process stops, or the slot is lost: the rows are due as before.
    if (signal.aborted) return [];
    throw error;
  }
}

const SKIPPED: RenewalAnswer = { kind: 'skipped' };

async function keepGranted(
  context: PushContext,
  begunAt: Date,
  granted: readonly (Renewable & { readonly expiresAt: Date })[],
): Promise<void> {
  if (granted.length === 0) return;
  const { db, clock, ring } = context;
  const now = clock.date();
  const rows = granted.map(({ subscription, expiresAt }) => ({
    id: subscription.id,
    expiresAt,
    wakeAt: wakeAfterPatch({ patchedAt: now, expiresAt }),
  }));
  const lapsed = granted.filter(({ subscription }) => hasLapsed(subscription, begunAt));
  const ids = lapsed.flatMap(({ situation }) =>
    situation.connections.filter((each) => each.pushWanted).map(({ id }) => id),
  );
  await inTransaction(db, async (tx) => {
    await markRenewed(tx, rows, { begunAt, now });
    await ringRounds(ring, await raiseWanted(tx, ids.sort(), 'safety_net', now), tx);
  });
}
