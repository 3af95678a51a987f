/**
 * Puts events on the days they touch: all-day ones first, then what began earlier, then by start. Pure.
 * An event of several days stands on each of them, and knows which of its days that is.
 */
import type { CalendarEvent } from '@calmirror/api-contract';

import { daysOf, epochOf } from './event-times.ts';

export interface DayEntry {
  readonly event: CalendarEvent;
  /** From 1. */
  readonly dayNumber: number;
  readonly dayCount: number;
}

export interface Day {
  readonly date: Temporal.PlainDate;
  /** Never empty. */
  readonly entries: readonly DayEntry[];
}

export interface DayRange {
  readonly from: Temporal.PlainDate;
  /** The day after the last. */
  readonly until: Temporal.PlainDate;
  /** IANA, the viewer's. */
  readonly zone: string;
}

export function layoutByDay(events: readonly CalendarEvent[], { from, until, zone }: DayRange): Day[] {
  const days = new Map<string, DayEntry[]>();
  for (const event of events) {
    const { first, last } = daysOf(event, zone);
    const dayCount = first.until(last).days + 1;
    for (
      let day = later(first, from);
      isBefore(day, until) && !isBefore(last, day);
      day = day.add({ days: 1 })
    ) {
      const entry = { event, dayCount, dayNumber: first.until(day).days + 1 };
      const key = day.toString();
      const entries = days.get(key);
      if (entries === undefined) days.set(key, [entry]);
      else entries.push(entry);
    }
  }
  return [...days]
    .map(([key, entries]) => ({
      date: Temporal.PlainDate.from(key),
      entries: entries.toSorted((a, b) => compareEntries(a, b, zone)),
    }))
    .toSorted((a, b) => Temporal.PlainDate.compare(a.date, b.date));
}

function compareEntries(a: DayEntry, b: DayEntry, zone: string): number {
  return (
    Number(b.event.isAllDay) - Number(a.event.isAllDay) ||
    epochOf(a.event.start, zone) - epochOf(b.event.start, zone) ||
    epochOf(a.event.end, zone) - epochOf(b.event.end, zone) ||
    (a.event.title ?? '').localeCompare(b.event.title ?? '') ||
    a.event.id.localeCompare(b.event.id)
  );
}

function isBefore(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) < 0;
}

function later(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return isBefore(a, b) ? b : a;
}
