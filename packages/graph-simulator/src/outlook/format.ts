/** Dates and times in words, British English and 24 hours, in the owner's zone. */
import { dayFromIso, isoFromDay } from '../recurrence/civil-date.ts';
import { wallOfInstant } from '../recurrence/time-zones.ts';
import type { EventTimes } from '../mailbox/types.ts';

/** `Monday 23 November` */
export function longDate(date: string): string {
  return Temporal.PlainDate.from(date)
    .toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
    .replace(',', '');
}

/** `23–29 November 2026`; the parts that both dates share stand once. */
export function dateRange(from: string, until: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).formatRange(Temporal.PlainDate.from(from), Temporal.PlainDate.from(until));
}

/** `09:15` */
function clockTime(zone: string, ms: number): string {
  return new Date(wallOfInstant(zone, ms).seconds * 1000).toISOString().slice(11, 16);
}

export function dateIn(zone: string, ms: number): string {
  return isoFromDay(wallOfInstant(zone, ms).day);
}

/** `09:15–09:30`; with the date of the end where that is more than a day away. */
export function timeRange(zone: string, times: EventTimes): string {
  const from = clockTime(zone, times.startMs);
  const until = clockTime(zone, times.endMs);
  const isLong = times.endMs - times.startMs >= 86_400_000;
  return isLong ? `${from}–${longDate(dateIn(zone, times.endMs))} ${until}` : `${from}–${until}`;
}

/** `Monday 23 November 09:15–09:30`, `Friday 27 November, all day` */
export function whenInWords(zone: string, times: EventTimes): string {
  if (times.allDay === null) return `${longDate(dateIn(zone, times.startMs))} ${timeRange(zone, times)}`;
  const last = isoFromDay(dayFromIso(times.allDay.end) - 1);
  const days = last === times.allDay.start ? '' : `–${longDate(last)}`;
  return `${longDate(times.allDay.start)}${days}, all day`;
}

export function shownTitle(subject: string | null): string {
  return subject === null || subject.trim() === '' ? '(No title)' : subject;
}
