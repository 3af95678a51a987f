/**
 * Reads Graph's pattern into one of three shapes, looking only at the fields that its type uses:
 * the others hold fillers. Enumerations are compared without regard to case.
 * https://learn.microsoft.com/graph/api/resources/recurrencepattern
 */
import { RecurrenceError } from './recurrence-error.ts';

/** Tolerant of what the wire may hold; everything is checked here. */
export interface PatternInput {
  readonly type?: string | null | undefined;
  readonly interval?: number | null | undefined;
  readonly month?: number | null | undefined;
  readonly dayOfMonth?: number | null | undefined;
  readonly daysOfWeek?: readonly string[] | null | undefined;
  readonly firstDayOfWeek?: string | null | undefined;
  readonly index?: string | null | undefined;
}

/** 1 is Monday, 7 is Sunday, as in ISO 8601 and Temporal. */
export type IsoWeekday = number;

export type Pattern = { readonly interval: number } & (
  | { readonly kind: 'daily' }
  | { readonly kind: 'weekly'; readonly days: readonly IsoWeekday[]; readonly weekStart: IsoWeekday }
  /** `month` is undefined in monthly patterns. */
  | { readonly kind: 'absolute'; readonly month: number | undefined; readonly dayOfMonth: number }
  | {
      readonly kind: 'relative';
      readonly month: number | undefined;
      readonly days: readonly IsoWeekday[];
      /** 1 to 4, or -1 for the last. */
      readonly position: number;
    }
);

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const positions: ReadonlyMap<string, number> = new Map([
  ['first', 1],
  ['second', 2],
  ['third', 3],
  ['fourth', 4],
  ['last', -1],
]);

export function readPattern(input: PatternInput | null | undefined): Pattern {
  if (input === null || input === undefined) throw new RecurrenceError('missing', 'pattern');
  const type = word(input.type, 'pattern.type');
  const interval = integer(input.interval, 'pattern.interval', 1, 9_999);
  switch (type) {
    case 'daily':
      return { kind: 'daily', interval };
    case 'weekly':
      return { kind: 'weekly', interval, days: readDays(input.daysOfWeek), weekStart: readWeekStart(input) };
    case 'absolutemonthly':
      return { kind: 'absolute', interval, month: undefined, dayOfMonth: readDayOfMonth(input) };
    case 'absoluteyearly':
      return { kind: 'absolute', interval, month: readMonth(input), dayOfMonth: readDayOfMonth(input) };
    case 'relativemonthly':
      return { kind: 'relative', interval, month: undefined, ...readRelative(input) };
    case 'relativeyearly':
      return { kind: 'relative', interval, month: readMonth(input), ...readRelative(input) };
    default:
      throw new RecurrenceError('unknown_value', 'pattern.type');
  }
}

function readRelative(input: PatternInput): { days: IsoWeekday[]; position: number } {
  // `first` is the documented default of `index`.
  const position = positions.get((input.index ?? 'first').toLowerCase());
  if (position === undefined) throw new RecurrenceError('unknown_value', 'pattern.index');
  return { days: readDays(input.daysOfWeek), position };
}

/** Each day once, Monday first. */
function readDays(names: readonly string[] | null | undefined): IsoWeekday[] {
  if (names === null || names === undefined || names.length === 0) {
    throw new RecurrenceError('missing', 'pattern.daysOfWeek');
  }
  return [...new Set(names.map((name) => weekday(name, 'pattern.daysOfWeek')))].sort((a, b) => a - b);
}

/** Sunday is Graph's default, Monday that of RFC 5545. */
function readWeekStart(input: PatternInput): IsoWeekday {
  return weekday(input.firstDayOfWeek || 'sunday', 'pattern.firstDayOfWeek');
}

function weekday(name: string, field: string): IsoWeekday {
  const index = weekdays.indexOf(name.toLowerCase());
  if (index === -1) throw new RecurrenceError('unknown_value', field);
  return index + 1;
}

function readMonth(input: PatternInput): number {
  return integer(input.month, 'pattern.month', 1, 12);
}

function readDayOfMonth(input: PatternInput): number {
  return integer(input.dayOfMonth, 'pattern.dayOfMonth', 1, 31);
}

export function word(value: string | null | undefined, field: string): string {
  if (value === null || value === undefined || value === '') throw new RecurrenceError('missing', field);
  return value.toLowerCase();
}

export function integer(
  value: number | null | undefined,
  field: string,
  least: number,
  most: number,
): number {
  if (value === null || value === undefined) throw new RecurrenceError('missing', field);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RecurrenceError('out_of_range', field);
  return value;
}
