/**
 * Applies a page, or several that became ready together, in one transaction: rows, change rows, the record of each
 * page and the cursor commit together (S1), or nothing does. Decisions are made in map-page and plan-page; this acts.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';

import { mayFindSilence, noteSuspicion } from '../connections/silence-suspicions.ts';
import { latestAlteration } from '../mirror/alterations.ts';
import { appendChanges } from '../mirror/change-log.ts';
import type { ChangeDraft } from '../mirror/change-log.ts';
import type { EventRow, KnownEvent } from '../mirror/event-row.ts';
import { alignOccurrences, insertEvents, loadKnownEvents, writeEvents } from '../mirror/event-store.ts';
import { dropStubs, keepStubs, takeStubs } from '../mirror/pending-stubs.ts';
import type { PendingStub } from '../mirror/pending-stubs.ts';
import { clearIssues, keepIssues } from '../mirror/sync-issues.ts';
import type { SyncIssue } from '../mirror/sync-issues.ts';
import type { Db, Tx } from '../models/db.ts';
import { mapOccurrence, mapperVersion } from './map-event.ts';
import type { MapContext, MasterTimes } from './map-event.ts';
import { issueOf, mapEvents } from './map-page.ts';
import type { MappedEvents, PageContent, PageToApply, RawIssue } from './map-page.ts';
import { isSentUnchanged, planPage } from './plan-page.ts';
import type { PagePlan } from './plan-page.ts';
import type { RoundContext } from './round-context.ts';
import type { PageRecord } from './round-facts.ts';
import { recordPages, recordReplay } from './round-store.ts';
import { addToRun } from './run-store.ts';

/** Where pages that are applied together leave the round. */
export interface PagesCursor {
  /** Each as it came, in order. */
  readonly records: readonly PageRecord[];
  /** Sealed. */
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
  readonly phase: 'pages' | 'settle';
  /** Replays in a row before this page. */
  readonly loopingPages: number;
  /** Every id was named in this round already; of an empty page there is nothing to say. */
  readonly isReplay: boolean | undefined;
  /** It names nothing that the round has named before. */
  readonly isNews: boolean;
  readonly requests: number;
  readonly fetchedAt: Date;
}

/** What the mirror has of everything that was looked up, by id. */
type Known = Map<string, KnownEvent>;

