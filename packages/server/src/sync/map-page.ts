/**
 * One delta page → what it says, in our terms. No database, no Graph. Within a page the last mention of
 * an id wins. Occurrences need their master's all-day flag and zone: those of masters on other pages stay raw here.
 */
import { createHash } from 'node:crypto';

import type { DeltaItem, GraphEvent } from '@calmirror/graph-client/wire';

import type { EventRow } from '../mirror/event-row.ts';
import { NAMELESS } from '../mirror/sync-issues.ts';
import { inSlices } from '../platform/in-slices.ts';
import type { ReadPage } from './calendar-reader.ts';
import type { Found } from './expected-events.ts';
import { mapEvent, mapOccurrence, timesOf } from './map-event.ts';
import type { MapContext, MasterTimes } from './map-event.ts';
import { idOf } from './named-ids.ts';
import type { SettleAsk } from './plan-settle.ts';

export interface RawIssue {
  readonly externalId: string;
  readonly reason: string;
  /** undefined: not known, what was kept of it stays. */
  readonly raw: unknown;
  /** A question that Graph refused, instead of an event that cannot be read. */
  readonly ask?: SettleAsk['ask'];
}

export interface PageContent {
  /** Complete by themselves: singles, masters, exceptions. */
  readonly events: readonly GraphEvent[];
  /** Occurrences, by the id of their master. */
  readonly occurrences: ReadonlyMap<string, readonly GraphEvent[]>;
  readonly removed: readonly string[];
  /** Twice where the page has it more than once. */
  readonly seen: readonly string[];
  readonly touched: readonly string[];
  /** What cannot be read at all. */
  readonly issues: readonly RawIssue[];
}

export interface MappedEvents {
  readonly rows: readonly EventRow[];
  readonly issues: readonly RawIssue[];
}

/** The events of a page, and the occurrences of those that are masters. */
export interface MappedAhead extends MappedEvents {
  /** Occurrences of other masters, by their id. */
  readonly unplaced: PageContent['occurrences'];
}

/** What was read, less what came as expected, and mapped where that was done ahead. */
export interface PageToApply {
  readonly content: PageContent;
  readonly found: Found;
  readonly mapped: MappedAhead | undefined;
}

/** @param isDistinct no id is named twice */
export function foldPage(page: Pick<ReadPage, 'items'>, isDistinct = false): PageContent {
  const { mentions, twice } = isDistinct ? { mentions: page.items, twice: NONE } : lastMentions(page.items);
  const events: GraphEvent[] = [];
  const occurrences = new Map<string, GraphEvent[]>();
  const removed: string[] = [];
  const seen: string[] = [];
  const touched = new Set<string>();
  const issues: RawIssue[] = [];

  for (const mention of mentions) {
    if (mention.kind === 'removed') {
      removed.push(mention.removed.id);
      continue;
    }
    const id = idOf(mention);
    // A malformed event was still seen: a sweep must not take its older row.
    if (id !== undefined) seen.push(id);
    if (id !== undefined && twice.has(id)) seen.push(id);
    if (mention.kind === 'malformed') {
      const { raw, reason } = mention.malformed;
      issues.push({ externalId: id ?? nameOf(raw), reason, raw });
      continue;
    }
    const { event } = mention;
    if (event.type === 'seriesMaster') touched.add(event.id);
    const master = event.seriesMasterId ?? null;
    if (master !== null) touched.add(master);
    if (event.type === 'occurrence' && master !== null) {
      const siblings = occurrences.get(master);
      if (siblings === undefined) occurrences.set(master, [event]);
      else siblings.push(event);
      continue;
    }
    events.push(event);
  }
  return { events, occurrences, removed, seen, touched: [...touched], issues };
}

const NONE: ReadonlySet<string> = new Set();

