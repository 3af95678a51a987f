/**
 * From what the owner wrote to instants, and back. The rules are Outlook's: an
 * all-day event lies between midnights of one zone, and nothing ends before it starts.
 */
import { dayFromCivil, dayFromIso, isKeptDay, isoFromDay, MS_PER_DAY } from '../recurrence/civil-date.ts';
import { firstOccurrenceDay } from '../recurrence/occurrence-days.ts';
import { ianaZone, instantOfWall, wallOfInstant } from '../recurrence/time-zones.ts';
import type { Recurrence, RecurrencePhase } from '../recurrence/types.ts';
import { EditError } from './edit-error.ts';
import type { DraftTime } from './event-draft.ts';
import type { EventTimes, SeriesTimes } from './types.ts';

/** EWS calls a longer one ErrorCalendarDurationIsTooLong; what Graph calls it is on no page. */
const LONGEST_MS = 1_825 * MS_PER_DAY;

const WALL = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;

export function requireZone(name: string): string {
  const zone = ianaZone(name);
  if (zone !== undefined) return zone;
  throw new EditError(
    'TimeZoneNotSupportedException',
    `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
  );
}

function badTime(text: string): EditError {
  return new EditError(
    'ErrorPropertyValidationFailure',
    `At least one property failed validation. '${text}' is not a valid date and time.`,
  );
}

interface Wall {
  readonly day: number;
  readonly seconds: number;
}

function wallOf(time: DraftTime): Wall {
  const zone = requireZone(time.timeZone);
  const match = WALL.exec(time.dateTime);
  if (match === null) throw badTime(time.dateTime);
  const [, year, month, day, hour = '0', minute = '0', second = '0', offset] = match;
  let wallDay: number;
  try {
    wallDay = dayFromIso(`${year}-${month}-${day}`);
  } catch {
    throw badTime(time.dateTime);
  }
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  if (seconds >= 86_400 || !isKeptDay(wallDay)) throw badTime(time.dateTime);
  if (offset === undefined) return { day: wallDay, seconds };
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset === 'Z' ? '0000' : offset.slice(1).replace(':', '');
  const offsetSeconds = sign * (Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60);
  return wallOfInstant(zone, instantOfWall('UTC', wallDay, seconds - offsetSeconds));
}

/** @throws EditError for an unknown zone, a date that Exchange cannot keep, an end before the start or years later. */
export function eventTimes(start: DraftTime, end: DraftTime, isAllDay: boolean): EventTimes {
  const from = wallOf(start);
  const to = wallOf(end);
  const startMs = instantOfWall(requireZone(start.timeZone), from.day, from.seconds);
  const endMs = instantOfWall(requireZone(end.timeZone), to.day, to.seconds);
  if (endMs < startMs)
    throw new EditError(
      'ErrorPropertyValidationFailure',
      'At least one property failed validation. The end of an event cannot be before its start.',
    );
  if (endMs - startMs > LONGEST_MS)
    throw new EditError(
      'ErrorPropertyValidationFailure',
      'At least one property failed validation. An event cannot be longer than five years.',
    );
  if (
    isAllDay &&
    (from.seconds !== 0 || to.seconds !== 0 || from.day >= to.day || start.timeZone !== end.timeZone)
  )
    throw new EditError(
      'ErrorPropertyValidationFailure',
      'At least one property failed validation. The start and end of an all-day event need to be midnights of the same zone.',
    );
  return {
    startMs,
    endMs,
    startZone: start.timeZone,
    endZone: end.timeZone,
    allDay: isAllDay ? { start: isoFromDay(from.day), end: isoFromDay(to.day) } : null,
  };
}

/** The times as the owner would write them again. */
export function draftTimes(times: EventTimes): { start: DraftTime; end: DraftTime } {
  const written = (ms: number, zoneName: string): DraftTime => {
    const wall = wallOfInstant(ianaZone(zoneName) ?? 'UTC', ms);
    const clock = new Date(wall.seconds * 1000).toISOString().slice(11, 19);
    return { dateTime: `${isoFromDay(wall.day)}T${clock}`, timeZone: zoneName };
  };
  // Dates, not instants: where clocks skip midnight, a day begins at another time.
  if (times.allDay !== null) {
    const midnight = (date: string, timeZone: string): DraftTime => ({
      dateTime: `${date}T00:00:00`,
      timeZone,
    });
    return {
      start: midnight(times.allDay.start, times.startZone),
      end: midnight(times.allDay.end, times.endZone),
    };
  }
  return { start: written(times.startMs, times.startZone), end: written(times.endMs, times.endZone) };
}

export interface SeriesShape {
  readonly recurrence: Recurrence;
  readonly times: SeriesTimes;
  readonly firstDate: string;
}

/**
 * The first occurrence's times, read as times of day in the zone of the series.
 * `phase` is for a recurrence that is new; one that is kept counts as it did.
 * @throws EditError when the range holds no occurrence.
 */
export function seriesShape(first: EventTimes, written: Recurrence, phase: RecurrencePhase): SeriesShape {
  const recurrence = { ...written, phase: written.phase ?? phase };
  const zoneName =
    recurrence.range.recurrenceTimeZone === '' ? first.startZone : recurrence.range.recurrenceTimeZone;
  const zone = requireZone(zoneName);
  const day = firstOccurrenceDay(recurrence);
  if (day === undefined)
    throw new EditError(
      'ErrorPropertyValidationFailure',
      'At least one property failed validation. The recurrence range holds no occurrence.',
    );
  const start = first.allDay === null ? wallOfInstant(zone, first.startMs) : { day: 0, seconds: 0 };
  const endSeconds =
    first.allDay === null
      ? ((): number => {
          const end = wallOfInstant(zone, first.endMs);
          return (end.day - start.day) * 86_400 + end.seconds;
        })()
      : (dayFromIso(first.allDay.end) - dayFromIso(first.allDay.start)) * 86_400;
  return {
    recurrence,
    firstDate: isoFromDay(day),
    times: {
      zone: zoneName,
      startSeconds: start.seconds,
      endSeconds,
      isAllDay: first.allDay !== null,
      startZone: first.startZone,
      endZone: first.endZone,
    },
  };
}

/** Whether a text is a date that exists, written `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const [, year, month, day] = match.map(Number);
  return isoFromDay(dayFromCivil(year ?? 0, month ?? 0, day ?? 0)) === text;
}
