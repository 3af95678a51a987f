/**
 * The names of zones that Graph gives, as IANA names. Windows names come from CLDR; obsolete ones
 * that CLDR dropped, and Microsoft's own URIs, are added by hand. Never throws on data.
 * https://learn.microsoft.com/graph/api/resources/datetimetimezone
 */
import { territorialZones, windowsZones } from './windows-zones.generated.ts';

export interface IanaTimeZone {
  /** An IANA name; `UTC` if nothing was known. */
  readonly timeZone: string;
  /** False if the name itself was not known: then the zone is that of a fallback, or a guess. */
  readonly known: boolean;
}

export interface TimeZoneOptions {
  /** ISO 3166 code of the country in which the name was chosen: `W. Europe Standard Time` in `CH` is Europe/Zurich. */
  readonly territory?: string;
}

/**
 * In old mailboxes, and no longer in CLDR. Mid-Atlantic never had a place of its own: the offset
 * that Windows kept for it is the honest reading.
 */
const obsoleteZones: Readonly<Record<string, string>> = {
  'Mid-Atlantic Standard Time': 'Etc/GMT+2',
  'Kamchatka Standard Time': 'Asia/Kamchatka',
  'Armenian Standard Time': 'Asia/Yerevan',
  'Mexico Standard Time': 'America/Mexico_City',
  'Mexico Standard Time 2': 'America/Chihuahua',
};

/** All spellings of UTC become this one: it is what Graph itself writes. */
const utcNames = [
  'utc',
  'etc/utc',
  'etc/gmt',
  'gmt',
  'z',
  'tzone://microsoft/utc',
  'coordinated universal time',
];

const byName: ReadonlyMap<string, string> = new Map([
  ...[...Object.entries(windowsZones), ...Object.entries(obsoleteZones)].map(
    ([windows, iana]): [string, string] => [windows.toLowerCase(), iana],
  ),
  ...utcNames.map((name): [string, string] => [name, 'UTC']),
]);

const byTerritory: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(territorialZones).map(([windows, zones]) => [
    windows.toLowerCase(),
    new Map(Object.entries(zones)),
  ]),
);

/** What was looked up once; a mailbox uses few zones, but on each of its events. */
const seen = new Map<string, string | undefined>();
const MOST_SEEN = 2_000;

/**
 * The zone of `name`, or of the first fallback that is known, or UTC. Empty and null are passed
 * over. The fallbacks of an event, best first: its recurrenceTimeZone, its other zone, that of the
 * mailbox's settings.
 */
export function toIanaTimeZone(
  name: string | null | undefined,
  fallbacks: readonly (string | null | undefined)[] = [],
  { territory }: TimeZoneOptions = {},
): IanaTimeZone {
  const own = zoneOf(name, territory);
  if (own !== undefined) return { timeZone: own, known: true };
  for (const fallback of fallbacks) {
    const timeZone = zoneOf(fallback, territory);
    if (timeZone !== undefined) return { timeZone, known: false };
  }
  return { timeZone: 'UTC', known: false };
}

/** One name by itself; undefined if it is not known. */
export function zoneOf(name: string | null | undefined, territory?: string): string | undefined {
  const given = name?.trim() ?? '';
  if (given === '') return undefined;
  if (territory !== undefined) {
    const there = byTerritory.get(given.toLowerCase())?.get(territory.toUpperCase());
    if (there !== undefined) return there;
  }
  if (seen.has(given)) return seen.get(given);
  const zone = byName.get(given.toLowerCase()) ?? ianaName(given);
  // Names come from outside: a flood of them must not fill the memory.
  if (seen.size >= MOST_SEEN) seen.clear();
  seen.set(given, zone);
  return zone;
}

/** The name in its own casing, if it is an IANA name. Offsets are not: PostgreSQL reads them backwards. */
function ianaName(given: string): string | undefined {
  if (!/^[A-Za-z][\w+\-/]*$/.test(given)) return undefined;
  try {
    // Unlike Intl, this keeps the name it is given: Asia/Kolkata does not become Asia/Calcutta.
    return new Temporal.ZonedDateTime(0n, given).timeZoneId;
  } catch {
    return undefined;
  }
}
