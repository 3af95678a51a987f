/**
 * Reads Retry-After. Graph documents seconds, an older official sample shows `2.128`, and an
 * HTTP-date is legal by RFC 9110 section 10.2.3.
 * https://learn.microsoft.com/graph/throttling
 */

/** No server means longer than a day; a slip of a digit must not stop a calendar for years. */
const LONGEST_MS = 86_400_000;

/** Milliseconds to wait at least, rounded up; undefined if there is no readable value. */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), LONGEST_MS);
  // Date.parse also takes "5 minutes" for a date in May: only what looks like an HTTP-date counts.
  if (!/^[A-Za-z]{3,9},? .*\d{2}:\d{2}:\d{2}/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(Math.ceil(at - now), 0), LONGEST_MS);
}
