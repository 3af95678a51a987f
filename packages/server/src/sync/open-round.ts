/** Opens the round a due connection needs, or takes over the one that is under way. */
import { sql } from 'kysely';

import { holdFence } from '../connections/connection-lease.ts';
import { consumeWantedFull } from '../connections/round-result.ts';
import type { LeasedConnection } from '../connections/connection-lease.ts';
import type { Db } from '../models/db.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import type { Clock } from '../platform/clock.ts';
import { decideRound } from './decide-round.ts';
import { FencedError, openRound, resumeRound } from './round-store.ts';
import type { Round } from './round-store.ts';
import { beginRun } from './run-store.ts';
import { windowAt } from './sync-window.ts';

export interface OpenedRound {
  readonly round: Round;
  readonly cause: SyncTrigger;
}

export async function openOrResume(
  db: Db,
  connection: LeasedConnection,
  options: { clock: Clock; windowDays: { past: number; future: number }; livePush: boolean; jitter: number },
): Promise<OpenedRound> {
  const underWay = await resumeRound(db, connection.id, connection.fence);
  if (underWay !== undefined) return { round: underWay, cause: causeOf(underWay.trigger) };

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
  const startedAt = options.clock.date();
  const round = await db.transaction().execute(async (tx) => {
    if (!(await holdFence(tx, connection.id, connection.fence))) throw new FencedError();
    const runId = await beginRun(tx, connection.id, {
      trigger: decision.trigger,
      kind: decision.kind,
      at: startedAt,
    });
    const raised =
      decision.kind === 'baseline'
        ? await consumeWantedFull(tx, connection.id, connection.fence)
        : connection.wantedSeq;
    if (raised === undefined) throw new FencedError();
    return openRound(tx, {
      connectionId: connection.id,
      runId,
      kind: decision.kind,
      trigger: decision.trigger,
      wantedSeq: raised,
      windowStart: window.start,
      windowEnd: window.end,
      ...decision.reading,
      fence: connection.fence,
      startedAt,
    });
  });
  return { round, cause: decision.cause };
}

function causeOf(trigger: SyncTrigger): SyncTrigger {
  return trigger === 'followup' ? 'notification' : trigger;
}

/** Whether Graph would tell us of changes of this calendar. */
export async function hasLivePush(db: Db, connection: LeasedConnection): Promise<boolean> {
  const result = await sql<{ live: boolean }>`
    select exists (
      select 1 from webhook_subscription
      where mailbox_id = ${connection.mailboxId} and external_calendar_id = ${connection.externalCalendarId}
        and is_active and health = 'live'
    ) and exists (
      select 1 from calendar_connection where id = ${connection.id} and push_wanted
    ) as live`.execute(db);
  return result.rows[0]?.live ?? false;
}
