import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import * as fc from 'fast-check';
import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import { describe, expect, it } from 'vitest';

import { windowsZonesSource } from '../scripts/windows-zones-source.ts';
import { toIanaTimeZone } from '../src/convert/index.ts';
import { windowsZones } from '../src/convert/windows-zones.generated.ts';
import { payloadItems, payloadsAreHere, skipSentence } from './support/shared-payloads.ts';

const cldrSchema = Type.Object({
  supplemental: Type.Object({
    windowsZones: Type.Object({
      mapTimezones: Type.Array(
        Type.Object({
          mapZone: Type.Object({ _other: Type.String(), _type: Type.String(), _territory: Type.String() }),
        }),
      ),
    }),
  }),
});
const cldr: unknown = createRequire(import.meta.url)('cldr-core/supplemental/windowsZones.json');
const zoneSchema = Type.Object({ alias: Type.String() });

describe('toIanaTimeZone', () => {
  it.each([
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['GMT Standard Time', 'Europe/London'],
    ['Greenwich Standard Time', 'Atlantic/Reykjavik'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Central Europe Standard Time', 'Europe/Budapest'],
    ['Central European Standard Time', 'Europe/Warsaw'],
    ['Romance Standard Time', 'Europe/Paris'],
    ['GTB Standard Time', 'Europe/Bucharest'],
    ['US Mountain Standard Time', 'America/Phoenix'],
    ['Mountain Standard Time (Mexico)', 'America/Mazatlan'],
    ['UTC-11', 'Etc/GMT+11'],
    ['Central Asia Standard Time', 'Asia/Bishkek'],
    ['SE Asia Standard Time', 'Asia/Bangkok'],
    ['pacific standard time', 'America/Los_Angeles'],
    ['Mid-Atlantic Standard Time', 'Etc/GMT+2'],
    ['Kamchatka Standard Time', 'Asia/Kamchatka'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['US/Samoa', 'US/Samoa'],
    ['UTC', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['tzone://Microsoft/Utc', 'UTC'],
    ['TZONE://microsoft/UTC', 'UTC'],
    [' Tokyo Standard Time ', 'Asia/Tokyo'],
  ])('knows %j as %s', (name, timeZone) => {
    expect(toIanaTimeZone(name)).toEqual({ timeZone, known: true });
  });

  it.each([
    'tzone://Microsoft/Custom',
    'Customized Time Zone',
    '',
    '  ',
    null,
    undefined,
    '(UTC+01:00) Amsterdam, Berlin, Bern, Rome',
    '+02:00',
    'Mars/Olympus',
    '__proto__',
    'constructor',
    'x'.repeat(100_000),
  ])('does not know %j, says so, and gives UTC', (name) => {
    expect(toIanaTimeZone(name)).toEqual({ timeZone: 'UTC', known: false });
  });

  it('takes the first fallback that it knows, and says that it had to', () => {
    const fallbacks = [null, '', 'tzone://Microsoft/Custom', 'Tokyo Standard Time', 'Europe/Paris'];
    expect(toIanaTimeZone('Customized Time Zone', fallbacks)).toEqual({
      timeZone: 'Asia/Tokyo',
      known: false,
    });
    expect(toIanaTimeZone('Europe/Paris', ['Asia/Tokyo']).timeZone).toBe('Europe/Paris');
  });

  it('reads a table that is, byte for byte, what its script makes of the installed CLDR', () => {
    const committed = new URL('../src/convert/windows-zones.generated.ts', import.meta.url);
    expect(readFileSync(committed, 'utf8')).toBe(windowsZonesSource(cldr));
  });

  it('knows every Windows zone of CLDR, as a zone that this runtime can compute with', () => {
    expect(Object.keys(windowsZones)).toHaveLength(139);
    for (const [windows, iana] of Object.entries(windowsZones)) {
      const { timeZone, known } = toIanaTimeZone(windows);
      expect(known).toBe(true);
      expect([iana, 'UTC']).toContain(timeZone);
      expect(() => new Temporal.ZonedDateTime(0n, timeZone)).not.toThrow();
    }
  });

  it.each([
    ['W. Europe Standard Time', 'CH', 'Europe/Zurich'],
    ['W. Europe Standard Time', 'de', 'Europe/Berlin'],
    ['Romance Standard Time', 'ES', 'Europe/Madrid'],
    ['singapore standard time', 'my', 'Asia/Kuala_Lumpur'],
    ['Pacific Standard Time', 'CA', 'America/Vancouver'],
    ['Europe/Paris', 'CH', 'Europe/Paris'],
    ['Tokyo Standard Time', 'XX', 'Asia/Tokyo'],
    ['Tokyo Standard Time', '__proto__', 'Asia/Tokyo'],
  ])('takes %j in %s for %s', (name, territory, timeZone) => {
    expect(toIanaTimeZone(name, [], { territory })).toEqual({ timeZone, known: true });
    expect(toIanaTimeZone(null, [name], { territory })).toEqual({ timeZone, known: false });
  });

  it('knows every name of the installed CLDR, in every territory that it names', () => {
    const { supplemental } = Parse(cldrSchema, cldr);
    const rows = supplemental.windowsZones.mapTimezones.map(({ mapZone }) => ({
      windows: mapZone._other,
      zones: mapZone._type.trim().split(' '),
      territory: mapZone._territory,
    }));
    expect(rows.length).toBeGreaterThan(400);
    for (const { windows, zones } of rows)
      for (const name of [windows, ...zones]) expect(toIanaTimeZone(name).known, name).toBe(true);
    // ZZ stands for the zones at sea.
    for (const { windows, zones, territory } of rows.filter((row) => row.territory !== 'ZZ')) {
      const options = territory === '001' ? {} : { territory };
      expect([zones[0], 'UTC']).toContain(toIanaTimeZone(windows, [], options).timeZone);
    }
  });

  it('knows every zone of this runtime, under its own name', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    expect(zones.length).toBeGreaterThan(400);
    for (const zone of zones)
      expect(toIanaTimeZone(zone)).toEqual({ timeZone: zone === 'UTC' ? 'UTC' : zone, known: true });
  });

  it('never throws, and gives a zone that can be computed with, whatever it is given', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'Europe/',
        'Standard Time',
        'tzone://Microsoft/',
        'UTC',
        '+02:00',
        'Etc/GMT',
        '__proto__',
        '\u0000',
      ),
    );
    const name = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(name, fc.array(fc.option(name), { maxLength: 3 }), name, (one, fallbacks, territory) => {
        const { timeZone } = toIanaTimeZone(one, fallbacks, { territory });
        expect(() => new Temporal.ZonedDateTime(0n, timeZone)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });

  it.skipIf(!payloadsAreHere)(
    `knows every zone that Graph offers (${payloadsAreHere ? 'present' : skipSentence})`,
    () => {
      for (const file of ['supported-time-zones-windows', 'supported-time-zones-iana']) {
        const aliases = payloadItems(`calendar/${file}.json`).map((item) => Parse(zoneSchema, item).alias);
        expect(aliases.length).toBeGreaterThan(2);
        expect(aliases.filter((alias) => !toIanaTimeZone(alias).known)).toEqual([]);
      }
    },
  );
});
