import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { calendarPath } from '../paths.ts';
import { parseEvent } from '../wire/event.ts';
import type { GraphEvent } from '../wire/event.ts';

/**
 * By the calendar, because `/me/events/{id}` may answer 404 for an event of a shared one.
 * https://learn.microsoft.com/graph/api/event-get
 */
export async function getEvent(
  graph: GraphHttp,
  accessToken: string,
  calendarId: string,
  eventId: string,
  options: CallOptions = {},
): Promise<GraphEvent> {
  const path = `${calendarPath(options.mailbox, calendarId)}/events/${encodeURIComponent(eventId)}`;
  const json = await graph.send({
    operation: 'getEvent',
    kind: 'read',
    method: 'GET',
    accessToken,
    target: { path },
    options,
  });
  return parseEvent(json);
}
