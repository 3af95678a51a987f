/** Opens the round a due connection needs, or takes over the one that is under way. */
import { consumeWantedFull } from '../connections/round-result.ts';
import type { FoundAtLease, LeasedConnection } from '../connections/connection-lease.ts';
import { announcedSeries } from '../mirror/change-log.ts';
import { mastersAwaited } from '../mirror/pending-stubs.ts';
import { issueIds } from '../mirror/sync-issues.ts';
import type { Db } from '../models/db.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import type { Clock } from '../platform/clock.ts';
import { decideRound } from './decide-round.ts';
import { FencedError, openRound, resumeRound } from './round-store.ts';
import type { Round } from './round-store.ts';
import { windowAt } from './sync-window.ts';

export interface OpenedRound {
  readonly round: Round;
  readonly cause: SyncTrigger;
  /** Masters that stubs wait for. */
  readonly awaited: readonly string[];
  /** Ids of events that are kept aside. */
  readonly issues: readonly string[];
  /** Series that it has announced so far, whoever worked on it and however often its walk began again. */
  readonly announced: readonly string[];
}

export async function openOrResume(
  db: Db,
  connection: LeasedConnection,
  found: FoundAtLease,
  options: { clock: Clock; windowDays: { past: number; future: number }; livePush: boolean; jitter: number },
): Promise<OpenedRound> {
  if (!found.roundUnderWay) return { ...(await open(db, connection, options)), ...found, announced: [] };
  const underWay = await resumeRound(db, connection.id, connection.fence);
  const opened =
    underWay === undefined
      ? await open(db, connection, options)
      : { round: underWay, cause: causeOf(underWay.trigger) };
  // Whoever had the round may have written until its fence was raised here.
  const awaited = await mastersAwaited(db, connection.id);
  const announced = await announcedSeries(db, connection.id, opened.round.runId);
  return { ...opened, awaited, issues: await issueIds(db, connection.id), announced };
}

async function open(
  db: Db,
  connection: LeasedConnection,
  options: { clock: Clock; windowDays: { past: number; future: number }; livePush: boolean; jitter: number },
): Promise<Pick<OpenedRound, 'round' | 'cause'>> {
  const now = options.clock.now();
  const decision = decideRound(connection, {
    now,
    livePush: options.livePush,
    jitter: options.jitter,
    windowDays: options.windowDays,
  });
  const window =
    decision.kind === 'delta' && connection.windowStart !== null && connection.windowEnd !== null
      ? { start: connection.windowStart, end: connection.windowEnd }
      : windowAt(now, options.windowDays);
  const opening = {
    connectionId: connection.id,
    kind: decision.kind,
    trigger: decision.trigger,
    windowStart: window.start,
    windowEnd: window.end,
    ...decision.reading,
    fence: connection.fence,
    startedAt: options.clock.date(),
  };
  if (decision.kind === 'delta') {
    const round = await openRound(db, { ...opening, wantedSeq: connection.wantedSeq });
    return { round, cause: decision.cause };
  }
  const round = await db.transaction().execute(async (tx) => {
    const raised = await consumeWantedFull(tx, connection.id, {
      fence: connection.fence,
      trigger: decision.trigger,
      at: opening.startedAt,
    });
    if (raised === undefined) throw new FencedError();
    return openRound(tx, { ...opening, wantedSeq: raised });
  });
  return { round, cause: decision.cause };
}

function causeOf(trigger: SyncTrigger): SyncTrigger {
  return trigger === 'followup' ? 'notification' : trigger;
}
