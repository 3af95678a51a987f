/** Bench events as lines of COPY text: the same rows that the engine would write, made by its own mapper. */
import { mapEvent, mapOccurrence } from '@calmirror/server/sync/map-event';
import { parseEvent } from '@calmirror/graph-client/wire';

import type { BenchEvent } from './mixed-events.ts';

const windowStart = new Date('2026-08-24T00:00:00Z');
const syncedAt = '2026-11-22T12:00:00.000Z';

const arrays = new Set(['outlook_categories', 'recurrence_exceptions']);

function rowOf(event: BenchEvent, connectionId: string): Record<string, unknown> {
  const context = { connectionId, windowStart, syncedAt };
  const parsed = parseEvent(event);
  return event['type'] === 'occurrence'
    ? mapOccurrence(parsed, { isAllDay: false, timeZone: 'Europe/Berlin' }, context)
    : mapEvent(parsed, context);
}

export const copyColumns = Object.keys(
  rowOf(
    {
      id: 'x',
      type: 'occurrence',
      start: { dateTime: '2026-11-22T12:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-11-22T13:00:00', timeZone: 'UTC' },
    },
    '',
  ),
).join(', ');

export function copyText(events: readonly BenchEvent[], connectionId: string): string[] {
  return events.map((event) => {
    const fields = Object.entries(rowOf(event, connectionId)).map(([column, value]) => field(column, value));
    return `${fields.join('\t')}\n`;
  });
}

function field(column: string, value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  const text =
    arrays.has(column) && Array.isArray(value)
      ? `{${value.map((each) => JSON.stringify(each)).join(',')}}`
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
}
