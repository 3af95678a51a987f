import type { EventTime } from '@calmirror/api-contract';

export function instant(value: Date): string {
  return value.toISOString();
}

export function instantOrNull(value: Date | null): string | null {
  return value === null ? null : value.toISOString();
}

/** Dates of an all-day event stay dates. */
export function eventTime(at: Date, date: string | null, timeZone: string | null): EventTime {
  return date === null ? { dateTime: instant(at), timeZone } : { date };
}
