/** Events of the mirror: a range of them with filters, and one with its body. */
import { queryOptions, keepPreviousData } from '@tanstack/react-query';
import type { CalendarEvent, CalendarEventList, CategoryList, Freshness } from '@calmirror/api-contract';
import { paths } from '@calmirror/api-contract/paths';

import { pathTo, request } from '../platform/http.ts';

export const eventsKey = ['events'] as const;
export const eventKey = ['event'] as const;
export const categoriesKey = ['categories'] as const;

/** All by AND; undefined: not filtered. The names are those of the page's address and of the API. */
export interface EventFilters {
  readonly calendar?: string | undefined;
  readonly category?: string | undefined;
  readonly importance?: 'LOW' | 'NORMAL' | 'HIGH' | undefined;
  readonly teams?: boolean | undefined;
  readonly q?: string | undefined;
}

export interface EventRange {
  /** First day, in `zone`. */
  readonly from: Temporal.PlainDate;
  /** The day after the last. */
  readonly until: Temporal.PlainDate;
  /** IANA. All-day events keep their dates whatever it is. */
  readonly zone: string;
}

export interface EventsInRange {
  readonly items: readonly CalendarEvent[];
  /** True: there are more than the page shows at once. */
  readonly more: boolean;
  readonly freshness: Freshness | null;
}

const PAGE = 1000;
const PAGES = 5;

export const eventsQuery = (range: EventRange, filters: EventFilters) =>
  queryOptions({
    queryKey: [...eventsKey, range.from.toString(), range.until.toString(), range.zone, filters],
    queryFn: ({ signal }) => eventsInRange(range, filters, signal),
    placeholderData: keepPreviousData,
  });

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: [...eventKey, id],
    queryFn: ({ signal }) => request<CalendarEvent>(pathTo(paths.event, { id }), { signal }),
  });

export const categoriesQuery = queryOptions({
  queryKey: categoriesKey,
  queryFn: ({ signal }) => request<CategoryList>(paths.categories, { signal }),
});

async function eventsInRange(
  range: EventRange,
  filters: EventFilters,
  signal: AbortSignal,
): Promise<EventsInRange> {
  const query = {
    start: midnight(range.from, range.zone),
    end: midnight(range.until, range.zone),
    calendarId: filters.calendar,
    category: filters.category,
    importance: filters.importance,
    teams: filters.teams,
    q: filters.q,
    limit: PAGE,
  };
  const items: CalendarEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer: CalendarEventList = await request(paths.events, { signal, query: { ...query, cursor } });
    items.push(...answer.items);
    if (answer.nextCursor === null) return { items, more: false, freshness: answer.freshness };
    cursor = answer.nextCursor;
  }
  return { items, more: true, freshness: null };
}

/** RFC 3339 with the zone's offset of that midnight: its date is what all-day events are compared with. */
function midnight(day: Temporal.PlainDate, zone: string): string {
  return day.toZonedDateTime(zone).toString({ timeZoneName: 'never' });
}
