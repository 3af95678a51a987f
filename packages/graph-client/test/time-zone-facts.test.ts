/** The zone examples of the fact sheet, section 5, one by one. P/… are Microsoft's example bodies. */
import { describe, expect, it } from 'vitest';

import { allDayDates, instantOf, toIanaTimeZone } from '../src/convert/index.ts';

const names: [source: string, name: string, timeZone: string][] = [
  ['5.2 (P/events-list-prefer-timezone-pacific)', 'Pacific Standard Time', 'America/Los_Angeles'],
  ['5.2 (P/event-teams-short-url-body-2026)', 'SE Asia Standard Time', 'Asia/Bangkok'],
  ['5.2 (R/datetimetimezone)', 'UTC', 'UTC'],
  ['5.2 (R/datetimetimezone)', 'Europe/Berlin', 'Europe/Berlin'],
  ['5.2 (OGCS 2148)', 'tzone://Microsoft/Utc', 'UTC'],
  ['5.3, has summer time', 'GMT Standard Time', 'Europe/London'],
  ['5.3, has none', 'Greenwich Standard Time', 'Atlantic/Reykjavik'],
  ['5.3', 'W. Europe Standard Time', 'Europe/Berlin'],
  ['5.3', 'Central Europe Standard Time', 'Europe/Budapest'],
  ['5.3', 'Central European Standard Time', 'Europe/Warsaw'],
  ['5.3', 'Romance Standard Time', 'Europe/Paris'],
  ['5.3', 'GTB Standard Time', 'Europe/Bucharest'],
  ['5.3', 'FLE Standard Time', 'Europe/Kiev'],
  ['5.3', 'India Standard Time', 'Asia/Calcutta'],
  ['5.3', 'Nepal Standard Time', 'Asia/Katmandu'],
  ['5.3, sign inverted', 'UTC-11', 'Etc/GMT+11'],
  ['5.3, no summer time', 'US Mountain Standard Time', 'America/Phoenix'],
  ['5.3', 'Mountain Standard Time (Mexico)', 'America/Mazatlan'],
  ['5.3', 'Central Asia Standard Time', 'Asia/Bishkek'],
  ['5.3, obsolete', 'Mid-Atlantic Standard Time', 'Etc/GMT+2'],
  ['5.3, obsolete', 'Kamchatka Standard Time', 'Asia/Kamchatka'],
  ['5.3 (P/supported-time-zones-iana)', 'US/Samoa', 'US/Samoa'],
];

const unknown: [source: string, name: string | null][] = [
  ['5.2 (OutlookGoogleCalendarSync 2148, 2339)', 'tzone://Microsoft/Custom'],
  ['5.2 (azure-docs 39454, P/recurrence-customized-time-zone-noend)', 'Customized Time Zone'],
  ['5.2 (GH 7163)', ''],
  ['5.2', null],
  ['5.2 [I]', '(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien'],
];

describe('fact sheet, names of zones', () => {
  it.each(names)('%s: %s', (_, name, timeZone) => {
    expect(toIanaTimeZone(name)).toEqual({ timeZone, known: true });
  });

  it.each(unknown)('%s: %j falls back, and says so', (_, name) => {
    const fallbacks = [null, 'Tokyo Standard Time'];
    expect(toIanaTimeZone(name, fallbacks)).toEqual({ timeZone: 'Asia/Tokyo', known: false });
    expect(toIanaTimeZone(name)).toEqual({ timeZone: 'UTC', known: false });
  });

  it.each([
    ['Europe/Kyiv', 'Europe/Kiev'],
    ['Asia/Kolkata', 'Asia/Calcutta'],
    ['Asia/Kathmandu', 'Asia/Katmandu'],
  ])('5.3: %s keeps its name, and is the same zone as %s', (name, legacy) => {
    expect(toIanaTimeZone(name)).toEqual({ timeZone: name, known: true });
    expect(new Temporal.ZonedDateTime(0n, name).equals(new Temporal.ZonedDateTime(0n, legacy))).toBe(true);
  });
});

describe('fact sheet, times', () => {
  it('5.1 [V]: seven fraction digits without an offset are UTC, wherever the server stands', () => {
    const time = { dateTime: '2026-09-15T03:40:00.0000000', timeZone: 'UTC' };
    expect(instantOf(time)).toBe('2026-09-15T03:40:00.000Z');
  });

  it('5.1 (davmail 479): the label of the answer counts, not the zone that was asked for', () => {
    const time = { dateTime: '2026-09-15T03:40:00.0000000', timeZone: 'Tokyo Standard Time' };
    expect(instantOf(time)).toBe('2026-09-14T18:40:00.000Z');
  });

  it('5.1 (davmail PR 481): originalStart with an offset', () => {
    expect(instantOf({ dateTime: '2021-06-04T15:00:00-04:00' })).toBe('2021-06-04T19:00:00.000Z');
  });

  it('3.3, 5.1 (GH 1802, P/event-all-day-single-eastern): all-day dates, whatever their label', () => {
    const at = (dateTime: string) => ({ dateTime, timeZone: 'Eastern Standard Time' });
    expect(allDayDates(at('2019-10-19T00:00:00.0000000'), at('2019-10-20T00:00:00.0000000'))).toEqual({
      start: '2019-10-19',
      end: '2019-10-20',
    });
  });
});
