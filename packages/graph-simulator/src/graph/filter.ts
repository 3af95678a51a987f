/**
 * `$filter` and `$orderby` as far as calendars need them: comparisons joined by
 * `and`. What is beyond that is refused, never ignored.
 */
import { GraphError } from './graph-error.ts';
import type { GraphJson } from './present-event.ts';

type Scalar = string | number | boolean | null;

interface Comparison {
  readonly path: string;
  readonly operator: string;
  readonly value: Scalar;
}

const COMPARISON =
  /^\s*([\w/]+)\s+(eq|ne|ge|gt|le|lt)\s+('(?:[^']|'')*'|true|false|null|-?\d+|\d{4}-[\dT:.Z+-]+)\s*$/i;
const STARTS_WITH = /^\s*startswith\(\s*([\w/]+)\s*,\s*('(?:[^']|'')*')\s*\)\s*$/i;

function literal(text: string): Scalar {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (text === 'null') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

function badFilter(filter: string): GraphError {
  return new GraphError(
    400,
    'ErrorInvalidUrlQueryFilter',
    `The query filter '${filter}' contains one or more invalid nodes.`,
  );
}

function parse(filter: string): Comparison[] {
  return filter.split(/\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)/i).map((part) => {
    const startsWith = STARTS_WITH.exec(part);
    if (startsWith !== null)
      return { path: startsWith[1] ?? '', operator: 'startswith', value: literal(startsWith[2] ?? "''") };
    const match = COMPARISON.exec(part);
    if (match === null) throw badFilter(filter);
    return {
      path: match[1] ?? '',
      operator: (match[2] ?? '').toLowerCase(),
      value: literal(match[3] ?? 'null'),
    };
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined where the path leads to nothing or to more than one plain value. */
function valueAt(event: GraphJson, path: string): Scalar | undefined {
  let value: unknown = event;
  for (const name of path.split('/')) {
    if (!isRecord(value)) return undefined;
    const key = Object.keys(value).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (key === undefined) return undefined;
    value = value[key];
  }
  return value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
    ? value
    : undefined;
}

/** Times are compared as instants, whatever fraction or suffix either side is written with. */
function comparable(path: string, value: Scalar): Scalar {
  if (typeof value !== 'string' || !/dateTime$/i.test(path)) return value;
  const ms = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value.slice(0, 23)}Z`);
  return Number.isNaN(ms) ? value : ms;
}

/** What an item leaves out is null. */
function holds(item: GraphJson, { path, operator, value }: Comparison): boolean {
  const left = comparable(path, valueAt(item, path) ?? null);
  const right = comparable(path, value);
  if (operator === 'eq') return left === right;
  if (operator === 'ne') return left !== right;
  if (operator === 'startswith')
    return (
      typeof left === 'string' &&
      typeof right === 'string' &&
      left.toLowerCase().startsWith(right.toLowerCase())
    );
  if (left === null || right === null || typeof left !== typeof right) return false;
  if (operator === 'ge') return left >= right;
  if (operator === 'gt') return left > right;
  return operator === 'le' ? left <= right : left < right;
}

/**
 * `known`: the paths that can be filtered by, in lower case; whether one is does not depend on the items. Events are
 * presented in UTC. @throws GraphError for a filter beyond these.
 */
export function filterBy(
  filter: string,
  items: readonly GraphJson[],
  known: ReadonlySet<string>,
): GraphJson[] {
  const comparisons = parse(filter);
  if (comparisons.some(({ path }) => !known.has(path.toLowerCase()))) throw badFilter(filter);
  return items.filter((item) => comparisons.every((comparison) => holds(item, comparison)));
}

const ORDERABLE = new Set([
  'start/datetime',
  'end/datetime',
  'subject',
  'createddatetime',
  'lastmodifieddatetime',
]);

/** Stable. @throws GraphError for a property that Graph does not sort by here. */
export function orderEvents(events: readonly GraphJson[], orderBy: string): GraphJson[] {
  const keys = orderBy.split(',').map((part) => {
    const [path = '', direction = 'asc', ...rest] = part.trim().split(/\s+/);
    if (!ORDERABLE.has(path.toLowerCase()) || !/^(asc|desc)$/i.test(direction) || rest.length > 0)
      throw new GraphError(
        400,
        'ErrorInvalidUrlQueryOrderBy',
        `The query '$orderby=${orderBy}' is not supported.`,
      );
    return { path, sign: direction.toLowerCase() === 'asc' ? 1 : -1 };
  });
  return [...events].sort((a, b) => {
    for (const { path, sign } of keys) {
      const left = String(valueAt(a, path) ?? '');
      const right = String(valueAt(b, path) ?? '');
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}
