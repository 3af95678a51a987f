/**
 * When a connection is looked at again. Pure. Delta lags behind notifications, so an empty
 * round after one is repeated soon (S9); else the poll interval or the safety net.
 */
import { pollWaitMs } from './poll-wait.ts';
import type { PollPace } from './poll-wait.ts';

const FOLLOWUPS_MS = [2_000, 15_000, 60_000] as const;
const SAFETY_NET_MS = 6 * 3_600_000;
const BACK_OFF_BASE_MS = 1_000;
const BACK_OFF_CAP_MS = 300_000;

export interface NextRound {
  readonly at: number;
  readonly followupStep: number;
}

export function nextRound(round: {
  now: number;
  /** A random number in [0, 1). */
  jitter: number;
  /** A notification waited when it began, whatever it began for. */
  told: boolean;
  changed: boolean;
  /** How many empty answers the last notification has had by then. */
  followupStep: number;
  /** A plain view does not lag, and such a calendar is polled whatever is pushed (S8). */
  reads: 'delta' | 'view';
  livePush: boolean;
  quietMs: number | null;
  pace: PollPace;
}): NextRound {
  const step = round.told ? 0 : round.followupStep;
  const wait = FOLLOWUPS_MS[step];
  if (round.reads === 'delta' && (round.told || step > 0) && !round.changed && wait !== undefined) {
    return { at: round.now + wait, followupStep: step + 1 };
  }
  // Never later than the promise, up to a tenth earlier: calendars connected together do not stay together.
  const interval = round.livePush && round.reads === 'delta' ? SAFETY_NET_MS : pollWaitMs(round);
  return { at: round.now + Math.round(interval * (1 - round.jitter / 10)), followupStep: 0 };
}

/** Exponential with full jitter; what Graph said in Retry-After is the floor. */
export function backOffUntil(error: {
  now: number;
  jitter: number;
  failures: number;
  retryAfterMs: number | undefined;
}): number {
  const ceiling = Math.min(BACK_OFF_CAP_MS, BACK_OFF_BASE_MS * 2 ** Math.min(error.failures, 12));
  return error.now + Math.max(error.retryAfterMs ?? 0, 500 + Math.round(ceiling * error.jitter));
}
