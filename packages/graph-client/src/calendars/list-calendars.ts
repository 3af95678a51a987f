import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { collectItems } from '../paging/collect-items.ts';
import type { ListOptions } from '../paging/collect-items.ts';
import { mailboxPath } from '../paths.ts';
import { calendarValidator } from '../wire/calendar.ts';
import type { GraphCalendar } from '../wire/calendar.ts';

/** https://learn.microsoft.com/graph/api/user-list-calendars : pages at 10 unless told otherwise. */
export async function listCalendars(
  graph: GraphHttp,
  accessToken: string,
  options: CallOptions & ListOptions = {},
): Promise<GraphCalendar[]> {
  const path = `${mailboxPath(options.mailbox)}/calendars?$top=100`;
  return collectItems(
    graph,
    { operation: 'listCalendars', kind: 'read', method: 'GET', accessToken, target: { path }, options },
    calendarValidator,
    options,
  );
}
