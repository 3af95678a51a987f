/**
 * Creates the subscription of a mailbox calendar: the hash is committed, then Graph is asked, then
 * the outcome is written. Killed anywhere, the row says enough for the next attempt. A round is
 * wanted afterwards, because what changed before the subscription began was never told.
 */
import type { EndpointSeen } from '@calmirror/graph-client/errors';

import { rememberCalendarFormRefused } from '../connections/push-wishes.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import { newClientState } from './client-state.ts';
import { failureOf } from './graph-failure.ts';
import { judgeEndpoint } from './judge-endpoint.ts';
import { judgeCreation } from './judge-refusal.ts';
import type { CreationVerdict } from './judge-refusal.ts';
import { notMade } from './not-made.ts';
import type { CreatingRow } from './not-made.ts';
import type { PushStep } from './plan-push.ts';
import type { PushContext } from './push-context.ts';
import { wantRounds } from './push-context.ts';
import { resolveConflict } from './resolve-conflict.ts';
import type { ConflictOutcome } from './resolve-conflict.ts';
import type { GrantedSubscription, NewSubscription } from './subscription-api.ts';
import { insertCreating, markGranted } from './subscription-store.ts';
import { tryAgainAt } from './subscription-timing.ts';

const DAY_MS = 86_400_000;
/** Conflicts resolved in one attempt; then it waits like any other failure. */
const CONFLICTS = 2;

export async function createSubscription(
  context: PushContext,
  step: Extract<PushStep, { do: 'create' }>,
): Promise<void> {
  const { db, clock, situation } = context;
  if (situation.reach.mode !== 'push') return;
  const { notificationUrl } = situation.reach;
  const secret = newClientState();
  const row = await inTransaction(db, (tx) =>
    insertCreating(tx, {
      situation,
      connection: step.connection,
      resourcePath: step.resource.path,
      notificationUrl,
      clientStateHash: secret.hash,
      now: clock.date(),
    }),
  );
  const request: NewSubscription = {
    resource: step.resource.path,
    notificationUrl,
    clientState: secret.secret,
    expirationMinutes: context.lifetimeMinutes,
  };
  for (let conflicts = 0; ; conflicts += 1) {
    const answer = await ask(context, step, request);
    if (answer.kind === 'granted') {
      await inTransaction(db, async (tx) => {
        await markGranted(tx, row.id, { ...answer.granted, now: clock.date() });
        await wantRounds(context, tx, 'safety_net');
      });
      return;
    }
    if (answer.kind !== 'conflict') {
      const refusal =
        answer.kind === 'endpoint' ? await explain(context, notificationUrl, answer.seen) : answer;
      await writeRefusal(context, row, refusal);
      return;
    }
    if (conflicts >= CONFLICTS) {
      await later(context, row, 'Microsoft keeps answering that this subscription exists already.');
      return;
    }
    const outcome = await settleConflict(context, step, row, request, answer.existingSubscriptionId);
    if (outcome !== 'create-anew') return;
  }
}

type Answer = { readonly kind: 'granted'; readonly granted: GrantedSubscription } | CreationVerdict;

async function ask(
  context: PushContext,
  step: Extract<PushStep, { do: 'create' }>,
  request: NewSubscription,
): Promise<Answer> {
  try {
    return {
      kind: 'granted',
      granted: await context.api.create(step.connection.accountId, request, context.signal),
    };
  } catch (error) {
    const verdict = judgeCreation(failureOf(error), {
      form: step.resource.form,
      isDefault: step.connection.isDefault,
    });
    context.logger.info(
      { err: error, connectionId: step.connection.id, verdict: verdict.kind },
      'Microsoft did not create a subscription',
    );
    return verdict;
  }
}

async function settleConflict(
  context: PushContext,
  step: Extract<PushStep, { do: 'create' }>,
  row: CreatingRow,
  request: NewSubscription,
  subscriptionId: string | undefined,
): Promise<ConflictOutcome> {
  try {
    const outcome = await resolveConflict(context, step.connection, row, { ...request, subscriptionId });
    if (outcome === 'unknown')
      await later(context, row, 'Microsoft says that this subscription exists already.');
    return outcome;
  } catch (error) {
    context.logger.info(
      { err: error, connectionId: step.connection.id },
      'a subscription conflict was not resolved',
    );
    await later(context, row, 'Microsoft says that this subscription exists already.');
    return 'settled';
  }
}

type Refusal =
  | Exclude<CreationVerdict, { kind: 'conflict' | 'endpoint' }>
  | { readonly kind: 'endpoint'; readonly reason: string };

async function explain(
  context: PushContext,
  notificationUrl: string,
  seen: EndpointSeen | undefined,
): Promise<Refusal> {
  const found = await context.checkEndpoint(notificationUrl, context.signal);
  const reason = judgeEndpoint(notificationUrl, seen, found);
  context.logger.warn({ seen, found }, 'Microsoft cannot use API_URL');
  return { kind: 'endpoint', reason };
}

async function writeRefusal(context: PushContext, row: CreatingRow, verdict: Refusal): Promise<void> {
  const { db, clock, situation, random } = context;
  const now = clock.now();
  const failures = row.failures + 1;
  const again = (retryAfterMs?: number): Date =>
    new Date(tryAgainAt({ now, failures, jitter: random(), retryAfterMs }));
  const reason = verdict.reason;
  switch (verdict.kind) {
    case 'later':
      // Perhaps Graph made it and only its answer was lost: the hash stays valid.
      await notMade(context, row, { reason, nextCheckAt: again(verdict.retryAfterMs), now: new Date(now) });
      return;
    case 'endpoint':
      await notMade(context, row, { health: 'refused', reason, nextCheckAt: again(), now: new Date(now) });
      return;
    case 'form_refused':
      await rememberCalendarFormRefused(db, situation.mailboxId, new Date(now + verdict.forMs));
      await notMade(context, row, {
        health: 'refused',
        reason,
        nextCheckAt: new Date(now),
        now: new Date(now),
      });
      return;
    case 'refused': {
      const wait = verdict.retryAfterMs + Math.round(random() * Math.min(verdict.retryAfterMs, DAY_MS) * 0.1);
      await notMade(context, row, {
        health: 'refused',
        reason,
        nextCheckAt: new Date(now + wait),
        now: new Date(now),
      });
    }
  }
}

async function later(context: PushContext, row: CreatingRow, reason: string): Promise<void> {
  const now = context.clock.now();
  const at = tryAgainAt({ now, failures: row.failures + 1, jitter: context.random() });
  await notMade(context, row, {
    health: 'refused',
    reason,
    nextCheckAt: new Date(at),
    now: new Date(now),
  });
}
