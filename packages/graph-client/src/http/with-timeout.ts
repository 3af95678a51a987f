/** Gives an exchange an end, its body included. The caller's own abort passes through as it is. */
import { GraphError } from '../errors.ts';
import type { Exchange } from './exchange.ts';

export function withTimeout(exchange: Exchange, timeoutMs: number): Exchange {
  return async (request) => {
    const { signal } = request;
    signal?.throwIfAborted();
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => {
      controller.abort(
        new GraphError('timeout', `Microsoft Graph did not answer within ${timeoutMs} milliseconds.`),
      );
    }, timeoutMs);
    try {
      return await exchange({ ...request, signal: controller.signal });
    } catch (error) {
      // Depending on where it strikes, fetch throws the reason or an AbortError of its own.
      if (controller.signal.aborted) throw controller.signal.reason;
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  };
}
