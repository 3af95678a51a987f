/**
 * Decides the next one step for the push of a mailbox calendar. Pure: situation and time in, step out.
 * tend-push.ts does the step, loads the situation again, and asks again until it may rest, so a
 * crash anywhere leaves rows from which the same decision follows.
 * Invariant: a situation that rests rests until its time comes or a row changes.
 */
import type { PushConnection, PushSituation, PushSubscription } from './push-situation.ts';
import { chooseResource } from './subscription-resource.ts';
import type { SubscriptionResource } from './subscription-resource.ts';
import { patchDueAt } from './subscription-timing.ts';

export type PushStep =
  | { readonly do: 'create'; readonly connection: PushConnection; readonly resource: SubscriptionResource }
  | { readonly do: 'patch'; readonly subscription: PushSubscription; readonly accountId: string }
  /** Graph's subscription goes; the row says so until it is gone. */
  | { readonly do: 'delete'; readonly subscription: PushSubscription; readonly accountId: string }
  /** Nothing of it can be left at Graph. */
  | { readonly do: 'forget'; readonly subscription: PushSubscription }
  /** Nobody wants it any more, or it points to an address that is no longer ours. */
  | { readonly do: 'retire'; readonly subscription: PushSubscription }
  | { readonly do: 'expire'; readonly subscription: PushSubscription }
  | { readonly do: 'hand-over'; readonly subscription: PushSubscription; readonly to: PushConnection }
  /** A disconnecting connection owns nothing at Graph any more. */
  | { readonly do: 'finish'; readonly connectionId: string }
  | { readonly do: 'rest'; readonly wake: readonly Wake[] };

/** When a row is looked at again. */
export interface Wake {
  readonly subscription: PushSubscription;
  readonly at: Date;
}

/** How long a row sleeps that nobody can act for: its account must sign in again. Healing rings earlier. */
const SLEEP_MS = 10 * 60_000;

export function planPush(situation: PushSituation, now: Date): PushStep {
  const { connections, subscriptions } = situation;
  const deleting = subscriptions.filter((row) => row.deleteWantedAt !== null);
  const current = subscriptions.find((row) => row.deleteWantedAt === null);

  for (const connection of connections) {
    if (connection.status !== 'disconnecting') continue;
    const owns = subscriptions.some((row) => row.connectionId === connection.id);
    if (!owns) return { do: 'finish', connectionId: connection.id };
  }

  const wake: Wake[] = [];
  for (const row of deleting) {
    const step = planDeletion(situation, row, now);
    if (step.do !== 'rest') return step;
    wake.push(...step.wake);
  }

  const step = current === undefined ? planNew(situation, now) : planCurrent(situation, current, now);
  return step.do === 'rest' ? { do: 'rest', wake: [...wake, ...step.wake] } : step;
}

function planDeletion(situation: PushSituation, row: PushSubscription, now: Date): PushStep {
  if (row.subscriptionId === null || hasExpired(row, now)) return { do: 'forget', subscription: row };
  if (row.nextCheckAt !== null && row.nextCheckAt > now) return rest(row, row.nextCheckAt);
  const actor = actorFor(situation, row);
  if (actor === undefined) return rest(row, asleep(now, row.expiresAt));
  return { do: 'delete', subscription: row, accountId: actor.accountId };
}

function planCurrent(situation: PushSituation, row: PushSubscription, now: Date): PushStep {
  const keepers = situation.connections.filter(keepsPush);
  const { reach } = situation;
  if (keepers.length === 0 || reach.mode === 'poll' || reach.notificationUrl !== row.notificationUrl) {
    return { do: mayBeAtGraph(row) ? 'retire' : 'forget', subscription: row };
  }
  const owner = keepers.find((connection) => connection.id === row.connectionId);
  if (owner === undefined || !canAct(owner)) {
    const heir = keepers.find(canAct) ?? (owner === undefined ? keepers[0] : undefined);
    if (heir !== undefined) return { do: 'hand-over', subscription: row, to: heir };
  }
  if (row.health === 'live' && hasExpired(row, now)) return { do: 'expire', subscription: row };
  const actor = owner !== undefined && canAct(owner) ? owner : undefined;
  if (actor === undefined) return rest(row, asleep(now, row.health === 'live' ? row.expiresAt : null));

  if (row.health === 'live') {
    const due = patchDueAt(lifeOf(row));
    if (due <= now.getTime()) return { do: 'patch', subscription: row, accountId: actor.accountId };
    return rest(row, new Date(Math.min(due, row.expiresAt?.getTime() ?? now.getTime() + SLEEP_MS)));
  }
  if (row.nextCheckAt !== null && row.nextCheckAt > now) return rest(row, row.nextCheckAt);
  // Its POST was never answered, but a genuine notification has told its id.
  if (row.health === 'creating' && row.subscriptionId !== null) {
    return { do: 'patch', subscription: row, accountId: actor.accountId };
  }
  return planNew(situation, now, row);
}

function planNew(situation: PushSituation, now: Date, replaces?: PushSubscription): PushStep {
  const connection = situation.connections.find((each) => keepsPush(each) && canAct(each));
  if (situation.reach.mode === 'push' && connection !== undefined) {
    const resource = chooseResource(situation, connection, now);
    if (resource !== undefined) return { do: 'create', connection, resource };
  }
  if (replaces === undefined) return { do: 'rest', wake: [] };
  return rest(replaces, situation.calendarFormRefusedUntil ?? asleep(now, null));
}

/** Wants notifications now or when it is healed. */
function keepsPush(connection: PushConnection): boolean {
  return (
    connection.pushWanted &&
    !connection.isShared &&
    connection.status !== 'disconnecting' &&
    connection.status !== 'disconnected'
  );
}

function canAct(connection: PushConnection): boolean {
  return connection.accountActive && (connection.status === 'connecting' || connection.status === 'active');
}

/** Who deletes: the owner where it can, else anyone who signed in to the same mailbox. */
function actorFor(situation: PushSituation, row: PushSubscription): PushConnection | undefined {
  const able = situation.connections.filter((connection) => connection.accountActive);
  return able.find((connection) => connection.id === row.connectionId) ?? able[0];
}

function mayBeAtGraph(row: PushSubscription): boolean {
  return row.subscriptionId !== null && (row.health === 'live' || row.health === 'creating');
}

function hasExpired(row: PushSubscription, now: Date): boolean {
  return row.expiresAt !== null && row.expiresAt <= now;
}

function lifeOf(row: PushSubscription): Parameters<typeof patchDueAt>[0] {
  return {
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    lastPatchAt: row.lastPatchAt?.getTime() ?? null,
    patchWantedAt: row.patchWantedAt?.getTime() ?? null,
    failures: row.failures,
    nextCheckAt: row.nextCheckAt?.getTime() ?? null,
  };
}

function asleep(now: Date, expiresAt: Date | null): Date {
  return new Date(Math.min(now.getTime() + SLEEP_MS, expiresAt?.getTime() ?? Infinity));
}

function rest(subscription: PushSubscription, at: Date): PushStep {
  return { do: 'rest', wake: [{ subscription, at }] };
}
