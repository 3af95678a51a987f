/**
 * Repeats what may be repeated: GET and DELETE, after 429, 503, 504, a reset or a time-out, with
 * exponential back-off and full jitter. Retry-After is a floor. What would take longer than two
 * seconds is not waited for: the caller learns `retryAfterMs` and gives its lease back meanwhile.
 */
import { GraphError } from '../errors.ts';
import type { Answer, Exchange } from './exchange.ts';
import { parseRetryAfter } from './retry-after.ts';

/** No wait inside a process is longer. */
const LONGEST_WAIT_MS = 2_000;

const FIRST_STEP_MS = 200;

export interface RetryOptions {
  /** All attempts, the first included. */
  readonly maxAttempts: number;
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
}

export function withRetry(exchange: Exchange, options: RetryOptions): Exchange {
  return async (request) => {
    const repeatable = request.method === 'GET' || request.method === 'DELETE';
    for (let attempt = 1; ; attempt += 1) {
      const mayRepeat = repeatable && attempt < options.maxAttempts;
      let answer: Answer | undefined;
      try {
        answer = await exchange(request);
        if (!mayRepeat || !isPassing(answer.status)) return answer;
      } catch (error) {
        if (!mayRepeat || !isReset(error)) throw error;
      }
      const floor = parseRetryAfter(answer?.headers.get('retry-after') ?? null, options.now()) ?? 0;
      if (answer !== undefined && floor > LONGEST_WAIT_MS) return answer;
      const step = Math.min(FIRST_STEP_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
      await options.sleep(Math.max(floor, Math.round(options.random() * step)), request.signal);
    }
  };
}

function isPassing(status: number): boolean {
  return status === 429 || status === 503 || status === 504;
}

function isReset(error: unknown): boolean {
  return error instanceof GraphError && (error.code === 'network' || error.code === 'timeout');
}
