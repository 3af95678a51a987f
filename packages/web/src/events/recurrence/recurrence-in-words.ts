/**
 * A recurrence rule as a sentence for people. Pure but for the locale; never throws. Undefined: the rule says
 * something there are no words for, and must be shown as it is rather than half.
 */
import { formatDate, monthName, weekdayName } from '../../format/intl.ts';
import { viewerLocale } from '../../format/locale.ts';
import { texts } from '../../texts/texts.ts';
import { parseRrule } from './parse-rrule.ts';
import type { Rule } from './parse-rrule.ts';

const words = texts.events.recurrence;
const WORKDAYS = [1, 2, 3, 4, 5];
const WEEKEND = [6, 7];
const EVERY_DAY = [...WORKDAYS, ...WEEKEND];

/** `zone`: IANA, of the series, in which its UNTIL is a day. */
export function recurrenceInWords(rrule: string, zone: string | null): string | undefined {
  const rule = parseRrule(rrule);
  if (rule === undefined) return undefined;
  const pattern = patternOf(rule);
  if (pattern === undefined) return undefined;
  const end = endOf(rule, zone);
  return end === undefined ? undefined : words.sentence(pattern, end);
}

function patternOf(rule: Rule): string | undefined {
  switch (rule.frequency) {
    case 'DAILY':
      return isPlain(rule) ? words.daily(rule.interval) : undefined;
    case 'WEEKLY':
      return weekly(rule);
    case 'MONTHLY': {
      const on = rule.month === undefined ? dayOfMonth(rule) : undefined;
      return on === undefined ? undefined : words.monthly(rule.interval, on);
    }
    case 'YEARLY':
      return yearly(rule);
  }
}

function isPlain({ days, monthDays, month, position }: Rule): boolean {
  return days.length + monthDays.length === 0 && month === undefined && position === undefined;
}

function weekly(rule: Rule): string | undefined {
  const { days, monthDays, month, position, interval } = rule;
  if (monthDays.length > 0 || month !== undefined || position !== undefined) return undefined;
  if (days.some((day) => day.nth !== undefined)) return undefined;
  if (days.length === 0) return words.weekly(interval, undefined);
  const weekdays = days.map((day) => day.weekday);
  if (same(weekdays, EVERY_DAY) && interval === 1) return words.daily(1);
  return same(weekdays, WORKDAYS) ? words.weekdays(interval) : words.weekly(interval, listed(weekdays));
}

function yearly(rule: Rule): string | undefined {
  const { interval, month, monthDays, days, position } = rule;
  if (isPlain(rule)) return words.yearly(interval, undefined);
  if (month === undefined) return undefined;
  if (monthDays.some((day) => day > 0)) {
    const date = days.length > 0 ? undefined : dateOfYear(month, monthDays, position);
    return date === undefined ? undefined : words.yearly(interval, date);
  }
  const on = dayOfMonth(rule);
  return on === undefined ? undefined : words.yearly(interval, words.inMonth(on, monthName(month)));
}

/** `on 25 December` */
function dateOfYear(
  month: number,
  monthDays: readonly number[],
  position: number | undefined,
): string | undefined {
  // A leap year: it has every date there is.
  const first = Temporal.PlainDate.from({ year: 2024, month, day: 1 });
  const day = monthDays.at(-1) ?? 0;
  if (day < 1 || day > first.daysInMonth) return undefined;
  const date = formatDate(first.with({ day }), { day: 'numeric', month: 'long' });
  if (monthDays.length === 1 && position === undefined) return words.onDate(date);
  return isLatestOf(monthDays, position) ? words.onDateOrLast(date, monthName(month)) : undefined;
}

/** `on day 15`, `on the last Friday`, as the server writes them: packages/graph-client/src/convert/rrule-parts.ts */
function dayOfMonth({ days, monthDays, position }: Rule): string | undefined {
  if (monthDays.length > 0) return days.length > 0 ? undefined : byMonthDay(monthDays, position);
  const [only, ...others] = days;
  if (only === undefined) return undefined;
  if (position === undefined) {
    if (others.length > 0 || only.nth === undefined) return undefined;
    return nthOf(only.nth, weekdayName(only.weekday));
  }
  if (days.some((day) => day.nth !== undefined)) return undefined;
  const weekdays = days.map((day) => day.weekday);
  if (same(weekdays, EVERY_DAY)) return nthOf(position, words.anyDay);
  if (same(weekdays, WORKDAYS)) return nthOf(position, words.anyWeekday);
  if (same(weekdays, WEEKEND)) return nthOf(position, words.anyWeekendDay);
  return nthOf(position, listed(weekdays, 'disjunction'));
}

function byMonthDay(monthDays: readonly number[], position: number | undefined): string | undefined {
  const [only, ...others] = monthDays;
  if (only === undefined) return undefined;
  if (others.length === 0 && position === undefined) {
    return only > 0 ? words.onDay(only) : only === -1 ? words.onLastDay : undefined;
  }
  return isLatestOf(monthDays, position) ? words.onDayOrLast(monthDays.at(-1) ?? 0) : undefined;
}

/** 28,29,30 with BYSETPOS=-1: the 30th, or the month's end where there is none. */
function isLatestOf(monthDays: readonly number[], position: number | undefined): boolean {
  return position === -1 && monthDays.length > 1 && monthDays.every((day, index) => day === 28 + index);
}

function nthOf(nth: number, what: string): string | undefined {
  const ordinal = words.ordinals[String(nth)];
  return ordinal === undefined ? undefined : words.onNth(ordinal, what);
}

/** Empty: without end. */
function endOf({ count, until }: Rule, zone: string | null): string | undefined {
  if (count !== undefined) return until === undefined ? words.times(count) : undefined;
  if (until === undefined) return '';
  const day = until instanceof Temporal.PlainDate ? until : localDay(until, zone);
  return words.until(formatDate(day, { day: 'numeric', month: 'long', year: 'numeric' }));
}

function localDay(until: Temporal.Instant, zone: string | null): Temporal.PlainDate {
  try {
    return until.toZonedDateTimeISO(zone ?? 'UTC').toPlainDate();
  } catch {
    return until.toZonedDateTimeISO('UTC').toPlainDate();
  }
}

function listed(weekdays: readonly number[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  return new Intl.ListFormat(viewerLocale(), { type }).format(weekdays.map(weekdayName));
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && other.every((each) => one.includes(each));
}
