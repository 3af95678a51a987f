/**
 * Whether push has gone silent: Graph keeps a subscription, and tells nothing. Pure: facts in, verdict out.
 * One round proves little, because notifications come late and some are lost; three in a day do.
 */
import { CLOCKS_DIFFER_MS } from '../models/live-push.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A new subscription may begin to notify late. */
const SETTLED_AFTER_MS = 10 * MINUTE_MS;
const ROUNDS = 3;
const WITHIN_MS = DAY_MS;
const FIRST_PAUSE_MS = DAY_MS;
/** So long without need of another rebuild, in pauses: the next silence is a new one. */
const FORGIVEN_AFTER = 3;

export interface SuspiciousRound {
  /** Milliseconds; of the latest change that the round found. */
  readonly modifiedAt: number;
  readonly subscribedAt: number;
  /** As known at the time of the verdict. */
  readonly lastNotificationAt: number | null;
}

/** The latest change decides: where it was announced, or is too early, so is or does every other. */
export function isSilence({ modifiedAt, subscribedAt, lastNotificationAt }: SuspiciousRound): boolean {
  if (modifiedAt < subscribedAt + SETTLED_AFTER_MS) return false;
  return lastNotificationAt === null || lastNotificationAt < modifiedAt - CLOCKS_DIFFER_MS;
}

export interface Rebuild {
  readonly at: number;
  /** The next comes no earlier than this after it. */
  readonly pauseMs: number;
}

/**
 * @param foundAt when each silent round of one calendar, under its present subscription, found its changes
 * @returns the rebuild to do now; undefined: none
 */
export function decideRebuild(
  foundAt: readonly number[],
  last: Rebuild | undefined,
  now: number,
): Rebuild | undefined {
  const recent = foundAt.filter((at) => now - at <= WITHIN_MS);
  if (recent.length < ROUNDS) return undefined;
  if (last === undefined) return { at: now, pauseMs: FIRST_PAUSE_MS };
  const passed = now - last.at;
  if (passed < last.pauseMs) return undefined;
  const forgiven = passed > FORGIVEN_AFTER * last.pauseMs;
  return { at: now, pauseMs: forgiven ? FIRST_PAUSE_MS : 2 * last.pauseMs };
}
