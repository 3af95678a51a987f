/**
 * One item of a notification POST. Keys and spellings of Outlook's basic
 * notifications: learn.microsoft.com/graph/outlook-change-notifications-overview.
 */
import type { MailboxChange } from '../world/types.ts';
import { graphDateTime } from './subscription.ts';
import type { Subscription } from './subscription.ts';

export interface ChangeNotification {
  readonly subscriptionId: string;
  readonly subscriptionExpirationDateTime: string;
  readonly changeType: MailboxChange['changeType'];
  readonly resource: string;
  readonly resourceData: {
    readonly '@odata.type': '#Microsoft.Graph.Event';
    readonly '@odata.id': string;
    readonly '@odata.etag': string;
    readonly id: string;
  };
  readonly clientState: string | null;
  readonly tenantId: string;
}

export function changeNotification(subscription: Subscription, change: MailboxChange): ChangeNotification {
  const id = subscription.immutableIds ? (change.immutableEventId ?? change.eventId) : change.eventId;
  const resource = `Users/${subscription.userId}/Events/${id}`;
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: graphDateTime(subscription.expiresAt, '+00:00'),
    changeType: change.changeType,
    resource,
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Event',
      '@odata.id': resource,
      '@odata.etag': change.etag,
      id,
    },
    clientState: subscription.clientState,
    tenantId: subscription.tenantId,
  };
}
