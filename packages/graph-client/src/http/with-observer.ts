/** Tells who counts and logs what each attempt was and how it ended. No URL, header or body leaves. */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';

import { GraphError } from '../errors.ts';
import type { GraphErrorCode } from '../errors.ts';
import type { Exchange } from './exchange.ts';

/** One HTTP attempt, after it ended. */
export interface GraphRequestRecord {
  /** The client's method, such as `getDeltaEvents`. */
  readonly operation: string;
  readonly method: string;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  /** The code of a failed exchange; an answer of 4xx or 5xx is known by its status. */
  readonly errorCode: GraphErrorCode | 'aborted' | undefined;
  readonly durationMs: number;
  /** The GUID we sent, for Microsoft's support. */
  readonly clientRequestId: string;
  /** Graph's own. */
  readonly requestId: string | undefined;
}

export type OnRequest = (record: GraphRequestRecord) => void;

/** Every attempt gets a client-request-id of its own, as Microsoft's best practices ask. */
export function withObserver(
  exchange: Exchange,
  operation: string,
  observers: readonly OnRequest[],
): Exchange {
  return async (request) => {
    const clientRequestId = randomUUID();
    const startedAt = performance.now();
    const tell = (end: Pick<GraphRequestRecord, 'status' | 'errorCode' | 'requestId'>): void => {
      const durationMs = performance.now() - startedAt;
      for (const observe of observers) {
        observe({ operation, method: request.method, durationMs, clientRequestId, ...end });
      }
    };
    const headers = { ...request.headers, 'client-request-id': clientRequestId };
    try {
      const answer = await exchange({ ...request, headers });
      const requestId = answer.headers.get('request-id') ?? undefined;
      tell({ status: answer.status, errorCode: undefined, requestId });
      return answer;
    } catch (error) {
      const known = error instanceof GraphError ? error : undefined;
      tell({ status: known?.status, errorCode: known?.code ?? 'aborted', requestId: undefined });
      throw error;
    }
  };
}
