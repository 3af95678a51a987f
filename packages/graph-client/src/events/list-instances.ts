import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { collectItems } from '../paging/collect-items.ts';
import type { ListOptions } from '../paging/collect-items.ts';
import { calendarPath, windowQuery } from '../paths.ts';
import type { Instant } from '../paths.ts';
import { eventValidator } from '../wire/event.ts';
import type { GraphEvent } from '../wire/event.ts';

/** https://learn.microsoft.com/graph/api/event-list-instances */
export async function listInstances(
  graph: GraphHttp,
  accessToken: string,
  calendarId: string,
  seriesMasterId: string,
  startDate: Instant,
  endDate: Instant,
  options: CallOptions & ListOptions = {},
): Promise<GraphEvent[]> {
  const master = `${calendarPath(options.mailbox, calendarId)}/events/${encodeURIComponent(seriesMasterId)}`;
  const path = `${master}/instances?${windowQuery(startDate, endDate)}&$top=250`;
  return collectItems(
    graph,
    { operation: 'listInstances', kind: 'read', method: 'GET', accessToken, target: { path }, options },
    eventValidator,
    options,
  );
}
