/** One POST of notifications. Never throws: a failure is an outcome. */
import type { NotificationItem } from './notification-item.ts';

export interface PostOutcome {
  readonly delivered: boolean;
  /** Null: no answer. */
  readonly status: number | null;
  /** The time was over before an answer came. */
  readonly timedOut: boolean;
  /** Real milliseconds. */
  readonly tookMs: number;
}

export async function postNotifications(
  url: string,
  value: readonly NotificationItem[],
  options: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<PostOutcome> {
  const limit = AbortSignal.timeout(options.limitMs);
  const begun = performance.now();
  const outcome = (delivered: boolean, status: number | null): PostOutcome => ({
    delivered,
    status,
    timedOut: status === null && limit.aborted,
    tookMs: performance.now() - begun,
  });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ value }),
      redirect: 'manual',
      signal: AbortSignal.any([options.signal, limit]),
    });
    await response.body?.cancel();
    return outcome(response.ok, response.status);
  } catch {
    return outcome(false, null);
  }
}
