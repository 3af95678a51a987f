/** `expirationDateTime` so many minutes from now. Graph raises less than 45 minutes to 45. */
export function expirationDateTime(now: number, minutes: number): string {
  if (!Number.isFinite(minutes) || minutes <= 0) {
    throw new RangeError('expirationMinutes must be a positive number.');
  }
  return new Date(now + minutes * 60_000).toISOString();
}
