/** The person's calendar connections: what the dashboard shows and does. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import type {
  CalendarConnection,
  CalendarList,
  CalendarStats,
  SyncAllRequested,
  SyncRequested,
  SyncRunList,
} from '@calmirror/api-contract';
import { paths } from '@calmirror/api-contract/paths';

import { pathTo, request } from '../platform/http.ts';

export const calendarsKey = ['calendars'] as const;
export const runsKey = ['runs'] as const;
export const statsKey = ['stats'] as const;

/** Asked again every half minute, for the freshness it carries; sooner when the live stream says so. */
export const calendarsQuery = queryOptions({
  queryKey: calendarsKey,
  queryFn: ({ signal }) => request<CalendarList>(paths.calendars, { signal }),
  refetchInterval: 30_000,
});

export const runsQuery = (id: string) =>
  queryOptions({
    queryKey: [...runsKey, id],
    queryFn: ({ signal }) =>
      request<SyncRunList>(pathTo(paths.calendarRuns, { id }), { signal, query: { limit: 20 } }),
  });

/** Counts of events; not part of the list, because counting costs more than listing. */
export const statsQuery = queryOptions({
  queryKey: statsKey,
  queryFn: ({ signal }) => request<CalendarStats>(paths.calendarStats, { signal }),
});

export function useSyncNow(): UseMutationResult<SyncRequested, Error, { id: string; full?: boolean }> {
  return useCalendarsMutation(({ id, full }) =>
    request<SyncRequested>(pathTo(paths.calendarSync, { id }), { method: 'POST', query: { full } }),
  );
}

export function useSyncAll(): UseMutationResult<SyncAllRequested, Error, void> {
  return useCalendarsMutation(() => request<SyncAllRequested>(paths.calendarSyncAll, { method: 'POST' }));
}

/** Only these take a sync. */
export function isSyncing(status: CalendarConnection['status']): boolean {
  return status === 'connecting' || status === 'active';
}

/** keep: the events stay readable; purge: they are erased. */
export type DisconnectData = 'keep' | 'purge';

export function useDisconnect(): UseMutationResult<void, Error, { id: string; data: DisconnectData }> {
  return useCalendarsMutation(({ id, data }) =>
    request<void>(pathTo(paths.calendar, { id }), { method: 'DELETE', query: { data } }),
  );
}

function useCalendarsMutation<Answer, Asked>(
  mutationFn: (asked: Asked) => Promise<Answer>,
): UseMutationResult<Answer, Error, Asked> {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    // Refused or not, the list may have changed; disconnecting also takes events away.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: calendarsKey }),
        client.invalidateQueries({ queryKey: runsKey }),
        client.invalidateQueries({ queryKey: statsKey }),
        client.invalidateQueries({ queryKey: ['events'] }),
      ]),
  });
}
