/**
 * The five requests about subscriptions, per account: what notifications/ asks of Graph.
 * It says there what it needs; this has that shape.
 */
import type { GraphSubscription } from '@calmirror/graph-client';
import { GraphError } from '@calmirror/graph-client/errors';

import type { GraphAccess } from './graph-access.ts';

export interface GraphSubscriptionState {
  readonly subscriptionId: string;
  /** As granted, which may be less than asked. */
  readonly expiresAt: Date;
  readonly resource: string;
  readonly notificationUrl: string | null;
}

export interface GraphSubscriptionRequest {
  readonly resource: string;
  readonly notificationUrl: string;
  readonly clientState: string;
  readonly expirationMinutes: number;
}

export interface GraphSubscriptions {
  create(
    accountId: string,
    request: GraphSubscriptionRequest,
    signal: AbortSignal,
  ): Promise<GraphSubscriptionState>;
  renew(
    accountId: string,
    subscriptionId: string,
    expirationMinutes: number,
    signal: AbortSignal,
  ): Promise<GraphSubscriptionState>;
  remove(accountId: string, subscriptionId: string, signal: AbortSignal): Promise<void>;
  get(accountId: string, subscriptionId: string, signal: AbortSignal): Promise<GraphSubscriptionState>;
  list(accountId: string, signal: AbortSignal): Promise<readonly GraphSubscriptionState[]>;
}

export function graphSubscriptions(access: GraphAccess): GraphSubscriptions {
  return {
    create: (accountId, request, signal) =>
      access.with(
        accountId,
        async (graph, token) =>
          subscriptionState(
            await graph.subscribeToCalendar(
              token,
              '',
              request.notificationUrl,
              request.clientState,
              request.expirationMinutes,
              { resource: request.resource, signal },
            ),
          ),
        { signal },
      ),
    renew: (accountId, subscriptionId, expirationMinutes, signal) =>
      access.with(
        accountId,
        async (graph, token) =>
          subscriptionState(
            await graph.renewSubscription(token, subscriptionId, expirationMinutes, { signal }),
          ),
        { signal },
      ),
    remove: (accountId, subscriptionId, signal) =>
      access.with(accountId, (graph, token) => graph.deleteSubscription(token, subscriptionId, { signal }), {
        signal,
      }),
    get: (accountId, subscriptionId, signal) =>
      access.with(
        accountId,
        async (graph, token) =>
          subscriptionState(await graph.getSubscription(token, subscriptionId, { signal })),
        { signal },
      ),
    list: (accountId, signal) =>
      access.with(
        accountId,
        async (graph, token) => (await graph.listSubscriptions(token, { signal })).map(subscriptionState),
        { signal },
      ),
  };
}

/** What of Graph's subscription is kept. @throws GraphError `malformed_response` without a readable expiry */
export function subscriptionState(subscription: GraphSubscription): GraphSubscriptionState {
  const expiresAt = new Date(subscription.expirationDateTime);
  if (Number.isNaN(expiresAt.getTime())) {
    throw new GraphError(
      'malformed_response',
      'Microsoft Graph sent a subscription without a readable expiry.',
    );
  }
  return {
    subscriptionId: subscription.id,
    expiresAt,
    resource: subscription.resource ?? '',
    notificationUrl: subscription.notificationUrl ?? null,
  };
}
