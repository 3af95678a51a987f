/** What the grid of an address shows on this device: known before the grid itself is loaded. */
import type { EventRange } from '../../api/events.ts';
import { firstWeekday } from '../../format/week-start.ts';
import { today, viewerZone } from '../../platform/clock.ts';
import type { EventsSearch } from '../../platform/search.ts';
import { gridRange } from './grid-range.ts';
import type { GridKind } from './grid-range.ts';

export type GridView = 'week' | 'month';

/** Where a week or a month of columns cannot be read. */
export const NARROW = '(width < 44rem)';

export function gridKind(view: GridView, isNarrow: boolean): GridKind {
  return view === 'week' && isNarrow ? 'days' : view;
}

export function dateOf({ date }: Pick<EventsSearch, 'date'>): Temporal.PlainDate {
  return date === undefined ? today() : Temporal.PlainDate.from(date);
}

export function addressRange(
  view: GridView,
  search: EventsSearch,
  isNarrow = matchMedia(NARROW).matches,
): EventRange {
  return { ...gridRange(gridKind(view, isNarrow), dateOf(search), firstWeekday()), zone: viewerZone() };
}
