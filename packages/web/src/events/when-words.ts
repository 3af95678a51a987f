/** When an event takes place, in the viewer's way of writing. Pure but for the locale. */
import { texts } from '../texts/texts.ts';
import { formatDate, formatDates, formatInstant, formatInstants, zoneName } from '../format/intl.ts';
import type { DayEntry } from './layout-by-day.ts';
import { daysOf, epochOf, otherZone } from './event-times.ts';
import type { TimedOrDates } from './event-times.ts';

const FULL_DATE = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit' } as const;

/** In a list of a day, which says the date: the hours that fall on that day. */
export function timeOnDay({ event, dayNumber, dayCount }: DayEntry, zone: string): string {
  if (event.isAllDay) return texts.events.allDay;
  const start = epochOf(event.start, zone);
  const end = epochOf(event.end, zone);
  if (dayCount === 1) return start === end ? timeOf(start, zone) : formatInstants(start, end, zone, TIME);
  if (dayNumber === 1) return texts.events.fromTime(timeOf(start, zone));
  return dayNumber === dayCount ? texts.events.untilTime(timeOf(end, zone)) : texts.events.allOfTheDay;
}

export interface WhenWords {
  readonly text: string;
  /** `Central European Time`; undefined for dates, which have none. */
  readonly zone: string | undefined;
}

/** With the date, in the viewer's zone. */
export function whenWords(event: TimedOrDates, zone: string): WhenWords {
  if ('date' in event.start || 'date' in event.end) {
    const { first, last } = daysOf(event, zone);
    const text = first.equals(last) ? formatDate(first, FULL_DATE) : formatDates(first, last, FULL_DATE);
    return { text, zone: undefined };
  }
  const start = epochOf(event.start, zone);
  const end = epochOf(event.end, zone);
  const style = { ...FULL_DATE, ...TIME };
  return {
    text: start === end ? formatInstant(start, zone, style) : formatInstants(start, end, zone, style),
    zone: zoneName(zone, start),
  };
}

/** The same in the zone of who made it; undefined where that says nothing new. */
export function originalWhenWords(event: TimedOrDates, zone: string): WhenWords | undefined {
  const original = otherZone(event, zone);
  return original === undefined ? undefined : whenWords(event, original);
}

export function dayHeading(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const distance = today.until(day).days;
  const date = formatDate(day, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(day.year === today.year ? {} : { year: 'numeric' }),
  });
  if (distance === 0) return texts.events.todayIs(date);
  if (distance === 1) return texts.events.tomorrowIs(date);
  return distance === -1 ? texts.events.yesterdayIs(date) : date;
}

function timeOf(epochMs: number, zone: string): string {
  return formatInstant(epochMs, zone, TIME);
}
