/**
 * Time zone names as Outlook writes them, and wall clocks in them. The table holds
 * the Windows zones that a mailbox here may name; IANA names are taken as they are.
 * Source: Unicode CLDR, windowsZones, territory 001.
 */
import { dayFromCivil, isoFromDay, MS_PER_DAY } from './civil-date.ts';

const WINDOWS_ZONES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'AUS Eastern Standard Time': 'Australia/Sydney',
    'Alaskan Standard Time': 'America/Anchorage',
    'Arabian Standard Time': 'Asia/Dubai',
    'Argentina Standard Time': 'America/Buenos_Aires',
    'Atlantic Standard Time': 'America/Halifax',
    'Canada Central Standard Time': 'America/Regina',
    'Cen. Australia Standard Time': 'Australia/Adelaide',
    'Central Asia Standard Time': 'Asia/Bishkek',
    'Central Europe Standard Time': 'Europe/Budapest',
    'Central European Standard Time': 'Europe/Warsaw',
    'Central Standard Time': 'America/Chicago',
    'China Standard Time': 'Asia/Shanghai',
    'E. Australia Standard Time': 'Australia/Brisbane',
    'E. South America Standard Time': 'America/Sao_Paulo',
    'Eastern Standard Time': 'America/New_York',
    'Egypt Standard Time': 'Africa/Cairo',
    'FLE Standard Time': 'Europe/Kiev',
    'GMT Standard Time': 'Europe/London',
    'GTB Standard Time': 'Europe/Bucharest',
    'Greenwich Standard Time': 'Atlantic/Reykjavik',
    'Hawaiian Standard Time': 'Pacific/Honolulu',
    'India Standard Time': 'Asia/Calcutta',
    'Iran Standard Time': 'Asia/Tehran',
    'Israel Standard Time': 'Asia/Jerusalem',
    'Korea Standard Time': 'Asia/Seoul',
    'Mountain Standard Time': 'America/Denver',
    'Nepal Standard Time': 'Asia/Katmandu',
    'New Zealand Standard Time': 'Pacific/Auckland',
    'Newfoundland Standard Time': 'America/St_Johns',
    'Pacific Standard Time': 'America/Los_Angeles',
    'Romance Standard Time': 'Europe/Paris',
    'Russian Standard Time': 'Europe/Moscow',
    'SA Pacific Standard Time': 'America/Bogota',
    'SE Asia Standard Time': 'Asia/Bangkok',
    'Singapore Standard Time': 'Asia/Singapore',
    'South Africa Standard Time': 'Africa/Johannesburg',
    'Tokyo Standard Time': 'Asia/Tokyo',
    'Turkey Standard Time': 'Europe/Istanbul',
    'US Mountain Standard Time': 'America/Phoenix',
    UTC: 'UTC',
    'W. Europe Standard Time': 'Europe/Berlin',
    'tzone://Microsoft/Utc': 'UTC',
  }),
);

/** The Windows names that a person may choose from, by alphabet. */
export const WINDOWS_ZONE_NAMES: readonly string[] = [...WINDOWS_ZONES.keys()]
  .filter((name) => !name.startsWith('tzone:'))
  .sort();

const known = new Map<string, string | undefined>(WINDOWS_ZONES);

/** The Windows names that are known here. */
export function windowsZoneNames(): string[] {
  return [...WINDOWS_ZONES.keys()].filter((name) => !name.startsWith('tzone:'));
}

/** The IANA name of a Windows or IANA name; undefined for what is neither. */
export function ianaZone(name: string): string | undefined {
  if (known.has(name)) return known.get(name);
  let zone: string | undefined;
  try {
    zone = /^[A-Za-z]/.test(name) ? new Temporal.ZonedDateTime(0n, name).timeZoneId : undefined;
  } catch {
    zone = undefined;
  }
  if (known.size < 2000) known.set(name, zone);
  return zone;
}

/** Per zone and day: the offset in ms where the whole day has one, else null. */
const offsets = new Map<string, Map<number, number | null>>();

function offsetOfDay(zone: string, day: number): number | null {
  let days = offsets.get(zone);
  if (days === undefined) {
    days = new Map();
    offsets.set(zone, days);
  }
  let offset = days.get(day);
  if (offset === undefined) {
    const date = Temporal.PlainDate.from(isoFromDay(day));
    // Both by the calendar: where clocks change at midnight, a day after 01:00 is not the next midnight.
    const midnight = date.toZonedDateTime(zone);
    const next = date.add({ days: 1 }).toZonedDateTime(zone);
    const constant =
      midnight.offsetNanoseconds === next.offsetNanoseconds &&
      next.epochMilliseconds - midnight.epochMilliseconds === MS_PER_DAY;
    offset = constant ? midnight.offsetNanoseconds / 1e6 : null;
    days.set(day, offset);
  }
  return offset;
}

/**
 * The instant, ms since the epoch, of a wall clock that shows `seconds` after
 * midnight of `day` (both may run past one day). A time that a spring gap skips
 * moves forward; of a time that comes twice the first is meant.
 */
export function instantOfWall(zone: string, day: number, seconds: number): number {
  const wallDay = day + Math.floor(seconds / 86_400);
  const wallSeconds = seconds - (wallDay - day) * 86_400;
  if (zone === 'UTC') return wallDay * MS_PER_DAY + wallSeconds * 1000;
  const offset = offsetOfDay(zone, wallDay);
  if (offset !== null) return wallDay * MS_PER_DAY + wallSeconds * 1000 - offset;
  return Temporal.PlainDate.from(isoFromDay(wallDay))
    .toPlainDateTime()
    .add({ seconds: wallSeconds })
    .toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** What the wall clock of a zone shows at an instant. */
export function wallOfInstant(zone: string, ms: number): { day: number; seconds: number } {
  if (zone === 'UTC') {
    const day = Math.floor(ms / MS_PER_DAY);
    return { day, seconds: Math.floor((ms - day * MS_PER_DAY) / 1000) };
  }
  const wall = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return {
    day: dayFromCivil(wall.year, wall.month, wall.day),
    seconds: wall.hour * 3600 + wall.minute * 60 + wall.second,
  };
}
