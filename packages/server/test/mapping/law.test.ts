import { GraphError } from '@calmirror/graph-client/errors';
import { parseEvent } from '@calmirror/graph-client/wire';
import type { GraphEvent } from '@calmirror/graph-client/wire';
import * as fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';

import { plainColumns } from '../../src/mirror/copy-text.ts';
import { EventRow } from '../../src/mirror/event-row.ts';
import { mapEvent, mapOccurrence } from '../../src/sync/map-event.ts';
import { MappingError } from '../../src/sync/mapping-error.ts';
import { corpusEvents, context } from './corpus.ts';

const isRow = Compile(EventRow);

/** What may stand where Graph's documents promise something better. */
const oddValue = fc.oneof(
  fc.constantFrom(
    null,
    '',
    'unknownFutureValue',
    '__proto__',
    '\u0000',
    '\ud800',
    0,
    -1,
    1e21,
    true,
    [],
    {},
    [null],
  ),
  fc.constantFrom('tzone://Microsoft/Custom', 'Customized Time Zone', 'Pacific Standard Time'),
  fc.string(),
);

const oddTime = fc.constantFrom(
  '0000-01-01T00:00:00',
  '0001-01-01T00:00:00Z',
  '2026-02-30T00:00:00',
  '2026-11-25T24:00:00',
  '9999-12-31T23:59:59.9999999',
  '9999-12-31T23:59:59-08:00',
  '10000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '2026-11-25',
);

/** The keys on the way to a value of `event`, however deep. */
function pathsOf(event: unknown, path: readonly string[] = []): string[][] {
  if (typeof event !== 'object' || event === null) return [];
  return Object.entries(event).flatMap(([key, value]) => [[...path, key], ...pathsOf(value, [...path, key])]);
}

/** A copy with another value in one place; the same where the place is gone. */
function withValue(event: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const items: readonly unknown[] | undefined = Array.isArray(event) ? event : undefined;
  if (items !== undefined)
    return items.map((item, at) => (String(at) === key ? withValue(item, rest, value) : item));
  if (typeof event !== 'object' || event === null) return event;
  return Object.fromEntries(
    Object.entries(event).map(([name, old]) => [name, name === key ? withValue(old, rest, value) : old]),
  );
}

/** Some with a recurrence, some all day, none with a long body: those have laws of their own. */
const events = corpusEvents()
  .filter((event) => JSON.stringify(event).length < 3_000)
  .map((event) => {
    const paths = pathsOf(event);
    return { event, paths: [paths, paths.filter((path) => /time|start|end|date/i.test(path.at(-1) ?? ''))] };
  });

/** Every other change is one of a time. */
const change = fc.oneof(
  fc.tuple(fc.constant(0), fc.nat(), oddValue),
  fc.tuple(fc.constant(1), fc.nat(), oddTime),
);
const spoiltEvent = fc
  .tuple(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([which, changes]) => {
    const { event, paths } = events[which % events.length] ?? { event: {}, paths: [] };
    return changes.reduce((spoilt: unknown, [kind, where, value]) => {
      const places = paths[kind] ?? [];
      return withValue(spoilt, places[where % places.length] ?? [], value);
    }, event);
  });

function readable(event: unknown): GraphEvent | undefined {
  try {
    return parseEvent(event);
  } catch (error) {
    if (error instanceof GraphError) return undefined;
    throw error;
  }
}

function rowOf(event: GraphEvent, isStub: boolean): EventRow | undefined {
  try {
    return isStub
      ? mapOccurrence(event, { isAllDay: event.isAllDay === true, timeZone: null }, context)
      : mapEvent(event, context);
  } catch (error) {
    if (error instanceof MappingError) return undefined;
    throw error;
  }
}

describe('the law of the mapping', () => {
  it('is that an event is refused by name or becomes a row that can be stored, whatever stands in it', () => {
    let rows = 0;
    fc.assert(
      fc.property(spoiltEvent, fc.boolean(), (spoilt, isStub) => {
        const event = readable(spoilt);
        const row = event === undefined ? undefined : rowOf(event, isStub);
        if (row === undefined) return;
        rows += 1;
        expect([...isRow.Errors(row)]).toEqual([]);
        for (const column of plainColumns) expect(String(row[column])).not.toMatch(/[\\\t\n\r\0]/);
        for (const at of [row.start_at, row.end_at, row.original_start, row.created_date_time])
          expect(at ?? '2026-01-01T00:00:00.000Z').toMatch(
            /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
          );
      }),
      { numRuns: 500 },
    );
    expect(rows).toBeGreaterThan(100);
  });
});
