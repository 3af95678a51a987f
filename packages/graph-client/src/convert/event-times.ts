/**
 * Graph's start and end as instants and dates. `dateTime` has seven fraction digits and no
 * offset: JavaScript would read it in the zone of the server. All-day events float: whatever zone
 * labels them, only the date part counts (microsoft-graph-docs issue 1802).
 */
import { zoneOf } from './time-zone.ts';

/** As Graph sends it; see https://learn.microsoft.com/graph/api/resources/datetimetimezone */
export interface DateTimeTimeZone {
  readonly dateTime?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
}

type MaybeDateTime = DateTimeTimeZone | null | undefined;

/** Not 24:00, which readers understand differently, and no second 60. */
const localDateTime =
  /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/i;

const utcDateTime =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d+))?(Z)?$/;

/**
 * The instant as `YYYY-MM-DDTHH:MM:SS.sssZ`; null if there is none to read, or if its zone is
 * unknown. No label means UTC, as Graph does without `Prefer: outlook.timezone`. A local time
 * that a change of clocks skips moves forward.
 */
export function instantOf(time: MaybeDateTime): string | null {
  return plainUtc(time) ?? anyInstant(time);
}

/** Nearly every time of Graph: UTC, on a day that every month has. Needs no calendar, so it is read without one. */
function plainUtc(time: MaybeDateTime): string | undefined {
  const label = time?.timeZone;
  const match = utcDateTime.exec(time?.dateTime ?? '');
  if (match === null) return undefined;
  const [, seconds = '', fraction = '', offset] = match;
  if (offset === undefined && label !== 'UTC' && label !== '' && label !== null && label !== undefined)
    return undefined;
  return `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

function anyInstant(time: MaybeDateTime): string | null {
  const match = localDateTime.exec(time?.dateTime ?? '');
  if (match === null) return null;
  const [, date = '', clock = '', fraction = '', offset] = match;
  const local = `${date}T${clock.length === 5 ? `${clock}:00` : clock}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  if (offset !== undefined) return isoInstant(`${local}${offset}`);
  const label = time?.timeZone ?? '';
  const zone = label === '' || label === 'UTC' ? 'UTC' : zoneOf(label);
  if (zone === undefined) return null;
  return zone === 'UTC' ? isoInstant(`${local}Z`) : zonedInstant(local, zone);
}

/** The date of one end of an all-day event, `YYYY-MM-DD`, never converted; null if there is none. */
export function dateOf(time: MaybeDateTime): string | null {
  const date =
    localDateTime.exec(time?.dateTime ?? '')?.[1] ?? /^\d{4}-\d{2}-\d{2}$/.exec(time?.dateTime ?? '')?.[0];
  return date !== undefined && isDate(date) ? date : null;
}

/** First day and the day after the last; null if either cannot be read. */
export function allDayDates(start: MaybeDateTime, end: MaybeDateTime): { start: string; end: string } | null {
  const startDate = dateOf(start);
  const endDate = dateOf(end);
  return startDate === null || endDate === null ? null : { start: startDate, end: endDate };
}

function isoInstant(text: string): string | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || !isDate(text.slice(0, 10)) ? null : new Date(ms).toISOString();
}

function zonedInstant(local: string, zone: string): string | null {
  try {
    const instant = Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant();
    return new Date(instant.epochMilliseconds).toISOString();
  } catch {
    return null;
  }
}

/** Date.parse takes 30 February for 2 March. */
function isDate(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).getUTCDate() === day;
}
