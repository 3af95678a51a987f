/** Nearer to the end than this, the page says so. */
const SAID_BELOW_MS = 120_000;

/** Whole minutes, rounded up, until a choice is over; undefined while it need not be said. */
export function minutesLeft(expiresAt: string, nowMs: number): number | undefined {
  const left = Temporal.Instant.from(expiresAt).epochMilliseconds - nowMs;
  return left >= SAID_BELOW_MS ? undefined : Math.max(1, Math.ceil(left / 60_000));
}
