/**
 * What Graph says of a subscription itself. Keys of
 * learn.microsoft.com/graph/change-notifications-lifecycle-events: no resource, no change type.
 */
import { graphDateTime } from './subscription.ts';
import type { Subscription } from './subscription.ts';

export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

export interface LifecycleNotification {
  readonly subscriptionId: string;
  readonly subscriptionExpirationDateTime: string;
  readonly tenantId: string;
  readonly clientState: string | null;
  readonly lifecycleEvent: LifecycleEvent;
}

export function lifecycleNotification(
  subscription: Subscription,
  lifecycleEvent: LifecycleEvent,
): LifecycleNotification {
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: graphDateTime(subscription.expiresAt),
    tenantId: subscription.tenantId,
    clientState: subscription.clientState,
    lifecycleEvent,
  };
}
