/**
 * Applies a page, or several that became ready together. What it needs of the mirror is looked up and decided upon
 * first; then rows, change rows, the record of each page and the cursor commit together (S1), or nothing does.
 * Decisions are made in expected-events, map-page, place-occurrences and plan-page; this acts.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';

import { mayFindSilence, noteSuspicion } from '../connections/silence-suspicions.ts';
import { latestAlteration } from '../mirror/alterations.ts';
import { appendChanges } from '../mirror/change-log.ts';
import type { ChangeDraft } from '../mirror/change-log.ts';
import type { EventRow, KnownEvent } from '../mirror/event-row.ts';
import { printedTime } from '../mirror/fingerprint.ts';
import { alignOccurrences, insertEvents, loadKnownEvents, writeEvents } from '../mirror/event-store.ts';
import { dropStubs, keepStubs, stubsOf, takeStubs } from '../mirror/pending-stubs.ts';
import type { PendingStub } from '../mirror/pending-stubs.ts';
import { clearIssues, keepIssues } from '../mirror/sync-issues.ts';
import type { SyncIssue } from '../mirror/sync-issues.ts';
import type { Db, Tx } from '../models/db.ts';
import { loadKnown, loadKnownMasters } from './known-events.ts';
import type { Known } from './known-events.ts';
import { mapperVersion, timesOf } from './map-event.ts';
import type { MapContext, MasterTimes } from './map-event.ts';
import { mapEvents } from './map-page.ts';
import type { MappedEvents, PageContent, PageToApply, RawIssue } from './map-page.ts';
import { placeOccurrences } from './place-occurrences.ts';
import { isSentUnchanged, planPage } from './plan-page.ts';
import type { PagePlan } from './plan-page.ts';
import type { RoundContext } from './round-context.ts';
import type { PageRecord } from './round-facts.ts';
import { recordPages } from './round-store.ts';

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

export async function applyPages(
  db: Db,
  context: RoundContext,
  page: PageToApply,
  cursor: PagesCursor,
): Promise<{ loopingPages: number }> {
  const planned = await planPages(db, context, page, cursor.isNews);
  const { round, clock } = context;
  const { plan } = planned;
  const loopingPages = loopingAfter(cursor, plan);
  const record = {
    ...cursor,
    loopingPages,
    counts: {
      requests: cursor.requests,
      created: plan.created,
      updated: plan.updated,
      unchanged: plan.unchanged + planned.unchanged.length,
    },
  };
  // Most pages of a baseline that is read again: nothing to write but that they came, one statement by itself.
  if (bringsNothing(context, page.content, planned)) {
    await recordPages(db, round, record);
    return { loopingPages };
  }
  await db.transaction().execute(async (tx) => {
    await recordPages(tx, round, record);
    if (context.awaited.size > 0) {
      await dropStubs(tx, round.connectionId, [...page.content.seen, ...page.content.removed]);
      await takeStubs(tx, round.connectionId, planned.arrived);
    }
    await keepStubs(tx, round.connectionId, planned.waiting, clock.date());
    await keepAside(tx, context, planned.issues);
    await clearKept(tx, context, [...page.content.removed, ...planned.unchanged, ...idsOf(planned.rows)]);
    const changes = await writePlan(tx, context, plan, planned.known);
    await appendChanges(tx, changes, changeContext(context, cursor.fetchedAt));
  });
  for (const id of planned.arrived) context.awaited.delete(id);
  for (const { seriesMasterId } of planned.waiting) context.awaited.add(seriesMasterId);
  return { loopingPages };
}

interface PlannedPages {
  readonly known: Known;
  readonly rows: readonly EventRow[];
  readonly plan: PagePlan;
  /** Ids of what was not even mapped. */
  readonly unchanged: readonly string[];
  readonly waiting: readonly PendingStub[];
  /** Masters that came, of those that stubs waited for. */
  readonly arrived: readonly string[];
  readonly issues: readonly RawIssue[];
}

