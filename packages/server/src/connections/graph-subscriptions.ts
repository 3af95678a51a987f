/**
 * The six requests about subscriptions, per account: what notifications/ asks of Graph.
 * It says there what it needs; this has that shape.
 */
import type { GraphClient, GraphSubscription, Renewal } from '@calmirror/graph-client';
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

export type GraphRenewal =
  | { readonly kind: 'granted'; readonly expiresAt: Date }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Not asked, because one before it failed for reasons of its own. */
  | { readonly kind: 'skipped' };

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
  renewTogether(
    accountId: string,
    subscriptionIds: readonly string[],
    expirationMinutes: number,
    signal: AbortSignal,
  ): Promise<readonly GraphRenewal[]>;
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
    renewTogether: (accountId, subscriptionIds, expirationMinutes, signal) =>
      renewTogether(access, { accountId, subscriptionIds, expirationMinutes, signal }),
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

/**
 * One batch, and after a refused token a second one with a fresh token for those that are left. What
 * stopped a batch is the answer of all that it kept from being asked.
 */
async function renewTogether(
  access: GraphAccess,
  asked: {
    readonly accountId: string;
    readonly subscriptionIds: readonly string[];
    readonly expirationMinutes: number;
    readonly signal: AbortSignal;
  },
): Promise<readonly GraphRenewal[]> {
  const { accountId, subscriptionIds, expirationMinutes, signal } = asked;
  const answers = new Map<string, GraphRenewal>();
  const ask = async (graph: GraphClient, token: string): Promise<void> => {
    const left = subscriptionIds.filter((id) => !answers.has(id));
    const given = await graph.renewSubscriptions(token, left, expirationMinutes, { signal });
    const stop = given.find((answer) => answer.kind === 'failed' && concernsAll(answer.error));
    for (const [index, id] of left.entries()) {
      const answer = given[index];
      if (answer !== undefined && answer !== stop && answer.kind !== 'skipped')
        answers.set(id, renewalOf(answer));
    }
    // Thrown, so that the token is refreshed, or the wait of the mailbox remembered, as for any request.
    if (stop?.kind === 'failed') throw stop.error;
  };
  try {
    await access.with(accountId, ask, { signal });
    return subscriptionIds.map((id) => answers.get(id) ?? { kind: 'skipped' });
  } catch (error) {
    if (signal.aborted) throw error;
    return subscriptionIds.map((id) => answers.get(id) ?? { kind: 'failed', error });
  }
}

/** Not a matter of the one subscription: asking for the next would be refused as well. */
function concernsAll({ code, status, retryAfterMs }: GraphError): boolean {
  if (code === 'unauthorized' || code === 'claims_required' || code === 'throttled') return true;
  return status === 503 && retryAfterMs !== undefined;
}

function renewalOf(renewal: Exclude<Renewal, { kind: 'skipped' }>): GraphRenewal {
  if (renewal.kind === 'failed') return renewal;
  try {
    return { kind: 'granted', expiresAt: subscriptionState(renewal.subscription).expiresAt };
  } catch (error) {
    return { kind: 'failed', error };
  }
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
