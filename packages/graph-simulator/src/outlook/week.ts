/**
 * A week of a mailbox as a person sees it: seven days from Monday in the owner's
 * zone, what lies on each, and where in its column. Pure: reads the mailbox, writes
 * nothing, knows no HTML.
 */
import { type EventRow, rowContent, rowTimes, viewRows } from '../mailbox/event-row.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { EventContent, EventTimes, SimCalendar } from '../mailbox/types.ts';
import { isoFromDay, MS_PER_DAY, weekdayOf } from '../recurrence/civil-date.ts';
import { ianaZone, instantOfWall, wallOfInstant } from '../recurrence/time-zones.ts';
import type { SimUser } from '../world/types.ts';
import { type Lane, placeInLanes } from './lanes.ts';

/** Of the grid; a day has 288. */
const MINUTES_PER_SLOT = 5;
const SLOTS_PER_DAY = 1440 / MINUTES_PER_SLOT;
/** So that the shortest meeting is still a target of 24 pixels. */
const SMALLEST_SLOTS = 5;

export interface WeekEntry {
  readonly key: string;
  /** The original date of an occurrence; null for a single event. */
  readonly occurrence: string | null;
  readonly content: EventContent;
  readonly times: EventTimes;
  readonly calendar: SimCalendar;
  /** The calendar's place in the mailbox, for its colour. */
  readonly calendarIndex: number;
  readonly isException: boolean;
}

export interface TimedEntry extends WeekEntry, Lane {
  readonly from: number;
  readonly until: number;
  /** False where it began on an earlier day, or goes on on the next. */
  readonly startsHere: boolean;
  readonly endsHere: boolean;
}

export interface WeekDay {
  readonly date: string;
  readonly isToday: boolean;
  readonly allDay: readonly WeekEntry[];
  readonly timed: readonly TimedEntry[];
  /** The slot of the present, today only. */
  readonly nowSlot: number | null;
}

export interface Week {
  readonly zone: string;
  readonly today: string;
  readonly days: readonly WeekDay[];
}

export function zoneOf(user: SimUser): string {
  return ianaZone(user.timeZone) ?? 'UTC';
}

/** The number of the Monday on or before a day. */
export function mondayOf(day: number): number {
  return day - ((weekdayOf(day) + 6) % 7);
}

function entriesOf(mailbox: Mailbox, startMs: number, endMs: number): WeekEntry[] {
  return mailbox.calendars().flatMap((calendar, calendarIndex) =>
    viewRows(mailbox.itemsOf(calendar.id).values(), startMs, endMs).map((row: EventRow) => ({
      key: row.item.key,
      occurrence: row.instance?.date ?? null,
      content: rowContent(row),
      times: rowTimes(row),
      calendar,
      calendarIndex,
      isException: row.instance?.exception != null,
    })),
  );
}

/** A day or longer stands above the hours, as all-day events do. */
function isDayLong({ times }: WeekEntry): boolean {
  return times.allDay !== null || times.endMs - times.startMs >= MS_PER_DAY;
}

interface Span {
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
}

function touches({ times }: WeekEntry, day: Span): boolean {
  if (times.allDay !== null) return times.allDay.start <= day.date && day.date < times.allDay.end;
  if (times.startMs >= day.endMs) return false;
  return times.endMs > day.startMs || (times.endMs === times.startMs && times.startMs >= day.startMs);
}

function slotOf(zone: string, ms: number): number {
  return wallOfInstant(zone, ms).seconds / 60 / MINUTES_PER_SLOT;
}

function extent(
  entry: WeekEntry,
  day: Span,
  zone: string,
): Pick<TimedEntry, 'from' | 'until' | 'startsHere' | 'endsHere'> {
  const startsHere = entry.times.startMs >= day.startMs;
  const endsHere = entry.times.endMs <= day.endMs;
  const from = startsHere ? Math.floor(slotOf(zone, entry.times.startMs)) : 0;
  const isLast = !endsHere || entry.times.endMs === day.endMs;
  const until = isLast ? SLOTS_PER_DAY : Math.ceil(slotOf(zone, entry.times.endMs));
  // The last minutes of a day are drawn upwards, to stay inside it.
  const top = Math.min(from, SLOTS_PER_DAY - SMALLEST_SLOTS);
  return { from: top, until: Math.max(until, top + SMALLEST_SLOTS), startsHere, endsHere };
}

const byTitle = (a: WeekEntry, b: WeekEntry): number =>
  a.calendarIndex - b.calendarIndex || (a.content.subject ?? '').localeCompare(b.content.subject ?? '');

/** `monday` counts days since 1970-01-01, `nowMs` is the simulator's clock. */
export function readWeek(mailbox: Mailbox, monday: number, nowMs: number): Week {
  const zone = zoneOf(mailbox.user);
  const now = wallOfInstant(zone, nowMs);
  // A day more on both sides: an all-day event keeps its dates, whatever zone they were written in.
  const entries = entriesOf(mailbox, instantOfWall(zone, monday - 1, 0), instantOfWall(zone, monday + 8, 0));
  const days = [0, 1, 2, 3, 4, 5, 6].map((offset): WeekDay => {
    const number = monday + offset;
    const day: Span = {
      date: isoFromDay(number),
      startMs: instantOfWall(zone, number, 0),
      endMs: instantOfWall(zone, number + 1, 0),
    };
    const here = entries.filter((entry) => touches(entry, day));
    return {
      date: day.date,
      isToday: number === now.day,
      allDay: here.filter(isDayLong).sort(byTitle),
      timed: placeInLanes(
        here.filter((entry) => !isDayLong(entry)).map((entry) => ({ ...entry, ...extent(entry, day, zone) })),
      ),
      nowSlot: number === now.day ? Math.floor(now.seconds / 60 / MINUTES_PER_SLOT) : null,
    };
  });
  return { zone, today: isoFromDay(now.day), days };
}
