import type { QueryClient } from '@tanstack/react-query';

import { calendarsQuery } from '../api/calendars.ts';
import { categoriesQuery, eventsQuery } from '../api/events.ts';
import type { EventRange } from '../api/events.ts';
import type { EventsSearch } from '../platform/search.ts';
import { filtersOf } from './use-events-search.ts';

/** What agenda, week and month need before they show. Events that do not come are the page's own trouble. */
export async function loadEvents(
  client: QueryClient,
  range: EventRange,
  search: EventsSearch,
): Promise<void> {
  await Promise.all([
    client.ensureQueryData(calendarsQuery),
    client.prefetchQuery(eventsQuery(range, filtersOf(search))),
    client.prefetchQuery(categoriesQuery),
  ]);
}
