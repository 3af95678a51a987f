/**
 * The instances of a series that intersect a window: what the pattern gives, less
 * the deleted dates, with the exceptions where they were moved to.
 */
import { dayFromIso, isoFromDay, MS_PER_DAY } from '../recurrence/civil-date.ts';
import { occurrenceDays } from '../recurrence/occurrence-days.ts';
import { ianaZone, instantOfWall } from '../recurrence/time-zones.ts';
import type { EventTimes, SeriesException, SeriesMaster } from './types.ts';

export interface SeriesInstance {
  /** The original date, in the zone of the series. */
  readonly date: string;
  readonly times: EventTimes;
  /** Null for an occurrence that is as the master says. */
  readonly exception: SeriesException | null;
}

/** An item is in a window that it intersects; one without length, where its instant is. */
export function intersects(times: EventTimes, startMs: number, endMs: number): boolean {
  if (times.startMs >= endMs) return false;
  return times.endMs > startMs || (times.endMs === times.startMs && times.startMs >= startMs);
}

/** Where the pattern puts the occurrence of a date. */
export function patternTimes(series: SeriesMaster, date: string): EventTimes {
  const { times } = series;
  const day = dayFromIso(date);
  const zone = ianaZone(times.zone) ?? 'UTC';
  return {
    startMs: instantOfWall(zone, day, times.startSeconds),
    endMs: instantOfWall(zone, day, times.endSeconds),
    startZone: times.startZone,
    endZone: times.endZone,
    allDay: times.isAllDay
      ? { start: isoFromDay(day), end: isoFromDay(day + Math.round(times.endSeconds / 86_400)) }
      : null,
  };
}

/** Whether the pattern gives this date and it was not deleted. */
export function hasOccurrence(series: SeriesMaster, date: string): boolean {
  if (series.cancelled.has(date)) return false;
  const day = dayFromIso(date);
  return occurrenceDays(series.recurrence, day, day).length === 1;
}

/** The exceptions and deleted dates of another series, as far as this one's pattern has their dates. */
export function withDatesOf(series: SeriesMaster, other: SeriesMaster): SeriesMaster {
  const has = (date: string): boolean => hasOccurrence({ ...series, cancelled: new Set() }, date);
  return {
    ...series,
    exceptions: new Map([...other.exceptions].filter(([date]) => has(date))),
    cancelled: new Set([...other.cancelled].filter(has)),
  };
}

/** Exceptions first, then occurrences by date, as Graph lists them; never chronological on purpose. */
export function expandSeries(series: SeriesMaster, startMs: number, endMs: number): SeriesInstance[] {
  const instances: SeriesInstance[] = [];
  for (const exception of series.exceptions.values()) {
    const times = exception.times ?? patternTimes(series, exception.date);
    if (intersects(times, startMs, endMs)) instances.push({ date: exception.date, times, exception });
  }
  // One day more on both sides covers every zone; a long occurrence may have begun days before.
  const reach = Math.ceil(Math.max(0, series.times.endSeconds) / 86_400);
  const fromDay = Math.floor(startMs / MS_PER_DAY) - 1 - reach;
  const toDay = Math.floor(endMs / MS_PER_DAY) + 1;
  for (const day of occurrenceDays(series.recurrence, fromDay, toDay)) {
    const date = isoFromDay(day);
    if (series.cancelled.has(date) || series.exceptions.has(date)) continue;
    const times = patternTimes(series, date);
    if (intersects(times, startMs, endMs)) instances.push({ date, times, exception: null });
  }
  return instances;
}
