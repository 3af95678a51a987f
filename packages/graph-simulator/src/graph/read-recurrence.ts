/** A `patternedRecurrence` of a request, checked as strictly as Exchange does. */
import { type Static, Type } from 'typebox';
import { isIsoDate } from '../mailbox/event-times.ts';
import { dayFromIso, isKeptDay } from '../recurrence/civil-date.ts';
import {
  DAYS_OF_WEEK,
  PATTERN_TYPES,
  type PatternType,
  type Recurrence,
  WEEK_INDEXES,
} from '../recurrence/types.ts';
import { GraphError } from './graph-error.ts';

const text = Type.Union([Type.String(), Type.Null()]);

export const RecurrenceBody = Type.Object({
  pattern: Type.Object({
    type: Type.String(),
    interval: Type.Optional(Type.Integer()),
    month: Type.Optional(Type.Integer()),
    dayOfMonth: Type.Optional(Type.Integer()),
    daysOfWeek: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
    firstDayOfWeek: Type.Optional(text),
    index: Type.Optional(text),
  }),
  range: Type.Object({
    type: Type.String(),
    startDate: Type.String(),
    endDate: Type.Optional(text),
    numberOfOccurrences: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
    recurrenceTimeZone: Type.Optional(text),
  }),
});

export function invalidProperty(why: string): GraphError {
  return new GraphError(
    400,
    'ErrorPropertyValidationFailure',
    `At least one property failed validation. ${why}`,
  );
}

/** Documentation and old clients write capitals; Exchange does not mind. */
export function oneOf<T extends string>(allowed: readonly T[], given: string, what: string): T {
  const found = allowed.find((value) => value.toLowerCase() === given.toLowerCase());
  if (found === undefined)
    throw new GraphError(400, 'RequestBodyRead', `Requested value '${given}' of '${what}' was not found.`);
  return found;
}

const NEEDS_DAYS: ReadonlySet<PatternType> = new Set(['weekly', 'relativeMonthly', 'relativeYearly']);
const NEEDS_DAY_OF_MONTH: ReadonlySet<PatternType> = new Set(['absoluteMonthly', 'absoluteYearly']);
const NEEDS_MONTH: ReadonlySet<PatternType> = new Set(['absoluteYearly', 'relativeYearly']);

function within(value: number, min: number, max: number, what: string): number {
  if (value < min || value > max) throw invalidProperty(`'${what}' must be between ${min} and ${max}.`);
  return value;
}

function isKeptDate(date: string): boolean {
  return isIsoDate(date) && isKeptDay(dayFromIso(date));
}

/** Fields that the type does not use become the fillers that Graph answers with. */
export function readRecurrence({ pattern, range }: Static<typeof RecurrenceBody>): Recurrence {
  const type = oneOf(PATTERN_TYPES, pattern.type, 'pattern.type');
  const days = (pattern.daysOfWeek ?? []).map((day) => oneOf(DAYS_OF_WEEK, day, 'daysOfWeek'));
  if (NEEDS_DAYS.has(type) && days.length === 0)
    throw invalidProperty(`A ${type} pattern needs 'daysOfWeek'.`);
  const rangeType = oneOf(['endDate', 'noEnd', 'numbered'] as const, range.type, 'range.type');
  if (!isKeptDate(range.startDate)) throw invalidProperty("'range.startDate' is not a date.");
  const endDate = rangeType === 'endDate' ? (range.endDate ?? '') : null;
  if (endDate !== null && (!isKeptDate(endDate) || endDate < range.startDate))
    throw invalidProperty("'range.endDate' is not a date on or after 'range.startDate'.");
  return {
    pattern: {
      type,
      interval: within(pattern.interval ?? 1, 1, 999, 'interval'),
      month: NEEDS_MONTH.has(type) ? within(pattern.month ?? 0, 1, 12, 'month') : 0,
      dayOfMonth: NEEDS_DAY_OF_MONTH.has(type) ? within(pattern.dayOfMonth ?? 0, 1, 31, 'dayOfMonth') : 0,
      daysOfWeek: NEEDS_DAYS.has(type) ? days : [],
      firstDayOfWeek: oneOf(DAYS_OF_WEEK, pattern.firstDayOfWeek ?? 'sunday', 'firstDayOfWeek'),
      index: type.startsWith('relative') ? oneOf(WEEK_INDEXES, pattern.index ?? 'first', 'index') : 'first',
    },
    range: {
      type: rangeType,
      startDate: range.startDate,
      endDate,
      numberOfOccurrences:
        rangeType === 'numbered' ? within(range.numberOfOccurrences ?? 0, 1, 999, 'numberOfOccurrences') : 0,
      recurrenceTimeZone: range.recurrenceTimeZone ?? '',
    },
  };
}
