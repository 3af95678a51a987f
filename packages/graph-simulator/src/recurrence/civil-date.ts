/**
 * Dates as whole days since 1970-01-01 (proleptic Gregorian), which is all that a
 * recurrence needs: adding, comparing, weekdays, month lengths. No zones here.
 */
const MS_PER_DAY = 86_400_000;

/** Day 0 is 1970-01-01, a Thursday. */
export function dayFromCivil(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / MS_PER_DAY);
}

/**
 * The days that Exchange can keep. Source: MS-OXOCAL 2.2.1.44.1 counts from 1601 on, and ends a series
 * without an end on 31 August 4500.
 */
const FIRST_DAY = dayFromCivil(1601, 1, 1);
export const LAST_DAY = dayFromCivil(4500, 8, 31);

export function isKeptDay(day: number): boolean {
  return day >= FIRST_DAY && day <= LAST_DAY;
}

/** Calendars have few days, and every expansion asks for them again. Cleared when there are too many. */
const MOST_KEPT = 50_000;
const isoOfDay = new Map<number, string>();
const dayOfIso = new Map<string, number>();

/** @throws RangeError unless the text is a real date written `YYYY-MM-DD`. */
export function dayFromIso(text: string): number {
  const known = dayOfIso.get(text);
  if (known !== undefined) return known;
  const { year, month, day } = Temporal.PlainDate.from(text);
  const found = dayFromCivil(year, month, day);
  if (dayOfIso.size >= MOST_KEPT) dayOfIso.clear();
  dayOfIso.set(text, found);
  return found;
}

export function isoFromDay(day: number): string {
  const known = isoOfDay.get(day);
  if (known !== undefined) return known;
  const found = new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
  if (isoOfDay.size >= MOST_KEPT) isoOfDay.clear();
  isoOfDay.set(day, found);
  return found;
}

/** 0 is Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function civilFromDay(day: number): { year: number; month: number; day: number } {
  const date = new Date(day * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function daysInMonth(year: number, month: number): number {
  return (
    dayFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) -
    dayFromCivil(year, month, 1)
  );
}

export { MS_PER_DAY };
