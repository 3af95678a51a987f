import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { collectItems } from '../paging/collect-items.ts';
import type { ListOptions } from '../paging/collect-items.ts';
import { calendarPath, windowQuery } from '../paths.ts';
import type { Instant } from '../paths.ts';
import { eventValidator } from '../wire/event.ts';
import type { GraphEvent } from '../wire/event.ts';

/** https://learn.microsoft.com/graph/api/calendar-list-calendarview : 1 to 1000 a page. */
export async function listEvents(
  graph: GraphHttp,
  accessToken: string,
  calendarId: string,
  startDate: Instant,
  endDate: Instant,
  options: CallOptions & ListOptions = {},
): Promise<GraphEvent[]> {
  const path = `${calendarPath(options.mailbox, calendarId)}/calendarView?${windowQuery(startDate, endDate)}&$top=250`;
  return collectItems(
    graph,
    { operation: 'listEvents', kind: 'read', method: 'GET', accessToken, target: { path }, options },
    eventValidator,
    options,
  );
}
