/**
 * The tables of `test/recurrence-patterns`: a pattern in Graph's terms beside a rule of
 * RFC 5545 that means the same, both written out as text. No converter of this project
 * made them. Columns: name | pattern | start in its zone | rule | times a gap moves.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  DAYS_OF_WEEK,
  PATTERN_TYPES,
  type Recurrence,
  type RecurrencePhase,
  WEEK_INDEXES,
} from '../../src/recurrence/types.ts';

export interface NamedPattern {
  readonly name: string;
  readonly recurrence: Recurrence;
  /** Undefined where the start fits, or the interval is 1: then both phases mean the same. */
  readonly phase: RecurrencePhase | undefined;
  readonly allDay: boolean;
  readonly zone: string;
  /** `20260329T023000`, the wall clock of RFC 5545's DTSTART. */
  readonly dtStart: string;
  readonly rule: string;
  /** Instants of occurrences whose wall clock does not exist: libraries leave those out. */
  readonly moved: readonly string[];
}

const folder = path.resolve(import.meta.dirname, '../recurrence-patterns');

function oneOf<T extends string>(allowed: readonly T[], given: string): T {
  const found = allowed.find((value) => value === given);
  if (found === undefined) throw new TypeError(`'${given}' is none of ${allowed.join(', ')}.`);
  return found;
}

function readPattern(
  written: string,
  zone: string,
): { recurrence: Recurrence; phase: RecurrencePhase | undefined } {
  const [type = '', ...pairs] = written.split(' ');
  const fields = new Map(
    pairs.map((pair): [string, string] => {
      const [key = '', value = ''] = pair.split('=');
      return [key, value];
    }),
  );
  const take = (key: string): string | undefined => {
    const value = fields.get(key);
    fields.delete(key);
    return value;
  };
  const [count, end, phase] = [take('count'), take('end'), take('phase')];
  const recurrence: Recurrence = {
    pattern: {
      type: oneOf(PATTERN_TYPES, type),
      interval: Number(take('interval')),
      month: Number(take('month') ?? 0),
      dayOfMonth: Number(take('day') ?? 0),
      daysOfWeek: (take('days') ?? '')
        .split(',')
        .filter((name) => name !== '')
        .map((name) => oneOf(DAYS_OF_WEEK, name)),
      firstDayOfWeek: oneOf(DAYS_OF_WEEK, take('week') ?? 'sunday'),
      index: oneOf(WEEK_INDEXES, take('index') ?? 'first'),
    },
    range: {
      type: count !== undefined ? 'numbered' : end !== undefined ? 'endDate' : 'noEnd',
      startDate: take('start') ?? '',
      endDate: end ?? null,
      numberOfOccurrences: Number(count ?? 0),
      recurrenceTimeZone: zone,
    },
  };
  if (fields.size > 0) throw new TypeError(`Unknown in '${written}': ${[...fields.keys()].join(', ')}.`);
  return {
    recurrence,
    phase: phase === undefined ? undefined : oneOf(['first-fit', 'range-start'] as const, phase),
  };
}

function readRow(line: string): NamedPattern {
  const [name = '', pattern = '', start = '', rule = '', moved = ''] = line.split(' | ');
  const match = /^(all-day )?(\S+) (\d{8}T\d{6})$/.exec(start);
  if (match === null || rule === '') throw new TypeError(`Not a row: ${line}`);
  const [, allDay, zone = '', dtStart = ''] = match;
  return {
    name,
    ...readPattern(pattern, zone),
    allDay: allDay !== undefined,
    zone,
    dtStart,
    rule,
    moved: moved === '' ? [] : moved.split(' '),
  };
}

/** By the table they are in, which is the name of its file. */
export const namedPatterns: readonly (readonly [table: string, patterns: readonly NamedPattern[]])[] =
  readdirSync(folder)
    .toSorted()
    .map((file) => [
      path.basename(file, '.txt'),
      readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n').map(readRow),
    ]);
