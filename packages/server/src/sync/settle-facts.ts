/**
 * What planning needs of the mirror, for asking and for ending alike: loaded here, decided upon in
 * plan-settle and plan-finish. Few statements, whatever the size of a round.
 */
import { countInWindow, loadKnownEvents, loadSeriesEvents, loadSweepable } from '../mirror/event-store.ts';
import { mastersAwaited, mastersOfStubs } from '../mirror/pending-stubs.ts';
import { issuesToRetry } from '../mirror/sync-issues.ts';
import type { Db, Tx } from '../models/db.ts';
import { isSuspicious } from './guard.ts';
import { mapperVersion } from './map-event.ts';
import type { FinishFacts } from './plan-finish.ts';
import type { SettleAsk, SettleFacts } from './plan-settle.ts';
import type { RoundContext } from './round-context.ts';
import type { RoundFacts } from './round-facts.ts';
import { readAnswers } from './settle-answers.ts';
import type { SyncWindow } from './sync-window.ts';

/** A question that was refused. */
const ASK_AGAIN_AFTER_MS = 3_600_000;

export async function loadSettleFacts(
  db: Db | Tx,
  context: RoundContext,
  round: SettleFacts['round'],
): Promise<SettleFacts> {
  const { connectionId, kind } = context.round;
  const retries = await issuesToRetry(db, connectionId, {
    mapperVersion,
    refusedBefore: new Date(context.clock.now() - ASK_AGAIN_AFTER_MS),
  });
  // What was answered is no issue any more, and still to be judged.
  const asked = [...retries, ...context.round.settleAnswers];
  const [retriedSeries, retriedEvents] = [idsOf(asked, 'instances'), idsOf(asked, 'event')];
  const repeatedRows = await loadKnownEvents(db, connectionId, [...round.repeated]);
  const repeatedSeries = new Set([
    ...repeatedRows.flatMap((row) =>
      row.type === 'seriesMaster'
        ? [row.externalId]
        : row.seriesMasterId === null
          ? []
          : [row.seriesMasterId],
    ),
    ...(await mastersOfStubs(db, connectionId, [...round.repeated])),
  ]);
  // In a baseline the sweep judges most occurrences; few series need their rows here.
  const series =
    kind === 'delta'
      ? [...round.touched, ...round.seen, ...round.removed, ...retriedSeries]
      : [...round.removed, ...repeatedSeries, ...retriedSeries];
  const seriesRows = await loadSeriesEvents(db, connectionId, series);
  const masters = new Set(seriesRows.map((row) => row.seriesMasterId ?? ''));
  const came = await loadKnownEvents(
    db,
    connectionId,
    [...masters].filter((id) => round.seen.has(id)),
  );
  return {
    kind,
    round,
    window: mirrored(context),
    awaitedMasters: await mastersAwaited(db, connectionId),
    removedRows: await loadKnownEvents(db, connectionId, [...round.removed]),
    seriesRows,
    repeatedSeries,
    retries,
    retriedRows: [
      ...(await loadKnownEvents(db, connectionId, retriedEvents)),
      ...(await loadSeriesEvents(db, connectionId, retriedEvents)),
    ],
    ...(context.round.reads === 'view' ? { view: await viewFacts(db, context, round) } : {}),
    formerMasters: new Set(came.filter((row) => row.type !== 'seriesMaster').map((row) => row.externalId)),
  };
}

function idsOf(asked: readonly Pick<SettleAsk, 'ask' | 'id'>[], kind: SettleAsk['ask']): string[] {
  return asked.filter(({ ask }) => ask === kind).map(({ id }) => id);
}

async function viewFacts(
  db: Db | Tx,
  context: RoundContext,
  { seen, touched }: SettleFacts['round'],
): Promise<NonNullable<SettleFacts['view']>> {
  const { connectionId } = context.round;
  const window = mirrored(context);
  const missing = (await loadSweepable(db, connectionId, window, seen)).filter(
    (row) => row.type !== 'seriesMaster',
  );
  return {
    staleMasters: [...touched].filter((id) => !context.unchangedMasters.has(id)),
    missing,
    isGuarded: isSuspicious(missing.length, await countInWindow(db, connectionId, window)),
  };
}

/** In the transaction of the end: the answers have been written since, and what was asked has its answer. */
export async function loadFinishFacts(
  tx: Tx,
  context: RoundContext,
  round: SettleFacts['round'],
): Promise<FinishFacts> {
  const { connectionId } = context.round;
  const facts = await loadSettleFacts(tx, context, round);
  const sweepable = mayHaveMore(context, facts.round)
    ? await loadSweepable(tx, connectionId, mirrored(context), facts.round.seen)
    : [];
  const unseenMasters = sweepable
    .filter((row) => row.type === 'seriesMaster' && !facts.round.removed.has(row.externalId))
    .map((row) => row.externalId);
  return {
    ...facts,
    seriesRows: [...facts.seriesRows, ...(await loadSeriesEvents(tx, connectionId, unseenMasters))],
    answers: readAnswers(context.round.settleAnswers),
    sweepable,
  };
}

/**
 * Whether a sweep may find a row that no page of the round named. In a first baseline too: a walk that began anew
 * may have left rows, and answers bring masters.
 */
function mayHaveMore({ round, expected }: RoundContext, { removed }: RoundFacts): boolean {
  if (round.kind !== 'baseline') return false;
  if (round.settleAnswers.length > 0) return true;
  return !round.beganEmpty && !(expected.haveAllCome && removed.size === 0);
}

/** Without the padding that Graph is asked for. */
export function mirrored({ round }: RoundContext): SyncWindow {
  return { start: round.windowStart, end: round.windowEnd };
}
