/**
 * Applies one page in one transaction: rows, change rows, page record and cursor commit together
 * (S1), or nothing does. Decisions are made in map-page and plan-page; this acts.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';

import { appendChanges } from '../mirror/change-log.ts';
import type { ChangeDraft } from '../mirror/change-log.ts';
import type { EventRow, KnownEvent } from '../mirror/event-row.ts';
import { alignOccurrences, loadKnownEvents, writeEvents } from '../mirror/event-store.ts';
import { dropStubs, keepStubs, takeStubs } from '../mirror/pending-stubs.ts';
import type { PendingStub } from '../mirror/pending-stubs.ts';
import { clearIssues, keepIssues } from '../mirror/sync-issues.ts';
import type { SyncIssue } from '../mirror/sync-issues.ts';
import type { Db, Tx } from '../models/db.ts';
import { mapOccurrence, mapperVersion } from './map-event.ts';
import type { MapContext, MasterTimes } from './map-event.ts';
import type { MappedPage, RawIssue } from './map-page.ts';
import { planPage } from './plan-page.ts';
import type { PagePlan } from './plan-page.ts';
import type { RoundContext } from './round-context.ts';
import { recordPage, recordReplay } from './round-store.ts';
import { addToRun } from './run-store.ts';

export interface PageCursor {
  readonly page: number;
  /** Sealed. */
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
  readonly phase: 'pages' | 'settle';
  /** Replays in a row before this page. */
  readonly loopingPages: number;
  /** Every id of the page was named in this round already; of an empty page there is nothing to say. */
  readonly isReplay: boolean | undefined;
  readonly requests: number;
  readonly fetchedAt: Date;
}

export async function applyPage(
  db: Db,
  context: RoundContext,
  mapped: MappedPage,
  cursor: PageCursor,
): Promise<{ loopingPages: number }> {
  return db.transaction().execute(async (tx) => {
    const { round } = context;
    await recordPage(tx, round, { ...mapped, ...cursor, loopingPages: 0 });
    const map = mapContext(context);
    const { rows, waiting, issues } = await withOccurrences(tx, context, mapped, map);
    await keepStubs(tx, round.connectionId, waiting, context.clock.date());
    for (const stub of waiting) context.awaited.add(stub.seriesMasterId);
    await keepAside(tx, context, [...mapped.issues, ...issues]);
    await clearKept(tx, context, mapped.removed);
    const plan = await writeRows(tx, context, rows);
    await addToRun(tx, round.connectionId, round.runId, { ...plan, pages: 1, requests: cursor.requests });
    // A replay that brings news is none: an event was edited twice during the walk.
    const loopingPages =
      cursor.isReplay === undefined
        ? cursor.loopingPages
        : cursor.isReplay && plan.writes.length === 0
          ? cursor.loopingPages + 1
          : 0;
    if (loopingPages > 0) await recordReplay(tx, round, loopingPages);
    await appendChanges(tx, plan.changes, changeContext(context, cursor.fetchedAt));
    return { loopingPages };
  });
}

/** Plans rows against what is known and writes what differs. Shared with the end of a round. */
export async function writeRows(tx: Tx, context: RoundContext, rows: readonly EventRow[]): Promise<PagePlan> {
  const { connectionId } = context.round;
  const ids = new Set(rows.map((row) => row.external_id));
  for (const row of rows) if (row.series_master_id !== null) ids.add(row.series_master_id);
  const known = new Map(
    (await loadKnownEvents(tx, connectionId, [...ids])).map((event) => [event.externalId, event]),
  );
  const plan = planPage(rows, known, { logChanges: !context.firstBaseline, announced: context.announced });
  const written = new Map((await writeEvents(tx, plan.writes)).map((row) => [row.externalId, row.rowNumber]));
  await alignOccurrences(tx, connectionId, plan.realigned);
  await clearKept(
    tx,
    context,
    rows.map((row) => row.external_id),
  );
  const changes = plan.changes.map((change): ChangeDraft => ({
    ...change,
    eventRow: change.eventRow ?? written.get(change.externalId ?? '') ?? null,
  }));
  return { ...plan, changes };
}

