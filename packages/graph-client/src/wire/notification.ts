/**
 * What Graph POSTs to a notification URL: change and lifecycle notifications, mixed, for several
 * subscriptions and tenants. Each item is judged by itself. Lifecycle items have no `resource` or
 * `changeType`; the form of `resource` varies: use `subscriptionId` and `resourceData.id`.
 * https://learn.microsoft.com/graph/api/resources/changenotification
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';

import { parseAs, reasonFor } from './parse-as.ts';
import { id, maybe, maybeString } from './tolerant.ts';

export const notificationSchema = Type.Object({
  subscriptionId: id,
  subscriptionExpirationDateTime: maybeString,
  clientState: maybeString,
  tenantId: maybeString,
  changeType: maybeString,
  resource: maybeString,
  resourceData: maybe(
    Type.Object({ id: maybeString, '@odata.type': maybeString, '@odata.etag': maybeString }),
  ),
  lifecycleEvent: maybeString,
});

const collectionSchema = Type.Object({ value: Type.Array(Type.Unknown()) });

export type GraphNotification = Static<typeof notificationSchema>;

const notificationValidator = Compile(notificationSchema);
const collectionValidator = Compile(collectionSchema);

export interface GraphNotificationCollection {
  readonly notifications: readonly GraphNotification[];
  readonly malformed: readonly { readonly raw: unknown; readonly reason: string }[];
}

/** Throws GraphError `malformed_response` if there is no list; bad items are put aside. */
export function parseNotifications(body: unknown): GraphNotificationCollection {
  const notifications: GraphNotification[] = [];
  const malformed: { raw: unknown; reason: string }[] = [];
  for (const raw of parseAs(collectionValidator, body, 'notification').value) {
    if (notificationValidator.Check(raw)) notifications.push(raw);
    else malformed.push({ raw, reason: reasonFor(notificationValidator, raw) });
  }
  return { notifications, malformed };
}

const lifecycleEvents = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;

export type GraphLifecycleEvent = (typeof lifecycleEvents)[number];

/** The lifecycle event in its documented spelling; `unknown` for one we do not know; undefined for a change. */
export function lifecycleEventOf(
  notification: GraphNotification,
): GraphLifecycleEvent | 'unknown' | undefined {
  const given = notification.lifecycleEvent?.toLowerCase() ?? '';
  if (given === '') return undefined;
  return lifecycleEvents.find((event) => event.toLowerCase() === given) ?? 'unknown';
}
