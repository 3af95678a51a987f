/**
 * A second reading of Graph's recurrence that walks day by day and counts: no division,
 * no jumps, a calendar of its own that is counted, too. Nothing of `src/recurrence` is
 * used but the types.
 */
import type { Recurrence } from '../../src/recurrence/types.ts';

interface CountedDay {
  readonly iso: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: string;
}

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const THIRTY = new Set([4, 6, 9, 11]);

function monthLength(year: number, month: number): number {
  if (month !== 2) return THIRTY.has(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** 1996-01-01 was a Monday. The last day is 2036-12-31. */
export const countedDays: readonly CountedDay[] = (() => {
  const days: CountedDay[] = [];
  const two = (number: number): string => String(number).padStart(2, '0');
  for (let year = 1996; year <= 2036; year += 1)
    for (let month = 1; month <= 12; month += 1)
      for (let day = 1; day <= monthLength(year, month); day += 1)
        days.push({
          iso: `${year}-${two(month)}-${two(day)}`,
          year,
          month,
          day,
          weekday: WEEK[days.length % 7] ?? '',
        });
  return days;
})();

function fits({ pattern }: Recurrence, at: number): boolean {
  const date = countedDays[at];
  if (date === undefined) return false;
  const isListed = (day: CountedDay | undefined): boolean =>
    pattern.daysOfWeek.some((name) => name === day?.weekday);
  const length = monthLength(date.year, date.month);
  const isDayOfMonth =
    date.day === pattern.dayOfMonth || (date.day === length && pattern.dayOfMonth > length);
  const isOfIndex = (): boolean => {
    if (!isListed(date)) return false;
    let before = 0;
    let after = 0;
    for (let day = 1; day <= length; day += 1) {
      if (!isListed(countedDays[at - date.day + day])) continue;
      if (day < date.day) before += 1;
      if (day > date.day) after += 1;
    }
    return pattern.index === 'last'
      ? after === 0
      : before === ['first', 'second', 'third', 'fourth'].indexOf(pattern.index);
  };
  const isMonth = date.month === pattern.month;
  switch (pattern.type) {
    case 'daily':
      return true;
    case 'weekly':
      return isListed(date);
    case 'absoluteMonthly':
      return isDayOfMonth;
    case 'relativeMonthly':
      return isOfIndex();
    case 'absoluteYearly':
      return isMonth && isDayOfMonth;
    case 'relativeYearly':
      return isMonth && isOfIndex();
  }
}

function beginsPeriod({ pattern }: Recurrence, { day, month, weekday }: CountedDay): boolean {
  if (pattern.type === 'daily') return true;
  if (pattern.type === 'weekly') return weekday === pattern.firstDayOfWeek;
  return day === 1 && (pattern.type.endsWith('Monthly') || month === 1);
}

const indexOf = new Map(countedDays.map(({ iso }, index) => [iso, index]));

/** Every date that the recurrence gives, as `YYYY-MM-DD`, to `lastDate` or until the counted calendar ends. */
export function countedDates(recurrence: Recurrence, lastDate: string): string[] {
  const { pattern, range, phase = 'first-fit' } = recurrence;
  const dates: string[] = [];
  // How many periods the current one lies behind the one that counts; unknown before the first that does.
  let behind = phase === 'range-start' ? 0 : undefined;
  const first = indexOf.get(range.startDate) ?? countedDays.length;
  for (let at = first; at < countedDays.length; at += 1) {
    const date = countedDays[at];
    if (date === undefined || date.iso > lastDate) break;
    if (range.type === 'endDate' && range.endDate !== null && date.iso > range.endDate) break;
    if (range.type === 'numbered' && dates.length === range.numberOfOccurrences) break;
    if (at > first && behind !== undefined && beginsPeriod(recurrence, date)) {
      behind += 1;
      if (behind === pattern.interval) behind = 0;
    }
    if (!fits(recurrence, at)) continue;
    behind ??= 0;
    if (behind === 0) dates.push(date.iso);
  }
  return dates;
}
