/**
 * One page of calendarView/delta, read: events, tombstones, and what could not be read, in the
 * order delivered, because an id may come several times and its last mention counts.
 * https://learn.microsoft.com/graph/delta-query-events
 */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { eventValidator } from './event.ts';
import type { GraphEvent } from './event.ts';
import type { MalformedItem } from './page.ts';
import { reasonFor } from './parse-as.ts';
import { id, maybe, maybeString } from './tolerant.ts';

/** Means "not in this window", never by itself "deleted": Graph also names what was touched outside it. */
export interface RemovedItem {
  readonly id: string;
  /** `deleted`, for calendars. */
  readonly reason: string;
}

export type DeltaItem =
  | { readonly kind: 'event'; readonly event: GraphEvent }
  | { readonly kind: 'removed'; readonly removed: RemovedItem }
  | { readonly kind: 'malformed'; readonly malformed: MalformedItem };

export interface DeltaPage {
  readonly events: readonly GraphEvent[];
  readonly removed: readonly RemovedItem[];
  /** All of them, as delivered. */
  readonly items: readonly DeltaItem[];
  readonly malformed: readonly MalformedItem[];
  /** Exactly one of the two links is there. */
  readonly nextLink?: string;
  readonly deltaLink?: string;
}

export const removedItemSchema = Type.Object({
  id,
  '@removed': maybe(Type.Object({ reason: maybeString })),
});

const removedValidator = Compile(removedItemSchema);
const hasIdValidator = Compile(Type.Object({ id }));

export function readDeltaItems(value: readonly unknown[]): Omit<DeltaPage, 'deltaLink' | 'nextLink'> {
  const events: GraphEvent[] = [];
  const removed: RemovedItem[] = [];
  const items: DeltaItem[] = [];
  const malformed: MalformedItem[] = [];
  const putAside = (item: MalformedItem): void => {
    malformed.push(item);
    items.push({ kind: 'malformed', malformed: item });
  };
  for (const raw of value) {
    if (isTombstone(raw)) {
      if (removedValidator.Check(raw)) {
        const item = { id: raw.id, reason: raw['@removed']?.reason ?? 'deleted' };
        removed.push(item);
        items.push({ kind: 'removed', removed: item });
      } else {
        putAside(malformedItem(raw, reasonFor(removedValidator, raw)));
      }
    } else if (eventValidator.Check(raw)) {
      events.push(raw);
      items.push({ kind: 'event', event: raw });
    } else {
      putAside(malformedItem(raw, reasonFor(eventValidator, raw)));
    }
  }
  return { events, removed, items, malformed };
}

export function malformedItem(raw: unknown, reason: string): MalformedItem {
  return hasIdValidator.Check(raw) ? { raw, reason, id: raw.id } : { raw, reason };
}

function isTombstone(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && '@removed' in raw;
}
