/**
 * Decides which round a due connection needs. Pure: row and time in, decision out.
 */
import type { LeasedConnection } from '../connections/due.ts';
import type { RoundKind, SyncTrigger } from '../models/sync-trigger.ts';

const DAY_MS = 86_400_000;
const WEEKLY_MS = 7 * DAY_MS;
/** The far edge of the window never comes closer than this. */
const ROLL_MARGIN_MS = 30 * DAY_MS;

export interface RoundDecision {
  readonly kind: RoundKind;
  readonly trigger: SyncTrigger;
  /** What the change log names as the cause; a late answer to a notification is booked to it. */
  readonly cause: SyncTrigger;
}

export function decideRound(
  connection: LeasedConnection,
  situation: { now: number; livePush: boolean; jitter: number },
): RoundDecision {
  const wanted = connection.wantedSeq > connection.doneSeq;
  const trigger = triggerOf(connection, wanted, situation.livePush);
  const cause = trigger === 'followup' ? 'notification' : trigger;
  if (connection.syncToken === null) {
    return { kind: 'baseline', trigger: connection.lastFullCheckAt === null ? 'connect' : trigger, cause };
  }
  if (connection.wantedFull) return { kind: 'baseline', trigger, cause };
  if (connection.windowEnd !== null && connection.windowEnd.getTime() - situation.now < ROLL_MARGIN_MS) {
    return { kind: 'baseline', trigger: 'window_roll', cause: 'window_roll' };
  }
  // Up to a tenth of a week later, so that calendars connected together do not stay together.
  const weeklyAfter = WEEKLY_MS * (1 + situation.jitter / 10);
  if (
    !wanted &&
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
