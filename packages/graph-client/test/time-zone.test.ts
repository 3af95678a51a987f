import { createRequire } from 'node:module';

import { Type } from 'typebox';
import { Parse } from 'typebox/value';
import { describe, expect, it } from 'vitest';

import { toIanaTimeZone } from '../src/convert/index.ts';
import { windowsZones } from '../src/convert/windows-zones.generated.ts';
import { payloadItems, payloadsAreHere, skipSentence } from './support/shared-payloads.ts';

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

  it('takes the first fallback that it knows', () => {
    const fallbacks = [null, '', 'tzone://Microsoft/Custom', 'Tokyo Standard Time', 'Europe/Paris'];
    expect(toIanaTimeZone('Customized Time Zone', fallbacks)).toEqual({
      timeZone: 'Asia/Tokyo',
      known: true,
    });
    expect(toIanaTimeZone('Europe/Paris', ['Asia/Tokyo']).timeZone).toBe('Europe/Paris');
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

  it('holds the table of the installed CLDR', () => {
    const require = createRequire(import.meta.url);
    const cldr = JSON.stringify(require('cldr-core/supplemental/windowsZones.json'));
    for (const [windows, iana] of Object.entries(windowsZones)) {
      expect(cldr).toContain(`{"_other":"${windows}","_type":"${iana}","_territory":"001"}`);
    }
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
