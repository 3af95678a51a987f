/**
 * One item of a notification POST. Keys and spellings of Outlook's basic
 * notifications: learn.microsoft.com/graph/outlook-change-notifications-overview;
 * where its samples differ from each other, the switches decide.
 */
import type { SimulatorSwitches } from '../world/switches.ts';
import type { MailboxChange } from '../world/types.ts';
import { graphDateTime } from './subscription.ts';
import type { Subscription } from './subscription.ts';

export interface ChangeNotification {
  /** Of the notification; most of Outlook's have none. */
  readonly id?: string;
  readonly subscriptionId: string;
  readonly subscriptionExpirationDateTime: string;
  readonly changeType: MailboxChange['changeType'];
  readonly resource: string;
  readonly resourceData: {
    readonly '@odata.type': '#Microsoft.Graph.Event' | '#microsoft.graph.event';
    readonly '@odata.id': string;
    readonly '@odata.etag': string;
    readonly id: string;
  };
  readonly clientState: string | null;
  readonly tenantId: string;
}

type NotificationShape = Pick<
  SimulatorSwitches,
  'notificationResource' | 'notificationIds' | 'notificationOffset' | 'notificationType'
>;

const SPELLINGS = ['slashes', 'keys', 'with-tenant'] as const;

/** `number` counts the items of a world: it picks the spelling where they are mixed. */
export function changeNotification(
  subscription: Subscription,
  change: MailboxChange,
  shape: NotificationShape,
  number: number,
): ChangeNotification {
  const id = subscription.immutableIds ? (change.immutableEventId ?? change.eventId) : change.eventId;
  const asked = shape.notificationResource;
  const spelling = asked === 'mixed' ? (SPELLINGS[number % SPELLINGS.length] ?? 'slashes') : asked;
  return {
    ...(shape.notificationIds === 'present' ? { id: `lsg${number.toString(36).toUpperCase()}AAA` } : {}),
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: graphDateTime(subscription.expiresAt, shape.notificationOffset),
    changeType: change.changeType,
    resource: resourceOf(spelling, subscription, id, false),
    resourceData: {
      '@odata.type': shape.notificationType === 'camel' ? '#microsoft.graph.event' : '#Microsoft.Graph.Event',
      '@odata.id': resourceOf(spelling, subscription, id, true),
      '@odata.etag': change.etag,
      id,
    },
    clientState: subscription.clientState,
    tenantId: subscription.tenantId,
  };
}

/**
 * As Microsoft's samples mix capitals: with keys the collection is small; with the tenant all of `resource` is, and
 * `@odata.id` is not.
 */
function resourceOf(
  spelling: (typeof SPELLINGS)[number],
  { userId, tenantId }: Subscription,
  eventId: string,
  asId: boolean,
): string {
  if (spelling === 'keys') return `Users('${userId}')/events('${eventId}')`;
  if (spelling === 'slashes') return `Users/${userId}/Events/${eventId}`;
  return asId
    ? `Users/${userId}@${tenantId}/Events/${eventId}`
    : `users/${userId}@${tenantId}/events/${eventId}`;
}
