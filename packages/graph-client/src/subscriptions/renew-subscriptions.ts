import { GraphError } from '../errors.ts';
import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { sendBatch } from '../http/send-batch.ts';
import type { MemberAnswer } from '../http/send-batch.ts';
import { subscriptionPath } from '../paths.ts';
import { parseAs } from '../wire/parse-as.ts';
import { subscriptionValidator } from '../wire/subscription.ts';
import type { GraphSubscription } from '../wire/subscription.ts';
import { expirationDateTime } from './expiration.ts';

export type Renewal =
  | { readonly kind: 'granted'; readonly subscription: GraphSubscription }
  | { readonly kind: 'failed'; readonly error: GraphError }
  /** Not asked, because one before it failed. */
  | { readonly kind: 'skipped' };

/**
 * `renewSubscription` for up to 20 at once, all of one user, one after the other. An answer for each, in
 * the order of the ids. Throws GraphError where the batch itself was refused: then none was renewed.
 */
export async function renewSubscriptions(
  graph: GraphHttp,
  accessToken: string,
  subscriptionIds: readonly string[],
  expirationMinutes: number,
  options: CallOptions = {},
): Promise<Renewal[]> {
  const body = { expirationDateTime: expirationDateTime(graph.now(), expirationMinutes) };
  const answers = await sendBatch(graph, {
    operation: 'renewSubscriptions',
    kind: 'subscription',
    accessToken,
    members: subscriptionIds.map((id) => ({ method: 'PATCH', path: subscriptionPath(id), body })),
    options,
  });
  return answers.map(renewalOf);
}

function renewalOf(answer: MemberAnswer): Renewal {
  if (answer.kind !== 'answered') return answer;
  try {
    return {
      kind: 'granted',
      subscription: parseAs(subscriptionValidator, answer.body, 'subscription'),
    };
  } catch (error) {
    if (error instanceof GraphError) return { kind: 'failed', error };
    throw error;
  }
}
