/**
 * How current a calendar is. Pure. `now` is said only of what the server said within the last minute of its own
 * clock, and only while the stream lives: neither a cut nor a wrong clock of this device makes old events new.
 */
import type { Freshness } from '@calmirror/api-contract';

export type FreshnessWords =
  | { readonly kind: 'never' }
  | { readonly kind: 'now' }
  /** ISO instant. */
  | { readonly kind: 'at'; readonly at: string };

const JUST_NOW_MS = 60_000;

/** @param serverTime milliseconds since the epoch by the server's clock; undefined while it is not known */
export function freshnessWords(
  { asOf }: Pick<Freshness, 'asOf'>,
  serverTime: number | undefined,
): FreshnessWords {
  if (asOf === null) return { kind: 'never' };
  const isNow = serverTime !== undefined && serverTime - Date.parse(asOf) < JUST_NOW_MS;
  return isNow ? { kind: 'now' } : { kind: 'at', at: asOf };
}