/** The page's complete rows, plus every occurrence whose master is known by now; the others wait. */
async function withOccurrences(
  tx: Tx,
  context: RoundContext,
  mapped: MappedPage,
  map: MapContext,
): Promise<{ rows: EventRow[]; waiting: PendingStub[]; issues: RawIssue[] }> {
  const { connectionId } = context.round;
  const masters = new Map<string, MasterTimes>();
  for (const row of mapped.rows) {
    if (row.type === 'seriesMaster')
      masters.set(row.external_id, { isAllDay: row.is_all_day, timeZone: row.time_zone });
  }
  const rows = [...mapped.rows];
  const issues: RawIssue[] = [];
  const mapAll = (stubs: readonly GraphEvent[], master: MasterTimes): void => {
    for (const stub of stubs) {
      try {
        rows.push(mapOccurrence(stub, master, map));
      } catch (error) {
        issues.push({
          externalId: stub.id,
          reason: error instanceof Error ? error.message : 'unknown',
          raw: stub,
        });
      }
    }
  };

  if (context.awaited.size > 0) {
    await dropStubs(tx, connectionId, [...mapped.seen, ...mapped.removed]);
    const arrived = [...masters.keys()].filter((id) => context.awaited.has(id));
    for (const waiting of await takeStubs(tx, connectionId, arrived)) {
      const master = masters.get(waiting.seriesMasterId);
      if (master !== undefined) mapAll([context.parseStub(waiting.stub)], master);
    }
    for (const id of arrived) context.awaited.delete(id);
  }

  const absent = [...mapped.occurrences.keys()].filter((id) => !masters.has(id));
  const earlier = new Map<string, MasterTimes>();
  for (const known of await loadKnownEvents(tx, connectionId, absent)) {
    if (known.type !== 'seriesMaster') continue;
    earlier.set(known.externalId, { isAllDay: known.isAllDay, timeZone: known.timeZone });
    if (isAsKnown(known, mapped.occurrences.get(known.externalId)))
      context.unchangedMasters.add(known.externalId);
    else context.unchangedMasters.delete(known.externalId);
  }
  const waiting: PendingStub[] = [];
  for (const [seriesMasterId, stubs] of mapped.occurrences) {
    const master = masters.get(seriesMasterId);
    if (master !== undefined) {
      mapAll(stubs, master);
      continue;
    }
    const known = earlier.get(seriesMasterId);
    const mustWait = (stub: GraphEvent): boolean => known === undefined || isOutgrown(known, stub);
    waiting.push(
      ...stubs
        .filter(mustWait)
        .map((stub) => ({ externalId: stub.id, seriesMasterId, stub: shortened(stub) })),
    );
    if (known !== undefined)
      mapAll(
        stubs.filter((stub) => !mustWait(stub)),
        known,
      );
  }
  return { rows, waiting, issues };
}

/** In a view, occurrences are whole and carry the changeKey of their series. */
function isAsKnown(master: KnownEvent, occurrences: readonly GraphEvent[] = []): boolean {
  return (
    master.mapperVersion === mapperVersion &&
    master.changeKey !== null &&
    occurrences.every((occurrence) => occurrence.changeKey === master.changeKey)
  );
}

/** Its series was all-day when we last saw it and cannot be any more: read so, the stub would lose its times. */
function isOutgrown(master: MasterTimes, stub: GraphEvent): boolean {
  return (
    master.isAllDay &&
    [stub.start, stub.end].some((time) => /T(?!00:00(?::00)?(?:\.0*)?(?:Z|$))/.test(time?.dateTime ?? ''))
  );
}

/** Only what is read again, whatever else Graph sent. */
function shortened({ id, type, seriesMasterId, start, end }: GraphEvent): unknown {
  return { id, type, seriesMasterId, start, end };
}

export function mapContext(context: RoundContext): MapContext {
  return {
    connectionId: context.round.connectionId,
    windowStart: context.round.windowStart,
    syncedAt: context.clock.date().toISOString(),
  };
}

export function changeContext(
  context: RoundContext,
  fetchedAt: Date | null,
): Parameters<typeof appendChanges>[2] {
  return {
    connectionId: context.round.connectionId,
    cause: context.cause,
    runId: context.round.runId,
    hops: {
      notifiedAt: context.cause === 'notification' ? (context.notifiedAt?.toISOString() ?? null) : null,
      roundStartedAt: context.round.startedAt.toISOString(),
      fetchedAt: fetchedAt?.toISOString() ?? null,
    },
    at: context.clock.date(),
  };
}

/** What could not be mapped: kept with its reason, shown, and cleared when it comes again well or goes. */
export async function keepAside(tx: Tx, context: RoundContext, issues: readonly RawIssue[]): Promise<void> {
  await keepIssues(
    tx,
    context.round.connectionId,
    issues.map((issue) => sealIssue(context, issue)),
    { mapperVersion, at: context.clock.date() },
  );
  for (const issue of issues) context.issues.add(issue.externalId);
}

export async function clearKept(tx: Tx, context: RoundContext, ids: readonly string[]): Promise<void> {
  const kept = ids.filter((id) => context.issues.has(id));
  await clearIssues(tx, context.round.connectionId, kept);
  for (const id of kept) context.issues.delete(id);
}

function sealIssue(context: RoundContext, issue: RawIssue): SyncIssue {
  const { connectionId } = context.round;
  const { externalId, reason, raw, ask } = issue;
  const place = { table: 'sync_issue', row: `${connectionId}/${externalId}`, column: 'raw' };
  return {
    externalId,
    reason,
    sealedRaw: raw === undefined ? null : context.dataKey.seal(place, JSON.stringify(raw)),
    ask: ask ?? null,
  };
}