/** The last mention of each id, where it stands; what has no id stands for itself. */
function lastMentions(items: readonly DeltaItem[]): {
  mentions: Iterable<DeltaItem>;
  twice: ReadonlySet<string>;
} {
  const last = new Map<string | DeltaItem, DeltaItem>();
  const twice = new Set<string>();
  for (const item of items) {
    // Delete first: the last mention also stands last.
    const id = idOf(item);
    if (id !== undefined && last.delete(id)) twice.add(id);
    last.set(id ?? item, item);
  }
  return { mentions: last.values(), twice };
}

/** As if they were one: pages that have no id in common, and behind pages that came as expected any other. */
export function joinPages(pages: readonly PageToApply[]): PageToApply {
  const [first] = pages;
  if (first !== undefined && pages.length === 1) return first;
  const all = pages.flatMap(({ mapped }) => mapped ?? []);
  return {
    content: {
      events: pages.flatMap(({ content }) => content.events),
      occurrences: joinOccurrences(pages.map(({ content }) => content.occurrences)),
      removed: pages.flatMap(({ content }) => content.removed),
      seen: pages.flatMap(({ content }) => content.seen),
      touched: [...new Set(pages.flatMap(({ content }) => content.touched))],
      issues: pages.flatMap(({ content }) => content.issues),
    },
    found: {
      ids: pages.flatMap(({ found }) => found.ids),
      masters: new Map(pages.flatMap(({ found }) => [...found.masters])),
    },
    mapped:
      all.length < pages.length
        ? undefined
        : {
            rows: all.flatMap(({ rows }) => rows),
            issues: all.flatMap(({ issues }) => issues),
            unplaced: joinOccurrences(all.map(({ unplaced }) => unplaced)),
          },
  };
}

function joinOccurrences(parts: readonly PageContent['occurrences'][]): PageContent['occurrences'] {
  const joined = new Map<string, readonly GraphEvent[]>();
  for (const part of parts) {
    for (const [master, stubs] of part) {
      const before = joined.get(master);
      joined.set(master, before === undefined ? stubs : [...before, ...stubs]);
    }
  }
  return joined;
}

export function mapEvents(events: readonly GraphEvent[], context: MapContext): Promise<MappedEvents> {
  return mapEach(
    events,
    (event) => event,
    (event) => mapEvent(event, context),
  );
}

/** What needs to know nothing of other pages. */
export async function mapAhead(
  { events, occurrences }: Pick<PageContent, 'events' | 'occurrences'>,
  context: MapContext,
): Promise<MappedAhead> {
  const { rows, issues } = await mapEvents(events, context);
  const unplaced = new Map(occurrences);
  const stubs: { stub: GraphEvent; master: MasterTimes }[] = [];
  for (const row of rows) {
    const own = row.type === 'seriesMaster' ? occurrences.get(row.external_id) : undefined;
    if (own === undefined) continue;
    unplaced.delete(row.external_id);
    const master = timesOf(row);
    for (const stub of own) stubs.push({ stub, master });
  }
  const placed = await mapEach(
    stubs,
    ({ stub }) => stub,
    ({ stub, master }) => mapOccurrence(stub, master, context),
  );
  return { rows: [...rows, ...placed.rows], issues: [...issues, ...placed.issues], unplaced };
}

/** In turns with whatever else the process does: a large page of long bodies takes a second. */
async function mapEach<T>(
  items: readonly T[],
  eventOf: (item: T) => GraphEvent,
  rowOf: (item: T) => EventRow,
): Promise<MappedEvents> {
  const rows: EventRow[] = [];
  const issues: RawIssue[] = [];
  await inSlices(items, (item) => {
    try {
      rows.push(rowOf(item));
    } catch (error) {
      issues.push(issueOf(eventOf(item), error));
    }
  });
  return { rows, issues };
}

/** One event that cannot be mapped, to be kept aside (S5). */
export function issueOf(event: GraphEvent, error: unknown): RawIssue {
  return { externalId: event.id, reason: error instanceof Error ? error.message : 'unknown', raw: event };
}

/** What came without an id is told apart by its content, so that none hides another. */
function nameOf(raw: unknown): string {
  return `${NAMELESS}${createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 16)}`;
}