async function planPages(
  db: Db,
  context: RoundContext,
  { content, found, mapped: mappedAhead }: PageToApply,
  isNews: boolean,
): Promise<PlannedPages> {
  const map = mapContext(context);
  const known =
    context.round.beganEmpty && isNews
      ? await loadKnownMasters(db, context, content)
      : await loadKnown(db, context, content);
  const { mapped, unchanged } =
    mappedAhead === undefined
      ? await mapChanged(content.events, known, map)
      : { mapped: mappedAhead, unchanged: [] };
  const came = new Map<string, MasterTimes>([
    ...unchanged.flatMap((event) =>
      event.type === 'seriesMaster' ? [[event.externalId, event] as const] : [],
    ),
    ...mapped.rows.flatMap((row) =>
      row.type === 'seriesMaster' ? [[row.external_id, timesOf(row)] as const] : [],
    ),
  ]);
  const masters = new Map([...found.masters, ...came]);
  const arrived = [...context.awaited].filter((id) => masters.has(id));
  const stubs = await arrivedStubs(db, context, content, arrived, known);
  const waited = stubs.flatMap(({ seriesMasterId, stub }) => {
    const master = masters.get(seriesMasterId);
    return master === undefined ? [] : [{ stub: context.parseStub(stub), master }];
  });
  const earlier = (id: string): MasterTimes | undefined =>
    found.masters.get(id) ?? context.newMasters.get(id);
  const occurrences = mappedAhead?.unplaced ?? content.occurrences;
  const placed = placeOccurrences(context, map, occurrences, { known, came, earlier, waited });
  const rows = [...mapped.rows, ...placed.rows];
  if (context.round.beganEmpty) keepNewMasters(context, rows);
  return {
    known,
    rows,
    plan: planRows(context, rows, known),
    unchanged: [...found.ids, ...unchanged.map(({ externalId }) => externalId)],
    waiting: placed.waiting,
    arrived,
    issues: [...content.issues, ...mapped.issues, ...placed.issues],
  };
}

function keepNewMasters({ newMasters }: RoundContext, rows: readonly EventRow[]): void {
  for (const row of rows) {
    if (row.type === 'seriesMaster') newMasters.set(row.external_id, timesOf(row));
    else newMasters.delete(row.external_id);
  }
}

/** Stubs that waited for masters which came, unless the page names them itself; with what is known of them. */
async function arrivedStubs(
  db: Db,
  context: RoundContext,
  content: PageContent,
  arrived: readonly string[],
  known: Known,
): Promise<PendingStub[]> {
  if (arrived.length === 0) return [];
  const { connectionId } = context.round;
  const named = new Set([...content.seen, ...content.removed]);
  const waited = await stubsOf(db, connectionId, arrived);
  const stubs = waited.filter(({ externalId }) => !named.has(externalId));
  const ids = stubs.map(({ externalId }) => externalId);
  for (const id of ids) context.expected.take(id);
  for (const event of await loadKnownEvents(db, connectionId, [...ids, ...arrived]))
    known.set(event.externalId, event);
  return stubs;
}

/** A replay that brings news is none: an event was edited twice during the walk. */
function loopingAfter({ isReplay, loopingPages }: PagesCursor, plan: PagePlan): number {
  if (isReplay === undefined) return loopingPages;
  return isReplay && plan.writes.length === 0 ? loopingPages + 1 : 0;
}

function bringsNothing(context: RoundContext, content: PageContent, planned: PlannedPages): boolean {
  const { plan, rows, unchanged, waiting, issues } = planned;
  return (
    plan.writes.length + plan.changes.length + plan.realigned.length + waiting.length + issues.length === 0 &&
    context.awaited.size === 0 &&
    (context.issues.size === 0 ||
      ![...content.removed, ...unchanged, ...idsOf(rows)].some((id) => context.issues.has(id)))
  );
}

function idsOf(rows: readonly EventRow[]): string[] {
  return rows.map((row) => row.external_id);
}

/** Maps what is not known to be as Graph sends it. */
export async function mapChanged(
  events: readonly GraphEvent[],
  known: Known,
  map: MapContext,
): Promise<{ mapped: MappedEvents; unchanged: KnownEvent[] }> {
  const unchanged: KnownEvent[] = [];
  const windowStart = printedTime(map.windowStart.toISOString());
  const changed = events.filter((event) => {
    const before = known.get(event.id);
    if (before === undefined || !isSentUnchanged(event, before, windowStart)) return true;
    unchanged.push(before);
    return false;
  });
  return { mapped: await mapEvents(changed, map), unchanged };
}

/** Plans rows against what is known of them and writes what differs: the end of a round. */
export async function writeRows(tx: Tx, context: RoundContext, rows: readonly EventRow[]): Promise<PagePlan> {
  const known = await knownOf(tx, context.round.connectionId, rows);
  const plan = planRows(context, rows, known);
  const changes = await writePlan(tx, context, plan, known);
  await clearKept(tx, context, idsOf(rows));
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
  const isNew = (row: EventRow): boolean => context.firstBaseline && !known.has(row.external_id);
  for (const row of writes) {
    context.masters.delete(row.external_id);
    if (isNew(row)) continue;
    context.seriesAhead.isWritten(row.external_id);
    if (row.series_master_id !== null) context.seriesAhead.isWritten(row.series_master_id);
    const left = known.get(row.external_id)?.seriesMasterId ?? null;
    if (left !== null) context.seriesAhead.isWritten(left);
  }
  await insertEvents(tx, await context.seriesAhead.arrive(writes.filter(isNew)));
  const written = await writeEvents(
    tx,
    writes.filter((row) => !isNew(row)),
  );
  return new Map(written.map((row) => [row.externalId, row.rowNumber]));
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
