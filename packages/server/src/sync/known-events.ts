/**
 * What the mirror has of what pages name, looked up before they are written: under the fence of the round nobody
 * else writes these rows.
 */
import type { KnownEvent } from '../mirror/event-row.ts';
import { loadFingerprints, loadKnownEvents } from '../mirror/event-store.ts';
import { loadDeliveredSeries } from '../mirror/series-store.ts';
import type { Db } from '../models/db.ts';
import type { PageContent } from './map-page.ts';
import type { RoundContext } from './round-context.ts';
import { mirrored } from './settle-facts.ts';

/** By id. */
export type Known = Map<string, KnownEvent>;

/** What of a page is looked up. */
type Named = Pick<PageContent, 'events' | 'occurrences'>;

/** Rows of everything that the page names, and of the masters of its occurrences. */
export async function loadKnown(db: Db, context: RoundContext, page: Named): Promise<Known> {
  const ids = page.events.map((event) => event.id);
  const known = new Map<string, KnownEvent>();
  for (const [seriesMasterId, stubs] of page.occurrences) {
    for (const stub of stubs) ids.push(stub.id);
    const master = context.masters.get(seriesMasterId);
    if (master === undefined) ids.push(seriesMasterId);
    else known.set(seriesMasterId, master);
  }
  for (const event of page.events) if (event.seriesMasterId) ids.push(event.seriesMasterId);
  await keepKnown(db, context, ids, known);
  return known;
}

/** Where nothing of the page can have a row yet: of the masters of its occurrences those that came on an earlier page. */
export async function loadKnownMasters(db: Db, context: RoundContext, page: Named): Promise<Known> {
  const known = new Map<string, KnownEvent>();
  const ids: string[] = [];
  const cameNow = new Set(page.events.map((event) => event.id));
  for (const id of page.occurrences.keys()) {
    if (cameNow.has(id) || context.newMasters.has(id)) continue;
    const master = context.masters.get(id);
    if (master === undefined) ids.push(id);
    else known.set(id, master);
  }
  await keepKnown(db, context, ids, known);
  return known;
}

/** Some 20 MB; of what is beyond, each page looks up its own. */
const MOST_EXPECTED = 50_000;

/**
 * Before a calendar is read in full again: what is there, all at once, for a third of what it costs to look it up page
 * by page. A first reading finds nothing, a delta names few, and a view needs the whole rows of its masters.
 * @param named by earlier pages of the round
 */
export async function expectEvents(db: Db, context: RoundContext, named: readonly string[]): Promise<void> {
  const { round, expected, firstBaseline } = context;
  if (round.kind !== 'baseline' || round.reads !== 'delta' || firstBaseline) return;
  const window = mirrored(context);
  const rows = await loadFingerprints(db, round.connectionId, window, MOST_EXPECTED);
  // Of a stub that waits comes a row that no page of this walk may name.
  expected.load(rows, rows.length < MOST_EXPECTED && context.awaited.size === 0);
  for (const id of named) expected.take(id);
  context.seriesAhead.begin(loadDeliveredSeries(db, round.connectionId, expected.masterIds(), window));
}

async function keepKnown(db: Db, context: RoundContext, ids: readonly string[], known: Known): Promise<void> {
  for (const event of await loadKnownEvents(db, context.round.connectionId, ids)) {
    known.set(event.externalId, event);
    if (event.type === 'seriesMaster') context.masters.set(event.externalId, event);
  }
}
