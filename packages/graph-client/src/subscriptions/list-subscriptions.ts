import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { collectItems } from '../paging/collect-items.ts';
import type { ListOptions } from '../paging/collect-items.ts';
import { subscriptionValidator } from '../wire/subscription.ts';
import type { GraphSubscription } from '../wire/subscription.ts';

/**
 * By far the tightest limit of Graph (40 in 20 seconds for an app over all tenants): not on a timer.
 * https://learn.microsoft.com/graph/api/subscription-list
 */
export async function listSubscriptions(
  graph: GraphHttp,
  accessToken: string,
  options: CallOptions & ListOptions = {},
): Promise<GraphSubscription[]> {
  return collectItems(
    graph,
    {
      operation: 'listSubscriptions',
      kind: 'subscription',
      method: 'GET',
      accessToken,
      target: { path: '/subscriptions' },
      options,
    },
    subscriptionValidator,
    options,
  );
}
