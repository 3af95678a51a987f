/**
 * Finds the recurrences in JSON as Graph answers it: an event, a page of events, a list of them, or
 * a bare patternedRecurrence. Events that do not recur are passed over.
 */
import { parseEvent } from '../wire/index.ts';
import type { GraphEvent } from '../wire/index.ts';

/** @throws Error in words for a person, if there is nothing that recurs. */
export function readSeries(text: string): GraphEvent[] {
  const series = itemsOf(parseJson(text)).flatMap((item) => {
    const event = parseEvent(isBare(item) ? { id: 'recurrence', recurrence: item } : item);
    return event.recurrence === null || event.recurrence === undefined ? [] : [event];
  });
  if (series.length === 0)
    throw new Error('There is no recurrence in this JSON: it stands on series masters only.');
  return series;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
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
