/**
 * Decides which round a due connection needs. Pure: row and time in, decision out.
 */
import type { LeasedConnection } from '../connections/connection-lease.ts';
import type { RoundKind, SyncTrigger } from '../models/sync-trigger.ts';
import { readingOf } from './reading.ts';
import type { Reading } from './reading.ts';
import { windowAt } from './sync-window.ts';

const DAY_MS = 86_400_000;
const WEEKLY_MS = 7 * DAY_MS;
/** How long somebody who waits for a delta may put the weekly baseline off. */
const WEEKLY_SLACK_MS = DAY_MS;
/** The far edge of the window never comes closer than this, or than half of a short window. */
const ROLL_MARGIN_DAYS = 30;

export interface RoundDecision {
  readonly kind: RoundKind;
  readonly trigger: SyncTrigger;
  /** What the change log names as the cause; a late answer to a notification is booked to it. */
  readonly cause: SyncTrigger;
  readonly reading: Reading;
}

interface Situation {
  readonly now: number;
  readonly livePush: boolean;
  readonly jitter: number;
  readonly windowDays: { readonly past: number; readonly future: number };
}

export function decideRound(connection: LeasedConnection, situation: Situation): RoundDecision {
  const reading = readingOf(connection, situation.now);
  return { ...roundOf(connection, situation, reading), reading };
}

function roundOf(
  connection: LeasedConnection,
  situation: Situation,
  reading: Reading,
): Omit<RoundDecision, 'reading'> {
  const wanted = connection.wantedSeq > connection.doneSeq;
  const trigger = triggerOf(connection, wanted, situation.livePush);
  const cause = trigger === 'followup' ? 'notification' : trigger;
  // Delta is tried once more where it did not come to an end a week ago.
  if (reading.reads === 'delta' && connection.deltaAgainAt !== null)
    return { kind: 'baseline', trigger: 'weekly', cause: 'weekly' };
  if (connection.syncToken === null) {
    return { kind: 'baseline', trigger: connection.lastFullCheckAt === null ? 'connect' : trigger, cause };
  }
  if (connection.wantedFull) return { kind: 'baseline', trigger, cause };
  if (connection.fullAgainAt !== null) {
    return connection.fullAgainAt.getTime() > situation.now
      ? { kind: 'delta', trigger, cause }
      : { kind: 'baseline', trigger: 'weekly', cause: 'weekly' };
  }
  if (connection.windowEnd !== null && isRollDue(connection.windowEnd.getTime(), situation)) {
    return { kind: 'baseline', trigger: 'window_roll', cause: 'window_roll' };
  }
  // Up to a tenth of a week later, so that calendars connected together do not stay together.
  const weeklyAfter = WEEKLY_MS * (1 + situation.jitter / 10) + (wanted ? WEEKLY_SLACK_MS : 0);
  if (
    connection.lastFullCheckAt !== null &&
    situation.now - connection.lastFullCheckAt.getTime() > weeklyAfter
  ) {
    return { kind: 'baseline', trigger: 'weekly', cause: 'weekly' };
  }
  return { kind: 'delta', trigger, cause };
}

function triggerOf(connection: LeasedConnection, wanted: boolean, livePush: boolean): SyncTrigger {
  if ((wanted || connection.wantedFull) && connection.wantedCause !== null) return connection.wantedCause;
  if (connection.followupStep > 0) return 'followup';
  return livePush ? 'safety_net' : 'poll';
}

/** Not before a new window would reach a day further: rolling must get somewhere. */
function isRollDue(
  windowEnd: number,
  { now, windowDays }: { now: number; windowDays: { past: number; future: number } },
): boolean {
  const margin = Math.min(ROLL_MARGIN_DAYS, windowDays.future / 2) * DAY_MS;
  return windowEnd - now < margin && windowAt(now, windowDays).end.getTime() - windowEnd >= DAY_MS;
}
