/**
 * How long a calendar without push rests before it is asked again. Pure. What was edited lately will soon be edited
 * again, and what nobody touched for days can wait: the rest grows with the quiet, from `least` to `usual` within an
 * hour, stays there for a day, and grows on to `most`.
 */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Seconds. least ≤ usual ≤ most. */
export interface PollPace {
  readonly least: number;
  readonly usual: number;
  readonly most: number;
}

export function pollWaitMs(calendar: {
  /** Since a round last found an edit; null: none ever did. */
  readonly quietMs: number | null;
  /** Reading the whole window costs many requests: never oftener than usual. */
  readonly reads: 'delta' | 'view';
  readonly pace: PollPace;
}): number {
  const { quietMs, reads, pace } = calendar;
  const usual = pace.usual * 1_000;
  const least = reads === 'view' ? usual : pace.least * 1_000;
  if (quietMs === null) return usual;
  if (quietMs < HOUR_MS) return Math.max(least, usual * (Math.max(0, quietMs) / HOUR_MS));
  return Math.min(pace.most * 1_000, usual * Math.max(1, quietMs / DAY_MS));
}
