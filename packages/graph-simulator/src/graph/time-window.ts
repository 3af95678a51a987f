/** `startDateTime` and `endDateTime` of views, instances and delta. No zone preference touches them. */
import { isIsoDate } from '../mailbox/event-times.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';

export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

const MAX_DAYS = 1825;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/i;

/** @throws GraphError 400 */
export function instantOf(name: string, text: string): number {
  const match = ISO.exec(text);
  // Without an offset the time is UTC; a bare date is its midnight.
  const complete = match === null ? '' : `${text}${match[1] === undefined ? 'T00:00' : ''}${match[4] ?? 'Z'}`;
  const ms = match === null ? Number.NaN : Date.parse(match[4] === undefined ? complete : text);
  // A day that no calendar has would be read as one of the next month.
  if (Number.isNaN(ms) || !isIsoDate(text.slice(0, 10)))
    throw new GraphError(
      400,
      'ErrorInvalidParameter',
      `The value '${text}' of parameter '${name}' is invalid.`,
    );
  return ms;
}

/** @throws GraphError as Graph answers a missing, unreadable, reversed or too wide window. */
export function readWindow(request: GraphRequest): TimeWindow {
  const start = request.query.get('startdatetime');
  const end = request.query.get('enddatetime');
  if (start === undefined || end === undefined || start === '' || end === '')
    throw new GraphError(
      400,
      'ErrorInvalidParameter',
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
    );
  const startMs = instantOf('StartDateTime', start);
  const endMs = instantOf('EndDateTime', end);
  if (endMs < startMs)
    throw new GraphError(400, 'ErrorInvalidParameter', 'The end of the time window is before its start.');
  if (endMs - startMs > MAX_DAYS * 86_400_000)
    throw new GraphError(
      400,
      'ErrorInvalidRequest',
      `Your request can't be completed. The range between the start and end dates is greater than the allowed range. Maximum number of days: ${MAX_DAYS}`,
    );
  return { startMs, endMs };
}
