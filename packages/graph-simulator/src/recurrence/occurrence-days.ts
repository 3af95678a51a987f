/**
 * The dates that Graph's recurrence pattern gives, counted in whole days. A period
 * (day, week, month or year, by the pattern's type) has a number; every
 * `interval`-th period from an anchor brings its fitting days. Nothing here knows
 * times of day, zones, exceptions or any other notation of recurrence.
 */
import { civilFromDay, dayFromCivil, dayFromIso, daysInMonth, LAST_DAY, weekdayOf } from './civil-date.ts';
import {
  DAYS_OF_WEEK,
  type Recurrence,
  type RecurrencePattern,
  type RecurrencePhase,
  WEEK_INDEXES,
} from './types.ts';

interface Periods {
  /** The number of the period that holds this day. */
  of(day: number): number;
  /** Ascending, and never empty. */
  days(period: number): number[];
}

function weekdays(pattern: RecurrencePattern, startDay: number): ReadonlySet<number> {
  if (pattern.daysOfWeek.length === 0) return new Set([weekdayOf(startDay)]);
  return new Set(pattern.daysOfWeek.map((name) => DAYS_OF_WEEK.indexOf(name)));
}

/** Outlook's clamp: a day past the month's end is its last day. Source: MSDN, DayOfMonth of EWS. */
function clampedDay(year: number, month: number, dayOfMonth: number): number {
  return dayFromCivil(year, month, Math.min(Math.max(dayOfMonth, 1), daysInMonth(year, month)));
}

function relativeDay(
  year: number,
  month: number,
  index: RecurrencePattern['index'],
  fits: ReadonlySet<number>,
): number {
  const first = dayFromCivil(year, month, 1);
  const fitting: number[] = [];
  for (let day = first; day < first + daysInMonth(year, month); day += 1)
    if (fits.has(weekdayOf(day))) fitting.push(day);
  const chosen = index === 'last' ? fitting.at(-1) : fitting[WEEK_INDEXES.indexOf(index)];
  return chosen ?? first;
}

function periodsOf(pattern: RecurrencePattern, startDay: number): Periods {
  const fits = weekdays(pattern, startDay);
  const month = Math.min(Math.max(pattern.month, 1), 12);
  const monthNumber = (day: number): number => {
    const civil = civilFromDay(day);
    return civil.year * 12 + civil.month - 1;
  };
  const inMonth = (number: number): [year: number, month: number] => [
    Math.floor(number / 12),
    (number % 12) + 1,
  ];
  // Day -4 is a Sunday, so week 0 begins on the first `firstDayOfWeek` from it.
  const weekOrigin = DAYS_OF_WEEK.indexOf(pattern.firstDayOfWeek) - 4;
  const yearOf = (day: number): number => civilFromDay(day).year;
  const kinds: Record<RecurrencePattern['type'], Periods> = {
    daily: { of: (day) => day, days: (period) => [period] },
    weekly: {
      of: (day) => Math.floor((day - weekOrigin) / 7),
      days: (period) =>
        [0, 1, 2, 3, 4, 5, 6]
          .map((offset) => weekOrigin + period * 7 + offset)
          .filter((day) => fits.has(weekdayOf(day))),
    },
    absoluteMonthly: {
      of: monthNumber,
      days: (period) => [clampedDay(...inMonth(period), pattern.dayOfMonth)],
    },
    relativeMonthly: {
      of: monthNumber,
      days: (period) => [relativeDay(...inMonth(period), pattern.index, fits)],
    },
    absoluteYearly: { of: yearOf, days: (year) => [clampedDay(year, month, pattern.dayOfMonth)] },
    relativeYearly: { of: yearOf, days: (year) => [relativeDay(year, month, pattern.index, fits)] },
  };
  return kinds[pattern.type];
}

function anchorPeriod(periods: Periods, startDay: number, phase: RecurrencePhase): number {
  let period = periods.of(startDay);
  if (phase === 'range-start') return period;
  while (!periods.days(period).some((day) => day >= startDay)) period += 1;
  return period;
}

/**
 * Every date of the pattern from `fromDay` to `toDay`, both inclusive, ascending.
 * Deleted and moved occurrences are counted like all others; no series goes on after LAST_DAY.
 */
export function occurrenceDays(recurrence: Recurrence, fromDay: number, toDay: number): number[] {
  const { pattern, range, phase = 'first-fit' } = recurrence;
  const startDay = dayFromIso(range.startDate);
  const interval = Math.max(1, pattern.interval);
  const periods = periodsOf(pattern, startDay);
  const anchor = anchorPeriod(periods, startDay, phase);
  const rangeEnd = range.type === 'endDate' && range.endDate !== null ? dayFromIso(range.endDate) : LAST_DAY;
  const lastDay = Math.min(toDay, rangeEnd, LAST_DAY);
  const limit = range.type === 'numbered' ? range.numberOfOccurrences : Number.POSITIVE_INFINITY;
  // A numbered range has to be counted from its beginning, any other can be entered anywhere.
  const skipped =
    range.type === 'numbered' ? 0 : Math.max(0, Math.floor((periods.of(fromDay) - anchor) / interval));
  const days: number[] = [];
  let count = 0;
  for (let period = anchor + skipped * interval; ; period += interval) {
    for (const day of periods.days(period)) {
      if (day < startDay) continue;
      count += 1;
      if (day > lastDay || count > limit) return days;
      if (day >= fromDay) days.push(day);
    }
    // A period may hold days before startDate only, so the loop ends by its days alone.
  }
}

/** Undefined when the range ends before the pattern begins. */
export function firstOccurrenceDay(recurrence: Recurrence): number | undefined {
  const { phase = 'first-fit' } = recurrence;
  const startDay = dayFromIso(recurrence.range.startDate);
  const periods = periodsOf(recurrence.pattern, startDay);
  const interval = Math.max(1, recurrence.pattern.interval);
  let period = anchorPeriod(periods, startDay, phase);
  let first = periods.days(period).find((day) => day >= startDay);
  while (first === undefined) {
    period += interval;
    first = periods.days(period).find((day) => day >= startDay);
  }
  return occurrenceDays(recurrence, first, first)[0];
}
