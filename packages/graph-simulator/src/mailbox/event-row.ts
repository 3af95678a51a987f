/**
 * One event as Graph counts them: a single event, a master, an occurrence or an
 * exception. Rows point at the stored records, which never change.
 */
import { expandSeries, intersects, patternTimes, type SeriesInstance } from './expand-series.ts';
import type { EventContent, EventTimes, MailboxItem, SeriesMaster } from './types.ts';

export interface EventRow {
  readonly item: MailboxItem;
  /** Null for a single event and for a master. */
  readonly instance: SeriesInstance | null;
}

export type EventType = 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';

export function rowType({ item, instance }: EventRow): EventType {
  if (item.kind === 'single') return 'singleInstance';
  if (instance === null) return 'seriesMaster';
  return instance.exception === null ? 'occurrence' : 'exception';
}

/** A master has the times of the first date of its pattern. */
export function rowTimes({ item, instance }: EventRow): EventTimes {
  if (instance !== null) return instance.times;
  return item.kind === 'single' ? item.times : patternTimes(item, item.firstDate);
}

export function rowContent({ item, instance }: EventRow): EventContent {
  const overrides = instance?.exception?.overrides;
  return overrides === undefined ? item.content : { ...item.content, ...overrides };
}

export function masterRow(item: MailboxItem): EventRow {
  return { item, instance: null };
}

export function instanceRows(series: SeriesMaster, startMs: number, endMs: number): EventRow[] {
  return expandSeries(series, startMs, endMs).map((instance) => ({ item: series, instance }));
}

/** What a calendar view shows, in Graph's own order: single events first, then series. */
export function viewRows(items: Iterable<MailboxItem>, startMs: number, endMs: number): EventRow[] {
  const singles: EventRow[] = [];
  const instances: EventRow[] = [];
  for (const item of items)
    if (item.kind === 'series') instances.push(...instanceRows(item, startMs, endMs));
    else if (intersects(item.times, startMs, endMs)) singles.push({ item, instance: null });
  return [...singles, ...instances];
}
