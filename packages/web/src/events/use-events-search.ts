/** The search parameters that agenda, week and month share, and how they change: always through the address. */
import { useCallback } from 'react';
import { useNavigate, useSearch } from '@tanstack/react-router';

import type { EventFilters } from '../api/events.ts';
import { eventsSearch } from '../platform/search.ts';
import type { EventsSearch } from '../platform/search.ts';

export type SearchChange = { readonly [Name in keyof EventsSearch]?: EventsSearch[Name] | undefined };

export interface EventsSearchState {
  readonly search: EventsSearch;
  readonly filters: EventFilters;
  /** `undefined` takes a parameter away. `replace`: not a step of its own for the back button. */
  readonly change: (change: SearchChange, options?: { readonly replace?: boolean }) => void;
}

export function useEventsSearch(): EventsSearchState {
  const search = eventsSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const change = useCallback(
    (given: SearchChange, { replace = false } = {}) => {
      void navigate({
        to: '.',
        search: (before) => eventsSearch({ ...before, ...given }),
        replace,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return { search, filters: filtersOf(search), change };
}

export function filtersOf({ calendar, category, importance, teams, q }: EventsSearch): EventFilters {
  return { calendar, category, importance, teams, q };
}

export const noFilters = {
  calendar: undefined,
  category: undefined,
  importance: undefined,
  teams: undefined,
  q: undefined,
} as const satisfies SearchChange;

export function countFilters(filters: EventFilters): number {
  return Object.values(filters).filter((value) => value !== undefined).length;
}
