/**
 * What a round asks of Graph, for one calendar: the narrow door to connections/graph-access.
 * Counts requests, so that runs can show what they cost.
 */
import { GraphError } from '@calmirror/graph-client/errors';
import type { DeltaItem, GraphEvent } from '@calmirror/graph-client/wire';

import type { GraphAccess } from '../connections/graph-access.ts';
import type { Reading } from './reading.ts';
import type { SyncWindow } from './sync-window.ts';

export interface SeriesInstances {
  readonly events: readonly GraphEvent[];
  /** Ids of instances that are there but cannot be read: they must not look deleted. */
  readonly unreadable: readonly string[];
}

/** A page of either way of reading. Without a link to go on it is the last. */
export interface ReadPage {
  readonly items: readonly DeltaItem[];
  readonly nextLink?: string;
  /** Of the last page of a delta query. */
  readonly deltaLink?: string;
}

export interface CalendarReader {
  /** One page; null link: the first of a baseline or of a view. */
  page(link: string | null, window: SyncWindow, reading: Reading): Promise<ReadPage>;
  instances(seriesMasterId: string, window: SyncWindow): Promise<SeriesInstances>;
  event(id: string): Promise<GraphEvent>;
  /** Requests sent since the last call. */
  takeRequests(): number;
}

export function calendarReader(
  access: GraphAccess,
  calendar: { accountId: string; externalCalendarId: string },
  signal: AbortSignal,
): CalendarReader {
  let requests = 0;
  const id = calendar.externalCalendarId;
  const options = { signal, requests: { add: (count: number): void => void (requests += count) } };
  return {
    page: (link, window, { reads, pageSize }) => {
      const query = { startDate: window.start.toISOString(), endDate: window.end.toISOString(), pageSize };
      return access.with<ReadPage>(
        calendar.accountId,
        (graph, token) =>
          reads === 'delta'
            ? graph.getDeltaEvents(token, id, link, query, { signal })
            : graph.getViewPage(token, id, link, query, { signal }),
        options,
      );
    },
    instances: async (seriesMasterId, window) => {
      const unreadable: string[] = [];
      const events = await access.with(
        calendar.accountId,
        (graph, token) =>
          graph.listInstances(
            token,
            id,
            seriesMasterId,
            window.start.toISOString(),
            window.end.toISOString(),
            {
              signal,
              onMalformed: (item) => {
                // Without an id it could be any of them: then the series cannot be judged now.
                if (item.id === undefined)
                  throw new GraphError('malformed_response', 'An instance has no id.');
                unreadable.push(item.id);
              },
            },
          ),
        options,
      );
      return { events, unreadable };
    },
    event: (eventId) =>
      access.with(
        calendar.accountId,
        (graph, token) => graph.getEvent(token, id, eventId, { signal }),
        options,
      ),
    takeRequests: () => {
      const taken = requests;
      requests = 0;
      return taken;
    },
  };
}
