import type { CallOptions, GraphHttp } from '../http/graph-http.ts';
import { calendarPath } from '../paths.ts';
import { parseEvent } from '../wire/event.ts';
import type { GraphEvent } from '../wire/event.ts';

export interface GetEventOptions extends CallOptions {
  /** Only these properties. `cancelledOccurrences` of a series comes in no other way. */
  readonly select?: readonly string[] | undefined;
}

/**
 * By the calendar, because `/me/events/{id}` may answer 404 for an event of a shared one.
 * https://learn.microsoft.com/graph/api/event-get
 */
export async function getEvent(
  graph: GraphHttp,
  accessToken: string,
  calendarId: string,
  eventId: string,
  options: GetEventOptions = {},
): Promise<GraphEvent> {
  const path = `${calendarPath(options.mailbox, calendarId)}/events/${encodeURIComponent(eventId)}`;
  const select = options.select === undefined ? '' : `?$select=${options.select.join(',')}`;
  const json = await graph.send({
    operation: 'getEvent',
    kind: 'read',
    method: 'GET',
    accessToken,
    target: { path: `${path}${select}` },
    options,
  });
  return parseEvent(json);
}
