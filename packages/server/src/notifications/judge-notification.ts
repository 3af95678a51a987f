/**
 * Judges one item of a notification POST by itself: one foreign item never voids the others.
 * Pure. Only the secret and the subscription's id count; `resource`, `changeType` and
 * `resourceData` are hints with many spellings and are not read: delta is the truth.
 * Source: changeNotification resource type; change-notifications-lifecycle-events.
 */
import { randomUUID, timingSafeEqual } from 'node:crypto';

import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { hashClientState } from './client-state.ts';

/** What an item asks for. An event kind we do not know counts as `missed`: a round does no harm. */
export type NotificationSignal = 'change' | 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

export interface ReadNotification {
  readonly subscriptionId: string;
  readonly clientStateHash: string;
  readonly signal: NotificationSignal;
  /** As this notification tells it; null where it does not. */
  readonly expiresAt: Date | null;
}

const NOBODYS_HASH = hashClientState(randomUUID());
const nullableText = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const Item = Compile(
  Type.Object({
    subscriptionId: Type.String({ minLength: 1, maxLength: 128 }),
    clientState: Type.Optional(Type.Union([Type.String({ maxLength: 255 }), Type.Null()])),
    lifecycleEvent: nullableText,
    subscriptionExpirationDateTime: nullableText,
  }),
);

/** undefined: malformed. */
export function readNotification(item: unknown): ReadNotification | undefined {
  if (!Item.Check(item)) return undefined;
  return {
    subscriptionId: item.subscriptionId.toLowerCase(),
    clientStateHash: hashClientState(item.clientState ?? ''),
    signal: signalOf(item.lifecycleEvent),
    expiresAt: instantOf(item.subscriptionExpirationDateTime),
  };
}

/** The row found by the hash, as far as judging needs it. */
export interface KnownSubscription {
  readonly clientStateHash: string;
  /** null: Graph has not answered its creation yet. */
  readonly subscriptionId: string | null;
}

/**
 * Genuine if the secret is that of a subscription of ours and the item names the same subscription. An unknown secret
 * is compared with one that nobody has, so that it takes as long as a known one.
 */
export function isGenuine(item: ReadNotification, known: KnownSubscription | undefined): boolean {
  const expected = Buffer.from(known?.clientStateHash ?? NOBODYS_HASH);
  const given = Buffer.from(item.clientStateHash);
  const sameSecret = expected.length === given.length && timingSafeEqual(expected, given);
  return (
    sameSecret &&
    known !== undefined &&
    (known.subscriptionId === null || known.subscriptionId.toLowerCase() === item.subscriptionId)
  );
}

function signalOf(lifecycleEvent: string | null | undefined): NotificationSignal {
  // Graph varies the casing of its words between pages; codes are compared without it.
  switch (lifecycleEvent?.toLowerCase()) {
    case undefined:
    case '':
      return 'change';
    case 'reauthorizationrequired':
      return 'reauthorizationRequired';
    case 'subscriptionremoved':
      return 'subscriptionRemoved';
    default:
      return 'missed';
  }
}

function instantOf(text: string | null | undefined): Date | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : new Date(at);
}
