/** A subscription as the simulator keeps it, and as Graph shows it. */
import type { MailboxChange } from '../world/types.ts';

export type ChangeType = MailboxChange['changeType'];

export interface Subscription {
  readonly id: string;
  readonly appId: string;
  /** The signed-in user the app acted for; owner of the mailbox, too. */
  readonly userId: string;
  readonly tenantId: string;
  /** As the client wrote it. */
  readonly resource: string;
  /** Undefined: the default calendar, whichever that is when something changes. */
  readonly calendarId: string | undefined;
  /** As the client wrote it. */
  readonly changeType: string;
  readonly changeTypes: ReadonlySet<ChangeType>;
  readonly lifecycleNotificationUrl: string | null;
  readonly clientState: string | null;
  readonly latestSupportedTlsVersion: string;
  /** Notifications name events in the format of `Prefer: IdType="ImmutableId"`. */
  readonly immutableIds: boolean;
  notificationUrl: string;
  /** Simulator clock, ms since the epoch. */
  expiresAt: number;
  /** When the token behind it ends; from then on nothing is delivered until a request renews it. */
  authorizedUntil: number;
  /** When it was last renewed by PATCH, and by reauthorize. */
  patchedAt: number | undefined;
  reauthorizedAt: number | undefined;
  /** When its app is next told that a token is needed. */
  remindAt: number | undefined;
}

/** Two subscriptions with the same key cannot exist: same app, mailbox part and change types. */
export function duplicateKey(
  subscription: Pick<Subscription, 'appId' | 'userId' | 'calendarId' | 'changeTypes'>,
): string {
  const { appId, userId, calendarId, changeTypes } = subscription;
  return JSON.stringify([appId, userId, calendarId ?? null, [...changeTypes].toSorted()]);
}

const INDIA_MS = 5.5 * 3_600_000;

/** `2026-11-22T21:42:18.2570000Z`: Graph writes seven digits. */
export function graphDateTime(ms: number, offset: 'Z' | '+00:00' | '+05:30' = 'Z'): string {
  const shifted = offset === '+05:30' ? ms + INDIA_MS : ms;
  return `${new Date(shifted).toISOString().slice(0, -1)}0000${offset}`;
}

/** An alias, not an interface, so that it is also a plain JSON object. Source: resource type subscription. */
type WireSubscription = Readonly<{
  id: string;
  resource: string;
  applicationId: string;
  changeType: string;
  clientState: string | null;
  notificationUrl: string;
  notificationQueryOptions: null;
  notificationContentType: null;
  lifecycleNotificationUrl: string | null;
  expirationDateTime: string;
  creatorId: string;
  includeResourceData: null;
  latestSupportedTlsVersion: string;
  encryptionCertificate: null;
  encryptionCertificateId: null;
  notificationUrlAppId: null;
}>;

/** The answer's object. Reads do not reveal clientState: pass false for them. */
export function presentSubscription(
  subscription: Subscription,
  revealClientState: boolean,
): WireSubscription {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.appId,
    changeType: subscription.changeType,
    clientState: revealClientState ? subscription.clientState : null,
    notificationUrl: subscription.notificationUrl,
    notificationQueryOptions: null,
    notificationContentType: null,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    expirationDateTime: graphDateTime(subscription.expiresAt),
    creatorId: subscription.userId,
    includeResourceData: null,
    latestSupportedTlsVersion: subscription.latestSupportedTlsVersion,
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  };
}
