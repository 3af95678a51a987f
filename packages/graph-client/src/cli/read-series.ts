/**
 * Finds the recurrences in JSON as Graph answers it: an event, a page of events, a list of them, or
 * a bare patternedRecurrence. Events that do not recur are passed over.
 */
import { GraphError } from '../errors.ts';
import { parseEvent } from '../wire/index.ts';
import type { GraphEvent } from '../wire/index.ts';

/** @throws Error in words for a person, if there is nothing that recurs. */
export function readSeries(text: string): GraphEvent[] {
  const series = itemsOf(parseJson(text)).flatMap((item) => {
    const event = readEvent(item);
    return event.recurrence === null || event.recurrence === undefined ? [] : [event];
  });
  if (series.length === 0)
    throw new Error('There is no recurrence in this JSON: it stands on series masters only.');
  return series;
}

/** Whoever cut an event down to what matters need not have left its id. */
function readEvent(item: unknown): GraphEvent {
  const event = isBare(item) ? { recurrence: item } : item;
  try {
    return parseEvent(isObject(event) ? { id: 'none', ...event } : event);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new Error(`This is no event of Graph's. ${error.message}`, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    // Windows writes a mark before the text of a file.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Error('This is not JSON.', { cause: error });
  }
}

function itemsOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  return isObject(json) && Array.isArray(json['value']) ? json['value'] : [json];
}

function isBare(item: unknown): boolean {
  return isObject(item) && 'pattern' in item && 'range' in item;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
