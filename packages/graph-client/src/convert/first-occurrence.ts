/**
 * Which days a pattern falls on, without regard to its interval, and the first of them. RFC 5545
 * counts DTSTART as an occurrence, while Graph's range.startDate may precede the first one: so
 * DTSTART has to be the first day that fits (graph/outlook-schedule-recurring-events).
 */
import type { Pattern } from './recurrence-pattern.ts';

export function fits(pattern: Pattern, date: Temporal.PlainDate): boolean {
  if (pattern.kind === 'daily') return true;
  if (pattern.kind === 'weekly') return pattern.days.includes(date.dayOfWeek);
  return (pattern.month ?? date.month) === date.month && date.day === dayInMonth(pattern, date);
}

/** The first day on or after `from` that fits. */
export function firstFit(pattern: Pattern, from: Temporal.PlainDate): Temporal.PlainDate {
  if (pattern.kind === 'daily') return from;
  if (pattern.kind === 'weekly') {
    const ahead = pattern.days.map((day) => (day - from.dayOfWeek + 7) % 7);
    return from.add({ days: Math.min(...ahead) });
  }
  let month = from.with({ day: 1 });
  for (;;) {
    if (month.month === (pattern.month ?? month.month)) {
      const day = dayInMonth(pattern, month);
      const date = month.with({ day });
      if (Temporal.PlainDate.compare(date, from) >= 0) return date;
    }
    month = month.add({ months: 1 });
  }
}

function dayInMonth(pattern: Pattern & { kind: 'absolute' | 'relative' }, month: Temporal.PlainDate): number {
  // Outlook's clamp: a day past the month's end is its last day.
  if (pattern.kind === 'absolute') return Math.min(pattern.dayOfMonth, month.daysInMonth);
  return relativeDay(pattern, month);
}

/** The index-th day of the month that is any of the listed ones: one a month, however many are listed. */
function relativeDay(pattern: Pattern & { kind: 'relative' }, month: Temporal.PlainDate): number {
  const step = pattern.position < 0 ? -1 : 1;
  let left = Math.abs(pattern.position);
  let day = step > 0 ? 1 : month.daysInMonth;
  for (;;) {
    if (pattern.days.includes(month.with({ day }).dayOfWeek)) left -= 1;
    if (left === 0) return day;
    day += step;
  }
}
