/**
 * What Graph's recurrence means, counted day by day on fingers: no RRULE, no library, no Date and no
 * Temporal for the days. The second opinion that rules are compared with, so it must share nothing
 * with the converter. Sources: fact sheet section 4, graph/api/resources/recurrencepattern, and
 * EWS DayOfMonth for days past a month's end.
 */
export interface GraphPattern {
  readonly type: string;
  readonly interval: number;
  readonly month: number;
  readonly dayOfMonth: number;
  readonly daysOfWeek: readonly string[];
  readonly firstDayOfWeek: string;
  readonly index: string;
}

export interface GraphRange {
  readonly type: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly numberOfOccurrences: number;
}

/**
 * From where intervals count when the start is off the pattern: the first day that fits (what the
 * documentation's example describes), or the period of range.startDate (MS-OXOCAL 2.2.1.44.1.1).
 */
export type Phase = 'first-fit' | 'range-start';

interface Day {
  year: number;
  month: number;
  day: number;
  weekday: number;
  /** Days, and weeks by the pattern's first day of the week, since the walk began. */
  days: number;
  weeks: number;
}

const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Dates in order: at most `most`, and of 30 years. */
export function graphDates(
  pattern: GraphPattern,
  range: GraphRange,
  most: number,
  phase: Phase = 'first-fit',
): string[] {
  const found: string[] = [];
  const today = startOf(range.startDate);
  const lastYear = today.year + 30;
  let origin: number | undefined = phase === 'range-start' ? periodOf(pattern, today) : undefined;
  const wanted = range.type === 'numbered' ? Math.min(most, range.numberOfOccurrences) : most;
  const end = range.type === 'endDate' ? Number(range.endDate.replaceAll('-', '')) : Infinity;
  for (; found.length < wanted && today.year < lastYear; advance(today, pattern.firstDayOfWeek)) {
    if (today.year * 10_000 + today.month * 100 + today.day > end) break;
    if (!falls(pattern, today)) continue;
    origin ??= periodOf(pattern, today);
    if ((periodOf(pattern, today) - origin) % pattern.interval === 0) found.push(textOf(today));
  }
  return found;
}

function falls(pattern: GraphPattern, today: Day): boolean {
  const listed = (weekday: number): boolean => pattern.daysOfWeek.includes(names[weekday % 7] ?? '');
  if (pattern.type.endsWith('Yearly') && today.month !== pattern.month) return false;
  const length = lengthOf(today.year, today.month);
  switch (pattern.type) {
    case 'daily':
      return true;
    case 'weekly':
      return listed(today.weekday);
    case 'absoluteMonthly':
    case 'absoluteYearly':
      return today.day === Math.min(pattern.dayOfMonth, length);
    default:
      return listed(today.weekday) && isIndexed(pattern.index, today, length, listed);
  }
}

/** How many listed days come up to this one, or after it. */
function isIndexed(index: string, today: Day, length: number, listed: (weekday: number) => boolean): boolean {
  if (index === 'last') {
    for (let ahead = 1; today.day + ahead <= length; ahead += 1)
      if (listed(today.weekday + ahead)) return false;
    return true;
  }
  let count = 0;
  // 35 is a whole number of weeks: the weekday never counts below zero.
  for (let back = 0; today.day - back >= 1; back += 1) if (listed(today.weekday + 35 - back)) count += 1;
  return count === ['', 'first', 'second', 'third', 'fourth'].indexOf(index);
}

function periodOf(pattern: GraphPattern, today: Day): number {
  if (pattern.type === 'daily') return today.days;
  if (pattern.type === 'weekly') return today.weeks;
  return pattern.type.endsWith('Yearly') ? today.year : today.year * 12 + today.month;
}

function startOf(date: string): Day {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  // 1 January 1990 was a Monday.
  let past = day - 1;
  for (let other = 1990; other < year; other += 1) past += isLeap(other) ? 366 : 365;
  for (let other = 1; other < month; other += 1) past += lengthOf(year, other);
  return { year, month, day, weekday: (past + 1) % 7, days: 0, weeks: 0 };
}

function advance(today: Day, firstDayOfWeek: string): void {
  today.days += 1;
  today.weekday = (today.weekday + 1) % 7;
  if (names[today.weekday] === firstDayOfWeek) today.weeks += 1;
  today.day += 1;
  if (today.day <= lengthOf(today.year, today.month)) return;
  today.day = 1;
  today.month += 1;
  if (today.month <= 12) return;
  today.month = 1;
  today.year += 1;
}

function lengthOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function textOf({ year, month, day }: Day): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
