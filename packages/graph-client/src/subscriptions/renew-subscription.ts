import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { subscriptionPath } from '../paths.ts';
import { parseAs } from '../wire/parse-as.ts';
import { subscriptionValidator } from '../wire/subscription.ts';
import type { GraphSubscription } from '../wire/subscription.ts';
import { expirationDateTime } from './expiration.ts';

/**
 * Extends and reauthorizes in one. Never within ten minutes of a `/reauthorize`.
 * https://learn.microsoft.com/graph/api/subscription-update
 */
export async function renewSubscription(
  graph: GraphHttp,
  accessToken: string,
  subscriptionId: string,
  expirationMinutes: number,
  options: CallOptions = {},
): Promise<GraphSubscription> {
  const json = await graph.send({
    operation: 'renewSubscription',
    kind: 'subscription',
    method: 'PATCH',
    accessToken,
    target: { path: subscriptionPath(subscriptionId) },
    body: { expirationDateTime: expirationDateTime(graph.now(), expirationMinutes) },
    options,
  });
  return parseAs(subscriptionValidator, json, 'subscription');
}