export async function applyPages(
  db: Db,
  context: RoundContext,
  page: PageToApply,
  cursor: PagesCursor,
): Promise<{ loopingPages: number }> {
  const { round } = context;
  const { content } = page;
  const map = mapContext(context);
  // Read before the transaction, which then waits for nothing: under our fence nobody else writes these rows.
  const known =
    round.beganEmpty && cursor.isNews
      ? await loadKnownMasters(db, context, content)
      : await loadKnown(db, context, content);
  const { mapped, unchanged } =
    page.mapped === undefined
      ? await mapChanged(content.events, known, map)
      : { mapped: page.mapped, unchanged: [] };
  return db.transaction().execute(async (tx) => {
    await recordPages(tx, round, { ...cursor, loopingPages: 0 });
    const { rows, waiting, issues } = await withOccurrences(
      tx,
      context,
      { ...content, rows: mapped.rows, unchanged },
      known,
    );
    await keepStubs(tx, round.connectionId, waiting, context.clock.date());
    for (const stub of waiting) context.awaited.add(stub.seriesMasterId);
    await keepAside(tx, context, [...content.issues, ...mapped.issues, ...issues]);
    await clearKept(tx, context, [...content.removed, ...unchanged.map(({ externalId }) => externalId)]);
    const plan = await writeRows(tx, context, rows, known);
    await addToRun(tx, round.connectionId, round.runId, {
      ...plan,
      unchanged: plan.unchanged + unchanged.length,
      pages: cursor.records.length,
      requests: cursor.requests,
    });
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

/** Rows of everything that the page names, and of the masters of its occurrences. */
async function loadKnown(db: Db, context: RoundContext, content: PageContent): Promise<Known> {
  const ids = content.events.map((event) => event.id);
  const known = new Map<string, KnownEvent>();
  for (const [seriesMasterId, stubs] of content.occurrences) {
    for (const stub of stubs) ids.push(stub.id);
    const master = context.masters.get(seriesMasterId);
    if (master === undefined) ids.push(seriesMasterId);
    else known.set(seriesMasterId, master);
  }
  for (const event of content.events) if (event.seriesMasterId) ids.push(event.seriesMasterId);
  await keepKnown(db, context, ids, known);
  return known;
}

/** Where nothing of the page can have a row yet: of the masters of its occurrences those that came on an earlier page. */
async function loadKnownMasters(db: Db, context: RoundContext, content: PageContent): Promise<Known> {
  const known = new Map<string, KnownEvent>();
  const ids: string[] = [];
  const cameNow = new Set(content.events.map((event) => event.id));
  for (const id of content.occurrences.keys()) {
    if (cameNow.has(id)) continue;
    const master = context.masters.get(id);
    if (master === undefined) ids.push(id);
    else known.set(id, master);
  }
  await keepKnown(db, context, ids, known);
  return known;
}

async function keepKnown(db: Db, context: RoundContext, ids: readonly string[], known: Known): Promise<void> {
  for (const event of await loadKnownEvents(db, context.round.connectionId, ids)) {
    known.set(event.externalId, event);
    if (event.type === 'seriesMaster') context.masters.set(event.externalId, event);
  }
}

/** Maps what is not known to be as Graph sends it. */
export async function mapChanged(
  events: readonly GraphEvent[],
  known: Known,
  map: MapContext,
): Promise<{ mapped: MappedEvents; unchanged: KnownEvent[] }> {
  const unchanged: KnownEvent[] = [];
  const changed = events.filter((event) => {
    const before = known.get(event.id);
    if (before === undefined || !isSentUnchanged(event, before, map.windowStart)) return true;
    unchanged.push(before);
    return false;
  });
  return { mapped: await mapEvents(changed, map), unchanged };
}

/**
 * Plans rows against what is known and writes what differs. Shared with the end of a round.
 * @param loaded what is known of the rows and their masters; looked up where it is left out
 */
export async function writeRows(
  tx: Tx,
  context: RoundContext,
  rows: readonly EventRow[],
  loaded?: Known,
): Promise<PagePlan> {
  const { connectionId } = context.round;
  const known = loaded ?? (await knownOf(tx, connectionId, rows));
  const plan = planRows(context, rows, known);
  const changes = await writePlan(tx, context, plan, known);
  await clearKept(
    tx,
    context,
    rows.map((row) => row.external_id),
  );
  return { ...plan, changes };
}

export function planRows(context: RoundContext, rows: readonly EventRow[], known: Known): PagePlan {
  return planPage(rows, known, { logChanges: !context.firstBaseline, announced: context.announced });
}

/** Its changes, with the numbers of the rows that are new. */
export async function writePlan(
  tx: Tx,
  context: RoundContext,
  plan: PagePlan,
  known: Known,
): Promise<ChangeDraft[]> {
  await suspectSilence(tx, context, plan.writes);
  const written = await writePlanned(tx, context, plan.writes, known);
  await alignOccurrences(tx, context.round.connectionId, plan.realigned);
  return plan.changes.map((change): ChangeDraft => ({
    ...change,
    eventRow: change.eventRow ?? written.get(change.externalId ?? '') ?? null,
  }));
}

/** Before they are written: what they alter should have been told of. */
async function suspectSilence(tx: Tx, context: RoundContext, writes: readonly EventRow[]): Promise<void> {
  const { round, firstBaseline, clock } = context;
  if (firstBaseline || !mayFindSilence(round.trigger)) return;
  const modifiedAt = await latestAlteration(tx, writes);
  if (modifiedAt !== undefined) await noteSuspicion(tx, round, modifiedAt, clock.date());
}

async function knownOf(tx: Tx, connectionId: string, rows: readonly EventRow[]): Promise<Known> {
  const ids = rows.flatMap((row) => [row.external_id, row.series_master_id ?? row.external_id]);
  const known = await loadKnownEvents(tx, connectionId, ids);
  return new Map(known.map((event) => [event.externalId, event]));
}

/** Row numbers by id, as far as a change may name them: a first baseline logs nothing of its rows. */
async function writePlanned(
  tx: Tx,
  context: RoundContext,
  writes: readonly EventRow[],
  known: Known,
): Promise<Map<string, number>> {
  for (const row of writes) context.masters.delete(row.external_id);
  const isNew = (row: EventRow): boolean => context.firstBaseline && !known.has(row.external_id);
  await insertEvents(tx, writes.filter(isNew));
  const written = await writeEvents(
    tx,
    writes.filter((row) => !isNew(row)),
  );
  return new Map(written.map((row) => [row.externalId, row.rowNumber]));
}

/** The page's complete rows, plus every occurrence whose master is known by now; the others wait. */
async function withOccurrences(
  tx: Tx,
  context: RoundContext,
  page: Pick<PageContent, 'occurrences' | 'removed' | 'seen'> & {
    rows: readonly EventRow[];
    unchanged: readonly KnownEvent[];
  },
  known: Known,
): Promise<{ rows: EventRow[]; waiting: PendingStub[]; issues: RawIssue[] }> {
  const { connectionId } = context.round;
  const map = mapContext(context);
  const masters = new Map<string, MasterTimes>(
    page.unchanged.flatMap((event) => (event.type === 'seriesMaster' ? [[event.externalId, event]] : [])),
  );
  for (const row of page.rows) {
    if (row.type === 'seriesMaster')
      masters.set(row.external_id, { isAllDay: row.is_all_day, timeZone: row.time_zone });
  }
  const rows = [...page.rows];
  const issues: RawIssue[] = [];
  const mapAll = (stubs: readonly GraphEvent[], master: MasterTimes): void => {
    for (const stub of stubs) {
      try {
        rows.push(mapOccurrence(stub, master, map));
      } catch (error) {
        issues.push(issueOf(stub, error));
      }
    }
  };

  if (context.awaited.size > 0) {
    await dropStubs(tx, connectionId, [...page.seen, ...page.removed]);
    const arrived = [...masters.keys()].filter((id) => context.awaited.has(id));
    const taken = await takeStubs(tx, connectionId, arrived);
    for (const waiting of taken) {
      const master = masters.get(waiting.seriesMasterId);
      if (master !== undefined) mapAll([context.parseStub(waiting.stub)], master);
    }
    const ids = taken.map(({ externalId }) => externalId);
    for (const event of await loadKnownEvents(tx, connectionId, ids)) known.set(event.externalId, event);
    for (const id of arrived) context.awaited.delete(id);
  }

  const waiting: PendingStub[] = [];
  for (const [seriesMasterId, stubs] of page.occurrences) {
    const master = masters.get(seriesMasterId);
    if (master !== undefined) {
      mapAll(stubs, master);
      continue;
    }
    const earlier = knownMaster(context, known, seriesMasterId, stubs);
    const mustWait = (stub: GraphEvent): boolean => earlier === undefined || isOutgrown(earlier, stub);
    waiting.push(
      ...stubs
        .filter(mustWait)
        .map((stub) => ({ externalId: stub.id, seriesMasterId, stub: shortened(stub) })),
    );
    if (earlier !== undefined)
      mapAll(
        stubs.filter((stub) => !mustWait(stub)),
        earlier,
      );
  }
  return { rows, waiting, issues };
}

/** The row of a master that is on no page yet, or came unchanged; of a view it is also noted whether it must be fetched. */
function knownMaster(
  context: RoundContext,
  known: Known,
  id: string,
  occurrences: readonly GraphEvent[],
): KnownEvent | undefined {
  const master = known.get(id);
  if (master?.type !== 'seriesMaster') return undefined;
  if (isAsKnown(master, occurrences)) context.unchangedMasters.add(id);
  else context.unchangedMasters.delete(id);
  return master;
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
