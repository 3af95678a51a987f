/**
 * Dates as numbers of days since 1970-01-01, in UTC. Expanding a series touches thousands of dates;
 * numbers make that cheap, and no zone or clock can slip in.
 */
export const DAY_MS = 86_400_000;

/** @param month 1 to 12; others carry over into neighbouring years. */
function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(0);
  // Not Date.UTC: that takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / DAY_MS;
}

/** @param text `YYYY-MM-DD…` or `YYYYMMDD…` */
export function dayOfText(text: string): number {
  const compact = text.replaceAll('-', '');
  return dayNumber(Number(compact.slice(0, 4)), Number(compact.slice(4, 6)), Number(compact.slice(6, 8)));
}

export function textOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Months since year 0, so that `month % 12` is 0 in January. */
export function monthOfDay(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first day of a month that is counted as monthOfDay does. */
export function firstOfMonth(month: number): number {
  return dayNumber(0, month + 1, 1);
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
