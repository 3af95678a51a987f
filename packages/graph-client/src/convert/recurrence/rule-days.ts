/**
 * The days of a rule, ascending, without COUNT and UNTIL. Periods count from the one that holds the
 * first day, as RFC 5545 has them count from DTSTART. Pure; numbers of days, see civil-days.
 */
import { dayOfText, firstOfMonth, monthOfDay, weekdayOf } from './civil-days.ts';
import type { ParsedRule } from './read-rule.ts';

/** Dates of five digits are no dates of RFC 5545. */
export const LAST_DAY = dayOfText('9999-12-31');

/** @param from leaves out, and does not compute, earlier days. */
export function* ruleDays(rule: ParsedRule, firstDay: number, from = firstDay): Generator<number, void> {
  const least = Math.max(firstDay, from);
  for (const period of periods(rule, firstDay, least)) {
    for (const day of period) {
      if (day > LAST_DAY) return;
      if (day >= least) yield day;
    }
  }
}

function* periods(rule: ParsedRule, firstDay: number, least: number): Generator<readonly number[], void> {
  if (rule.frequency === 'DAILY' || rule.frequency === 'WEEKLY') {
    const isWeekly = rule.frequency === 'WEEKLY';
    const start = isWeekly ? firstDay - ((weekdayOf(firstDay) - rule.weekStart + 7) % 7) : firstDay;
    const offsets = isWeekly
      ? rule.days.map(({ weekday }) => (weekday - rule.weekStart + 7) % 7).sort((a, b) => a - b)
      : [0];
    const step = rule.interval * (isWeekly ? 7 : 1);
    for (let day = skipTo(start, step, least); ; day += step) yield offsets.map((offset) => day + offset);
  }
  const first = rule.month === undefined ? monthOfDay(firstDay) : yearStart(firstDay) + rule.month - 1;
  const step = rule.interval * (rule.month === undefined ? 1 : 12);
  for (let month = skipTo(first, step, monthOfDay(least)); ; month += step) yield daysOfMonth(rule, month);
}

/** The last period that begins at or before `least`. */
function skipTo(first: number, step: number, least: number): number {
  return first + Math.max(0, Math.floor((least - first) / step)) * step;
}

function yearStart(day: number): number {
  return Math.floor(monthOfDay(day) / 12) * 12;
}

function daysOfMonth(rule: ParsedRule, month: number): number[] {
  const first = firstOfMonth(month);
  const length = firstOfMonth(month + 1) - first;
  const fitting: number[] = [];
  for (let day = 1; day <= length; day += 1) {
    if (fits(rule, day, length, weekdayOf(first + day - 1))) fitting.push(first + day - 1);
  }
  if (rule.setPosition === undefined) return fitting;
  const chosen = fitting.at(rule.setPosition > 0 ? rule.setPosition - 1 : rule.setPosition);
  return chosen === undefined ? [] : [chosen];
}

function fits(rule: ParsedRule, day: number, length: number, weekday: number): boolean {
  if (rule.monthDays.length > 0)
    return rule.monthDays.some((wanted) => day === (wanted > 0 ? wanted : length + 1 + wanted));
  return rule.days.some(
    (wanted) =>
      wanted.weekday === weekday &&
      (wanted.position === 0 ||
        wanted.position === Math.ceil(day / 7) ||
        wanted.position === -Math.ceil((length - day + 1) / 7)),
  );
}
