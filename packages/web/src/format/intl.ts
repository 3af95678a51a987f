/**
 * Formatters of dates and times, kept: making one costs more than a hundred uses. Dates without a zone are
 * formatted as they are, whatever zone the viewer is in.
 */
import { viewerLocale } from './locale.ts';

const kept = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${viewerLocale()} ${JSON.stringify(options)}`;
  let found = kept.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(viewerLocale(), options);
    kept.set(key, found);
  }
  return found;
}

export type DateStyle = Omit<Intl.DateTimeFormatOptions, 'timeZone'>;

/** `zone` is IANA. */
export function formatInstant(epochMs: number, zone: string, style: DateStyle): string {
  return formatter({ ...style, timeZone: zone }).format(epochMs);
}

/** What both ends share is said once: `23 November 2026, 09:00 – 10:00`. */
export function formatInstants(from: number, until: number, zone: string, style: DateStyle): string {
  return formatter({ ...style, timeZone: zone }).formatRange(from, until);
}

export function formatDate(day: Temporal.PlainDate, style: DateStyle): string {
  return formatter({ ...style, timeZone: 'UTC' }).format(noon(day));
}

/** Both included. */
export function formatDates(first: Temporal.PlainDate, last: Temporal.PlainDate, style: DateStyle): string {
  return formatter({ ...style, timeZone: 'UTC' }).formatRange(noon(first), noon(last));
}

/** `Central European Time`; the name itself where there is none. */
export function zoneName(zone: string, epochMs: number): string {
  const parts = formatter({ timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(epochMs);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** `Monday`; 1 is Monday. */
export function weekdayName(isoWeekday: number): string {
  return formatDate(Temporal.PlainDate.from({ year: 2024, month: 1, day: isoWeekday }), { weekday: 'long' });
}

/** `November`; 1 is January. */
export function monthName(month: number): string {
  return formatDate(Temporal.PlainDate.from({ year: 2024, month, day: 1 }), { month: 'long' });
}

function noon(day: Temporal.PlainDate): number {
  return day.toZonedDateTime({ timeZone: 'UTC', plainTime: '12:00' }).epochMilliseconds;
}
