import { viewerLocale } from './locale.ts';

/** 1 is Monday, 7 Sunday. Where the browser cannot tell: Monday, as ISO 8601. */
export function firstWeekday(locale = viewerLocale()): number {
  try {
    return new Intl.Locale(locale).getWeekInfo().firstDay;
  } catch {
    return 1;
  }
}

/** The first day of the week that holds `day`. */
export function startOfWeek(day: Temporal.PlainDate, first = firstWeekday()): Temporal.PlainDate {
  return day.subtract({ days: (day.dayOfWeek - first + 7) % 7 });
}
