/**
 * A pattern as RFC 5545 rule parts, in one fixed order: FREQ, INTERVAL (left out if 1), BYMONTH,
 * BYMONTHDAY, BYDAY, BYSETPOS, WKST (weekly only). COUNT and UNTIL are added by the caller.
 * RFC 5545 section 3.3.10; Microsoft's own mapping: MS-OXCICAL 2.1.3.2.2.
 */
import type { IsoWeekday, Pattern } from './recurrence-pattern.ts';

const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export function ruleParts(pattern: Pattern): string[] {
  const interval = pattern.interval === 1 ? [] : [`INTERVAL=${pattern.interval}`];
  if (pattern.kind === 'daily') return ['FREQ=DAILY', ...interval];
  if (pattern.kind === 'weekly') {
    // Always WKST: with INTERVAL or several days it decides, and RFC's default is not Graph's.
    return ['FREQ=WEEKLY', ...interval, byDay(pattern.days), `WKST=${dayName(pattern.weekStart)}`];
  }
  const period = monthlyOrYearly(pattern.month, interval);
  return pattern.kind === 'absolute'
    ? [...period, ...byMonthDay(pattern)]
    : [...period, ...relative(pattern)];
}

/** Without BYMONTH, "the last Wednesday" of a yearly rule would be the year's. */
function monthlyOrYearly(month: number | undefined, interval: readonly string[]): string[] {
  return month === undefined
    ? ['FREQ=MONTHLY', ...interval]
    : ['FREQ=YEARLY', ...interval, `BYMONTH=${month}`];
}

/**
 * Outlook takes the month's last day where RFC 5545 skips the month, so 29 to 31 are "the latest of".
 * Not BYMONTHDAY=-1 for the 31st, though it gives the same days: a reader who sees 31 sees what was meant.
 */
function byMonthDay({ month, dayOfMonth }: Pattern & { kind: 'absolute' }): string[] {
  if (dayOfMonth <= shortest(month)) return [`BYMONTHDAY=${dayOfMonth}`];
  const days = Array.from({ length: dayOfMonth - 27 }, (_, index) => 28 + index);
  return [`BYMONTHDAY=${days.join(',')}`, 'BYSETPOS=-1'];
}

/** Days that every such month has; of all months if none is named. */
function shortest(month: number | undefined): number {
  return month === undefined ? 28 : Temporal.PlainDate.from({ year: 2023, month, day: 1 }).daysInMonth;
}

/** Several days mean one of them each period: `-1MO,-1TU` would be two. */
function relative(pattern: Pattern & { kind: 'relative' }): string[] {
  const [only, ...others] = pattern.days;
  if (only !== undefined && others.length === 0) return [`BYDAY=${pattern.position}${dayName(only)}`];
  return [byDay(pattern.days), `BYSETPOS=${pattern.position}`];
}

function byDay(days: readonly IsoWeekday[]): string {
  return `BYDAY=${days.map(dayName).join(',')}`;
}

function dayName(day: IsoWeekday): string {
  return names[day - 1] ?? 'MO';
}
