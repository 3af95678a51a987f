/**
 * The end of a round in one transaction: the answers, what leaves, the guard, the new token, the
 * run record and the change rows commit together. Decisions are made in plan-finish and guard.
 */
import { countInWindow, deleteEvents, loadKnownEvents, markHistory } from '../mirror/event-store.ts';
import { appendChanges } from '../mirror/change-log.ts';
import type { ChangeDraft } from '../mirror/change-log.ts';
import { summaryOfKnown } from '../mirror/event-row.ts';
import type { EventRow, KnownEvent } from '../mirror/event-row.ts';
import { dropStubs, takeStubs } from '../mirror/pending-stubs.ts';
import { forgetIssues } from '../mirror/sync-issues.ts';
import { finishRound, wantBaseline } from '../connections/round-result.ts';
import type { Db, Tx } from '../models/db.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import { changeContext, clearKept, keepAside, mapContext, writeRows } from './apply-page.ts';
import { compareSeries } from './compare-series.ts';
import { countEvents, isSuspicious, judgeSweep } from './guard.ts';
import { mapOccurrence, timesOf } from './map-event.ts';
import type { RawIssue } from './map-page.ts';
import { MappingError } from './mapping-error.ts';
import { planFinish } from './plan-finish.ts';
import type { FinishPlan } from './plan-finish.ts';
import type { RoundContext } from './round-context.ts';
import type { RoundFacts } from './round-facts.ts';
import { FencedError, closeRound } from './round-store.ts';
import { transition } from './round-transitions.ts';
import { endRun } from './run-store.ts';
import type { PollPace } from './poll-wait.ts';
import { nextRound } from './schedule.ts';
import { loadFinishFacts, mirrored } from './settle-facts.ts';
import { overlaps } from './sync-window.ts';

const SECOND_READ_AFTER_MS = 60_000;

export interface FinishInput {
  /** What the pages said. */
  readonly round: RoundFacts;
  readonly context: RoundContext;
  readonly requests: number;
  /** Pages that are in no row: they brought nothing new. */
  readonly unrecorded: { readonly pages: number; readonly unchanged: number };
  readonly livePush: boolean;
  readonly pace: PollPace;
  /** In [0, 1). */
  readonly jitter: number;
}

/** What the round came to; stands in its run. */
export type RoundOutcome = 'synced' | 'unchanged' | 'distrusted';

export async function finish(db: Db, input: FinishInput): Promise<RoundOutcome> {
  return db.transaction().execute(async (tx) => {
    const { context } = input;
    const { round } = context;
    const { connectionId } = round;
    await closeRound(tx, round);

    const drafts: ChangeDraft[] = [];
    const { rows, issues } = await answeredRows(tx, context);
    const clear = round.settleAnswers.filter(({ unclear }) => unclear === undefined);
    await clearKept(
      tx,
      context,
      clear.map(({ id }) => id),
    );
    await keepAside(tx, context, issues);
    const answered = await writeRows(tx, context, rows);
    drafts.push(...answered.changes);
    const plan = planFinish(await loadFinishFacts(tx, context, input.round));
    // Only the guard asks, and it asks only where something leaves.
    const inWindow =
      plan.removed.length + plan.swept.length === 0
        ? 0
        : await countInWindow(tx, connectionId, mirrored(context));
    const verdict = judge(plan, inWindow, context);
    const series = context.firstBaseline ? [] : await mastersOf(tx, connectionId, verdict.remove);
    await remove(tx, context, verdict.remove);
    await compareSeries(tx, context, [
      ...input.round.touched,
      ...rows.map((row) => row.series_master_id ?? row.external_id),
      ...verdict.remove.map((row) => row.seriesMasterId ?? row.externalId),
    ]);
    if (context.firstBaseline) {
      if (!verdict.distrusted)
        drafts.push({ kind: 'calendar.synced', externalId: null, eventRow: null, before: null, after: null });
    } else {
      drafts.push(...removalChanges(verdict.remove, series));
    }

    const next = transition(round, verdict.distrusted ? 'distrusted' : 'believed').do;
    const distrusted = next !== 'end';
    const at = context.clock.date();
    const { changed } = await endRun(tx, connectionId, round.runId, {
      state: 'done',
      outcome: distrusted ? 'distrusted' : 'synced',
      at,
      counts: {
        pages: input.unrecorded.pages,
        requests: input.requests,
        created: answered.created,
        updated: answered.updated,
        deleted: verdict.remove.length,
        unchanged: answered.unchanged + input.unrecorded.unchanged,
      },
    });
    if (distrusted) {
      const wanted = await wantBaseline(tx, connectionId, {
        fence: round.fence,
        cause: context.cause,
        notBefore: next === 'second-read' ? new Date(at.getTime() + SECOND_READ_AFTER_MS) : null,
        suspects: next === 'second-read' ? verdict.suspects : null,
        dropToken: false,
        at,
      });
      if (!wanted) throw new FencedError();
    } else {
      await markDone(tx, input, changed);
    }
    await appendChanges(tx, drafts, changeContext(context, null));
    return distrusted ? 'distrusted' : changed ? 'synced' : 'unchanged';
  });
}

