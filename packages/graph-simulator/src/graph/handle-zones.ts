/**
 * The zones that a mailbox can use, by Windows or IANA names. The display names are made from offset and place, not
 * Microsoft's own. Source: Microsoft Graph, outlookUser: supportedTimeZones.
 */
import { ianaZone, WINDOWS_ZONE_NAMES } from '../recurrence/time-zones.ts';
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';

/** Old names that Graph lists beside those of today. Source: calendar facts 5.3, payload supported-time-zones-iana. */
const LEGACY = ['Etc/GMT+11', 'Etc/GMT+12', 'US/Aleutian', 'US/Samoa'];

/** `argument` is what stands in the parentheses; empty without any. */
export function supportedTimeZones(request: GraphRequest, argument: string): GraphAnswer {
  const standard = /(?:^$|timezonestandard=)(?:microsoft\.graph\.timezonestandard')?(\w*)$/i.exec(
    argument,
  )?.[1];
  const name = standard?.toLowerCase();
  if (name !== '' && name !== 'windows' && name !== 'iana')
    throw new GraphError(400, 'BadRequest', `The time zone standard of '${argument}' is unknown.`);
  return {
    status: 200,
    body: {
      '@odata.context': `${request.origin}/v1.0/$metadata#Collection(microsoft.graph.timeZoneInformation)`,
      value: name === 'iana' ? ianaZones() : windowsZones(request.world.clock.now()),
    },
  };
}

interface ZoneInformation {
  readonly alias: string;
  readonly displayName: string;
}

function ianaZones(): ZoneInformation[] {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), ...LEGACY]);
  return [...names].toSorted().map((alias) => ({ alias, displayName: alias }));
}

function windowsZones(atMs: number): ZoneInformation[] {
  return WINDOWS_ZONE_NAMES.map((alias) => {
    const zone = ianaZone(alias) ?? 'UTC';
    const offset = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).offset;
    const place = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
    return { alias, displayName: `(UTC${offset === '+00:00' ? '' : offset}) ${place}` };
  });
}
