import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { subscriptionPath } from '../paths.ts';
import { parseAs } from '../wire/parse-as.ts';
import { subscriptionValidator } from '../wire/subscription.ts';
import type { GraphSubscription } from '../wire/subscription.ts';

/** https://learn.microsoft.com/graph/api/subscription-get : `clientState` comes back null. */
export async function getSubscription(
  graph: GraphHttp,
  accessToken: string,
  subscriptionId: string,
  options: CallOptions = {},
): Promise<GraphSubscription> {
  const json = await graph.send({
    operation: 'getSubscription',
    kind: 'subscription',
    method: 'GET',
    accessToken,
    target: { path: subscriptionPath(subscriptionId) },
    options,
  });
  return parseAs(subscriptionValidator, json, 'subscription');
}
