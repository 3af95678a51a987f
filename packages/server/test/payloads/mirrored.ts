/**
 * What the mirror would hold after a page: the mapping of sync/, without its database. Rows are told
 * by the fields that say something: empty ones, and those of our own book-keeping, are left out.
 */
import type { DeltaPage } from '@calmirror/graph-client/wire';

import type { EventRow } from '../../src/mirror/event-row.ts';
import { mapOccurrence } from '../../src/sync/map-event.ts';
import type { MasterTimes } from '../../src/sync/map-event.ts';
import { foldPage, mapEvents } from '../../src/sync/map-page.ts';
import { idOf } from '../../src/sync/named-ids.ts';
import { now } from './answering-graph.ts';

export interface Mirrored {
  /** In the order in which Graph named them last. */
  readonly rows: readonly Partial<EventRow>[];
  readonly removed: readonly string[];
  /** Why an item was kept aside. */
  readonly aside: readonly string[];
}

const context = {
  connectionId: '00000000-0000-4000-8000-000000000001',
  // Before every example: what is history depends on a mailbox's window, not on a payload.
  windowStart: new Date('2000-01-01T00:00:00Z'),
  syncedAt: now.toISOString(),
};

/** @param master of the page's occurrences, where the page does not bring it */
export async function mirrored(page: DeltaPage, master?: MasterTimes): Promise<Mirrored> {
  const content = foldPage(page);
  const mapped = await mapEvents(content.events, context);
  const rows = [...mapped.rows];
  for (const [masterId, stubs] of content.occurrences) {
    const row = rows.find((candidate) => candidate.external_id === masterId);
    const times = row === undefined ? master : { isAllDay: row.is_all_day, timeZone: row.time_zone };
    if (times === undefined) throw new Error(`The table must say what the master ${masterId} is like.`);
    rows.push(...stubs.map((stub) => mapOccurrence(stub, times, context)));
  }
  const order = page.items.map(idOf);
  return {
    rows: rows
      .toSorted((a, b) => order.lastIndexOf(a.external_id) - order.lastIndexOf(b.external_id))
      .map(sayingSomething),
    removed: content.removed,
    aside: [...content.issues, ...mapped.issues].map((issue) => issue.reason),
  };
}

const bookKeeping: ReadonlySet<string> = new Set<keyof EventRow>([
  'connection_id',
  'mapper_version',
  'synced_at',
  'is_history',
]);

/** Where false is the rule. */
const flags: ReadonlySet<string> = new Set<keyof EventRow>([
  'body_truncated',
  'has_attachments',
  'is_all_day',
  'teams_enabled',
]);

function sayingSomething(row: EventRow): Partial<EventRow> {
  return Object.fromEntries(
    Object.entries(row).filter(([key, value]) => {
      const empty =
        value === null || (Array.isArray(value) && value.length === 0) || (value === false && flags.has(key));
      return !empty && !bookKeeping.has(key);
    }),
  );
}
