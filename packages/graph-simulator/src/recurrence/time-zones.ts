/**
 * Time zone names as Outlook writes them, and wall clocks in them. Windows names are those of
 * Unicode CLDR's windowsZones and two that are older; IANA names are taken as they are.
 */
import { dayFromCivil, isoFromDay, MS_PER_DAY } from './civil-date.ts';
import { WINDOWS_ZONES } from './windows-zones.generated.ts';

/** Of old mailboxes, and no more in CLDR. Source: calendar facts 5.3 [V]; the zone of the first is a choice. */
const OBSOLETE_ZONES: Readonly<Record<string, string>> = {
  'Kamchatka Standard Time': 'Asia/Kamchatka',
  'Mid-Atlantic Standard Time': 'Etc/GMT+2',
};

const zoneOf = new Map<string, string>([
  ...Object.entries(WINDOWS_ZONES),
  ...Object.entries(OBSOLETE_ZONES),
  ['UTC', 'UTC'],
]);

/** The Windows names that a person may choose from, by alphabet. */
export const WINDOWS_ZONE_NAMES: readonly string[] = [...zoneOf.keys()].sort();

const known = new Map<string, string | undefined>([...zoneOf, ['tzone://Microsoft/Utc', 'UTC']]);

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
