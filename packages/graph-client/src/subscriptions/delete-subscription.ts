import { GraphError } from '../errors.ts';
import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { subscriptionPath } from '../paths.ts';

/**
 * One that is gone already (404, 410) is deleted: the wish is fulfilled.
 * https://learn.microsoft.com/graph/api/subscription-delete
 */
export async function deleteSubscription(
  graph: GraphHttp,
  accessToken: string,
  subscriptionId: string,
  options: CallOptions = {},
): Promise<void> {
  try {
    await graph.send({
      operation: 'deleteSubscription',
      kind: 'subscription',
      method: 'DELETE',
      accessToken,
      target: { path: subscriptionPath(subscriptionId) },
      options,
    });
  } catch (error) {
    const gone = error instanceof GraphError && (error.status === 404 || error.status === 410);
    if (!gone) throw error;
  }
}
