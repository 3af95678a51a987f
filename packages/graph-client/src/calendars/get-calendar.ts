import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { calendarPath } from '../paths.ts';
import { calendarValidator } from '../wire/calendar.ts';
import type { GraphCalendar } from '../wire/calendar.ts';
import { parseAs } from '../wire/parse-as.ts';

/** https://learn.microsoft.com/graph/api/calendar-get */
export async function getCalendar(
  graph: GraphHttp,
  accessToken: string,
  calendarId: string,
  options: CallOptions = {},
): Promise<GraphCalendar> {
  const path = calendarPath(options.mailbox, calendarId);
  const json = await graph.send({
    operation: 'getCalendar',
    kind: 'read',
    method: 'GET',
    accessToken,
    target: { path },
    options,
  });
  return parseAs(calendarValidator, json, 'calendar');
}
