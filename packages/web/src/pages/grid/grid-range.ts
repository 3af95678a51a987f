/** Which days a grid shows, and where its arrows lead. Pure. */
import { startOfWeek } from '../../format/week-start.ts';

/** `days`: three of them, where a week does not fit. */
export type GridKind = 'week' | 'month' | 'days';

export interface GridRange {
  readonly from: Temporal.PlainDate;
  /** The day after the last. */
  readonly until: Temporal.PlainDate;
}

const NARROW_DAYS = 3;

/** `first` weekday: 1 is Monday. A month comes with the rest of its first and last week. */
export function gridRange(kind: GridKind, date: Temporal.PlainDate, first: number): GridRange {
  if (kind === 'days') return { from: date, until: date.add({ days: NARROW_DAYS }) };
  if (kind === 'week') {
    const from = startOfWeek(date, first);
    return { from, until: from.add({ days: 7 }) };
  }
  const { firstDay, lastDay } = monthOf(date);
  return { from: startOfWeek(firstDay, first), until: startOfWeek(lastDay, first).add({ days: 7 }) };
}

export function monthOf(date: Temporal.PlainDate): {
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
} {
  return { firstDay: date.with({ day: 1 }), lastDay: date.with({ day: date.daysInMonth }) };
}

/** A month on from 31 January is 28 February. */
export function gridStep(kind: GridKind, date: Temporal.PlainDate, direction: 1 | -1): Temporal.PlainDate {
  if (kind === 'month') return date.add({ months: direction });
  return date.add({ days: direction * (kind === 'week' ? 7 : NARROW_DAYS) });
}