/** The calendar is as Graph told: its token, its window, and when it is looked at again. */
export async function markDone(tx: Tx, input: FinishInput, changed: boolean): Promise<void> {
  const { context } = input;
  const { round } = context;
  if (round.kind === 'baseline') {
    await markHistory(tx, round.connectionId, round.windowStart);
    await forgetIssues(tx, round.connectionId, round.startedAt);
  }
  const at = context.clock.date();
  const lastChangedAt = changed && tellsOfEdits(round.trigger) ? at : context.connection.lastChangedAt;
  const next = nextRound({
    now: at.getTime(),
    jitter: input.jitter,
    told: wasTold(context),
    changed,
    followupStep: context.connection.followupStep,
    reads: round.reads,
    livePush: input.livePush,
    quietMs: lastChangedAt === null ? null : at.getTime() - lastChangedAt.getTime(),
    pace: input.pace,
  });
  const token = round.deltaLink === null ? null : context.sealToken(round.deltaLink);
  const finished = await finishRound(tx, round.connectionId, {
    fence: round.fence,
    doneSeq: round.wantedSeq,
    startedAt: round.startedAt,
    at,
    syncToken: token,
    window: { start: round.windowStart, end: round.windowEnd },
    fullCheck: round.kind === 'baseline',
    nextRoundAt: new Date(next.at),
    followupStep: next.followupStep,
    lastChangedAt,
  });
  if (!finished) throw new FencedError();
}

/** Also where a weekly reading, or one that rolls the window, comes in between. */
function wasTold({ round, connection }: RoundContext): boolean {
  const { wantedSeq, doneSeq, wantedCause } = connection;
  return round.trigger === 'notification' || (wantedSeq > doneSeq && wantedCause === 'notification');
}

/** Whether what a round finds was edited lately; days that the window has reached were not. */
function tellsOfEdits(trigger: SyncTrigger): boolean {
  return trigger !== 'window_roll' && trigger !== 'weekly';
}

/** Rows that answers brought: fetched masters with the stubs that waited for them, instances, moved events. */
async function answeredRows(
  tx: Tx,
  context: RoundContext,
): Promise<{ rows: EventRow[]; issues: RawIssue[] }> {
  const { round } = context;
  const rows = new Map(
    round.settleAnswers.flatMap((answer) => answer.rows).map((row) => [row.external_id, row]),
  );
  const issues: RawIssue[] = round.settleAnswers.flatMap(({ ask, id, unclear }) =>
    unclear === undefined ? [] : [{ externalId: id, reason: unclear, raw: undefined, ask }],
  );
  const asked = round.settleAnswers.filter(({ ask, unclear }) => ask === 'master' && unclear === undefined);
  const map = mapContext(context);
  // Stubs of a master that is gone (404), or is a master no more, are dropped with it.
  for (const stub of await takeStubs(
    tx,
    round.connectionId,
    asked.map((answer) => answer.id),
  )) {
    const master = rows.get(stub.seriesMasterId);
    if (master?.type !== 'seriesMaster' || rows.has(stub.externalId)) continue;
    const event = context.parseStub(stub.stub);
    try {
      rows.set(stub.externalId, mapOccurrence(event, timesOf(master), map));
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      issues.push({ externalId: stub.externalId, reason: error.message, raw: event });
    }
  }
  return { rows: [...rows.values()], issues };
}

/** The guard is for the window: history goes one by one, each after a 404. */
function judge(
  plan: FinishPlan,
  inWindow: number,
  context: RoundContext,
): { remove: readonly KnownEvent[]; suspects: readonly string[]; distrusted: boolean } {
  const window = mirrored(context);
  const leaving = [...plan.removed, ...plan.swept];
  const isOfWindow = (row: KnownEvent): boolean => row.type === 'seriesMaster' || overlaps(row, window);
  const history = leaving.filter((row) => !isOfWindow(row));
  const judged = leaving.filter(isOfWindow);
  if (context.round.kind === 'delta') {
    const distrusted = isSuspicious(countEvents(judged), inWindow);
    return { remove: distrusted ? history : leaving, suspects: [], distrusted };
  }
  const verdict = judgeSweep(judged, inWindow, context.connection.suspects);
  return {
    remove: [...history, ...verdict.remove],
    suspects: verdict.suspects,
    distrusted: verdict.suspects.length > 0,
  };
}

async function remove(tx: Tx, context: RoundContext, rows: readonly KnownEvent[]): Promise<void> {
  const ids = rows.map((row) => row.externalId);
  for (const row of rows) context.seriesAhead.isWritten(row.seriesMasterId ?? row.externalId);
  await deleteEvents(tx, context.round.connectionId, ids);
  if (context.awaited.size > 0) await dropStubs(tx, context.round.connectionId, ids);
}

/** Masters of occurrences that leave: they say what an occurrence was called. */
async function mastersOf(tx: Tx, connectionId: string, rows: readonly KnownEvent[]): Promise<KnownEvent[]> {
  const ids = rows.flatMap((row) =>
    row.type === 'occurrence' && row.seriesMasterId !== null ? [row.seriesMasterId] : [],
  );
  return loadKnownEvents(tx, connectionId, [...new Set(ids)]);
}

/** A deleted series is one change; its occurrences go with it silently. */
export function removalChanges(rows: readonly KnownEvent[], series: readonly KnownEvent[]): ChangeDraft[] {
  const voices = new Map(series.map((master) => [master.externalId, master]));
  const masters = new Set(rows.filter((row) => row.type === 'seriesMaster').map((row) => row.externalId));
  return rows
    .filter((row) => row.seriesMasterId === null || !masters.has(row.seriesMasterId))
    .map((row) => ({
      kind: row.type === 'seriesMaster' ? 'series.deleted' : 'event.deleted',
      externalId: row.externalId,
      eventRow: row.rowNumber,
      before: summaryOfKnown(row, voices.get(row.seriesMasterId ?? '')),
      after: null,
    }));
}
