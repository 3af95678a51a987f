/**
 * Graph's recurrence as an RRULE value with its DTSTART and zone. Pure. What Graph delivered as
 * occurrences stays the truth; a rule is a description of it, to be compared with it.
 * https://learn.microsoft.com/graph/api/resources/patternedrecurrence , RFC 5545 section 3.3.10.
 */
import { dateOf, instantOf } from './event-times.ts';
import type { DateTimeTimeZone } from './event-times.ts';
import { firstFit, fits } from './first-occurrence.ts';
import { RecurrenceError } from './recurrence-error.ts';
import { integer, readPattern, word } from './recurrence-pattern.ts';
import type { PatternInput } from './recurrence-pattern.ts';
import { ruleParts } from './rrule-parts.ts';
import { toIanaTimeZone } from './time-zone.ts';

interface RangeInput {
  readonly type?: string | null | undefined;
  readonly startDate?: string | null | undefined;
  readonly endDate?: string | null | undefined;
  readonly recurrenceTimeZone?: string | null | undefined;
  readonly numberOfOccurrences?: number | null | undefined;
}

/** Graph's patternedRecurrence, as tolerant as the wire. */
export interface RecurrenceInput {
  readonly pattern?: PatternInput | null | undefined;
  readonly range?: RangeInput | null | undefined;
}

/** The start of the series master, and what its event says of days and zones. */
export interface SeriesStart extends DateTimeTimeZone {
  readonly isAllDay?: boolean | null | undefined;
  /** Of the event; the fallbacks where recurrenceTimeZone is empty or custom. */
  readonly originalStartTimeZone?: string | null | undefined;
  readonly originalEndTimeZone?: string | null | undefined;
}

export type RecurrenceRule =
  | {
      /** The value of an RRULE property, without `RRULE:`. */
      readonly rrule: string;
      /** The first occurrence in `timeZone`: `YYYY-MM-DDTHH:MM:SS`, or `YYYY-MM-DD` of all-day series. */
      readonly dtStart: string;
      /** IANA name; null for all-day series, whose dates float. */
      readonly timeZone: string | null;
    }
  /** The range ends before the pattern first falls. */
  | {
      readonly rrule: null;
      readonly dtStart: null;
      readonly timeZone: string | null;
      readonly reason: 'no_occurrence';
    };

/** Without a `start` the series is one of dates, as if it were all day. Throws RecurrenceError for bad values. */
export function convertRecurrenceToRRule(
  recurrence: RecurrenceInput | null | undefined,
  start?: SeriesStart,
): RecurrenceRule {
  if (recurrence === null || recurrence === undefined) throw new RecurrenceError('missing', 'recurrence');
  const pattern = readPattern(recurrence.pattern);
  const range = readRange(recurrence.range);
  const zone = toIanaTimeZone(recurrence.range?.recurrenceTimeZone, [
    start?.originalStartTimeZone,
    start?.originalEndTimeZone,
    start?.timeZone,
  ]);
  const { date, time } = localStart(start, zone.timeZone);
  const timeZone = time === undefined ? null : zone.timeZone;
  // The master's start is the first occurrence, unless somebody made it disagree with its pattern.
  const first = date !== undefined && fits(pattern, date) ? date : firstFit(pattern, range.startDate);
  // RFC 5545 writes years with four digits.
  const until = range.until ?? (first.year > 9_999 ? range.startDate : undefined);
  if (until !== undefined && Temporal.PlainDate.compare(until, first) < 0) {
    return { rrule: null, dtStart: null, timeZone, reason: 'no_occurrence' };
  }
  const parts = ruleParts(pattern);
  if (range.count !== undefined) parts.push(`COUNT=${range.count}`);
  if (range.until !== undefined) parts.push(`UNTIL=${untilValue(range.until, time, zone.timeZone)}`);
  return {
    rrule: parts.join(';'),
    dtStart:
      time === undefined
        ? first.toString()
        : first.toPlainDateTime(time).toString({ smallestUnit: 'second' }),
    timeZone,
  };
}

interface Range {
  readonly startDate: Temporal.PlainDate;
  readonly until: Temporal.PlainDate | undefined;
  readonly count: number | undefined;
}

/** `endDate` and `numberOfOccurrences` hold fillers unless the type names them. */
function readRange(input: RangeInput | null | undefined): Range {
  if (input === null || input === undefined) throw new RecurrenceError('missing', 'range');
  const startDate = readDate(input.startDate, 'range.startDate');
  switch (word(input.type, 'range.type')) {
    case 'noend':
      return { startDate, until: undefined, count: undefined };
    case 'numbered': {
      const count = integer(input.numberOfOccurrences, 'range.numberOfOccurrences', 1, 99_999);
      return { startDate, until: undefined, count };
    }
    case 'enddate':
      return { startDate, until: readDate(input.endDate, 'range.endDate'), count: undefined };
    default:
      throw new RecurrenceError('unknown_value', 'range.type');
  }
}

function readDate(text: string | null | undefined, field: string): Temporal.PlainDate {
  if (text === null || text === undefined || text === '') throw new RecurrenceError('missing', field);
  const date = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/.exec(text);
  // Year 1 is Graph's filler for "no date".
  if (date === null || Number(date[1]) <= 1) throw new RecurrenceError('invalid_date', field);
  try {
    return Temporal.PlainDate.from(text.slice(0, 10));
  } catch {
    throw new RecurrenceError('invalid_date', field);
  }
}

/** BYDAY speaks of local days: Monday 08:00 in Tokyo is a Sunday in UTC. */
function localStart(
  start: SeriesStart | undefined,
  timeZone: string,
): { date: Temporal.PlainDate | undefined; time: Temporal.PlainTime | undefined } {
  if (start === undefined || start.isAllDay === true) {
    const date = dateOf(start);
    return { date: date === null ? undefined : Temporal.PlainDate.from(date), time: undefined };
  }
  const instant = instantOf(start);
  if (instant === null) throw new RecurrenceError('invalid_date', 'start');
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  return { date: local.toPlainDate(), time: local.toPlainTime() };
}

/** RFC 5545 writes years with four digits: the last day west of UTC ends behind it. */
const LAST_INSTANT = Temporal.Instant.from('9999-12-31T23:59:59Z');

/** Of DTSTART's type: a date, or the last day's local start in UTC. `endDate` is inclusive. */
function untilValue(
  until: Temporal.PlainDate,
  time: Temporal.PlainTime | undefined,
  timeZone: string,
): string {
  const compact = (text: string): string => text.replaceAll(/[-:]/g, '');
  if (time === undefined) return compact(until.toString());
  const instant = until.toZonedDateTime({ timeZone, plainTime: time }).toInstant();
  if (Temporal.Instant.compare(instant, LAST_INSTANT) > 0) return compact(LAST_INSTANT.toString());
  return compact(instant.toString({ smallestUnit: 'second' }));
}
