import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { allDayDates, dateOf, instantOf } from '../src/convert/index.ts';

function byTemporal(dateTime: string): string | null {
  // A leap second is no time of Graph's; Temporal takes it for the second before.
  if (/:6\d(?:\.|Z|$)/.test(dateTime)) return null;
  try {
    const whole = Temporal.Instant.from(dateTime.endsWith('Z') ? dateTime : `${dateTime}Z`);
    return whole.round({ smallestUnit: 'millisecond', roundingMode: 'floor' }).toString({
      fractionalSecondDigits: 3,
    });
  } catch {
    return null;
  }
}

describe('instantOf', () => {
  it.each([
    ['2026-09-15T03:40:00.0000000', 'UTC', '2026-09-15T03:40:00.000Z'],
    ['2026-09-15T03:40:00.1239999', 'UTC', '2026-09-15T03:40:00.123Z'],
    ['2026-09-15T03:40:00.5', 'UTC', '2026-09-15T03:40:00.500Z'],
    ['2026-09-15T03:40:00', '', '2026-09-15T03:40:00.000Z'],
    ['2026-09-15T03:40:00', null, '2026-09-15T03:40:00.000Z'],
    ['2026-09-15T03:40', 'tzone://Microsoft/Utc', '2026-09-15T03:40:00.000Z'],
    ['2024-03-04T09:00:00.0000000', 'Pacific Standard Time', '2024-03-04T17:00:00.000Z'],
    ['2024-03-11T09:00:00.0000000', 'Pacific Standard Time', '2024-03-11T16:00:00.000Z'],
    ['2024-03-11T09:00:00.0000000', 'Europe/Berlin', '2024-03-11T08:00:00.000Z'],
    ['2026-09-15T03:40:00Z', 'Pacific Standard Time', '2026-09-15T03:40:00.000Z'],
    ['2021-06-04T15:00:00-04:00', 'whatever', '2021-06-04T19:00:00.000Z'],
    // The hour that the clocks skip moves forward, as RFC 5545 and Exchange do.
    ['2024-03-10T02:30:00', 'Pacific Standard Time', '2024-03-10T10:30:00.000Z'],
  ])('reads %s in %j as %s', (dateTime, timeZone, instant) => {
    expect(instantOf({ dateTime, timeZone })).toBe(instant);
  });

  it.each([
    [undefined, 'UTC'],
    [null, 'UTC'],
    ['', 'UTC'],
    ['tomorrow', 'UTC'],
    ['2026-02-30T10:00:00', 'UTC'],
    ['2026-13-01T10:00:00', 'UTC'],
    ['2026-01-01T25:00:00', 'UTC'],
    ['2026-02-30T10:00:00', 'Europe/Berlin'],
    ['2026-01-01T24:00:00', 'UTC'],
    ['2026-01-01T24:00:00Z', 'Europe/Berlin'],
    ['2026-01-01T24:00:00', 'Europe/Berlin'],
    ['2026-01-01T10:00:60', 'Europe/Berlin'],
    ['2026-01-01T10:00:00', 'tzone://Microsoft/Custom'],
  ])('does not guess at %j in %j', (dateTime, timeZone) => {
    expect(instantOf({ dateTime, timeZone })).toBeNull();
  });

  it('reads a UTC time as Temporal does, and nothing where Temporal finds none', () => {
    const number = (most: number) =>
      fc.integer({ min: 0, max: most }).map((one) => String(one).padStart(2, '0'));
    const text = fc
      .tuple(
        fc.constantFrom('2023', '2024', '0001', '9999'),
        number(14),
        number(33),
        number(25),
        number(61),
        number(61),
      )
      .chain(([year, month, day, hour, minute, second]) =>
        fc
          .constantFrom('', '.0000000', '.1239999', '.5', 'Z', '.0000000Z')
          .map((end) => `${year}-${month}-${day}T${hour}:${minute}:${second}${end}`),
      );
    fc.assert(
      fc.property(text, fc.constantFrom('UTC', '', null, undefined), (dateTime, timeZone) => {
        expect(instantOf({ dateTime, timeZone })).toBe(byTemporal(dateTime));
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads nothing from nothing', () => {
    expect(instantOf(null)).toBeNull();
    expect(instantOf(undefined)).toBeNull();
    expect(instantOf({})).toBeNull();
  });
});

describe('all-day dates', () => {
  it('are the date part, whatever zone labels them', () => {
    expect(dateOf({ dateTime: '2019-10-19T00:00:00.0000000', timeZone: 'UTC' })).toBe('2019-10-19');
    expect(dateOf({ dateTime: '2019-10-19T00:00:00.0000000', timeZone: 'Tokyo Standard Time' })).toBe(
      '2019-10-19',
    );
    expect(dateOf({ dateTime: '2019-10-19', timeZone: 'tzone://Microsoft/Custom' })).toBe('2019-10-19');
  });

  it('end on the day after the last', () => {
    const start = { dateTime: '2019-10-19T00:00:00.0000000', timeZone: 'UTC' };
    const end = { dateTime: '2019-10-20T00:00:00.0000000', timeZone: 'UTC' };
    expect(allDayDates(start, end)).toEqual({ start: '2019-10-19', end: '2019-10-20' });
    expect(allDayDates(start, null)).toBeNull();
  });

  it('are none where there is no such day', () => {
    expect(dateOf({ dateTime: '2019-02-29T00:00:00', timeZone: 'UTC' })).toBeNull();
    expect(dateOf({ dateTime: '2019-03-01T24:00:00', timeZone: 'UTC' })).toBeNull();
    expect(dateOf(null)).toBeNull();
  });
});
