/** Reads what matters here off whatever a call to Graph has thrown. Our own trouble has no code. */
import { GraphError } from '@calmirror/graph-client/errors';
import type { EndpointSeen, GraphErrorCode } from '@calmirror/graph-client/errors';

export interface GraphFailure {
  readonly code: GraphErrorCode | undefined;
  readonly status: number | undefined;
  /** Graph's own word, for the sentence people read. */
  readonly graphCode: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly existingSubscriptionId: string | undefined;
  readonly endpointSeen: EndpointSeen | undefined;
}

export function failureOf(error: unknown): GraphFailure {
  if (!(error instanceof GraphError)) {
    return {
      code: undefined,
      status: undefined,
      graphCode: undefined,
      retryAfterMs: undefined,
      existingSubscriptionId: undefined,
      endpointSeen: undefined,
    };
  }
  const { code, status, graphCode, retryAfterMs, existingSubscriptionId, endpointSeen } = error;
  return { code, status, graphCode, retryAfterMs, existingSubscriptionId, endpointSeen };
}

/** Graph knows no such subscription (any more). */
export function isGone(failure: GraphFailure): boolean {
  return failure.status === 404 || failure.status === 410;
}
