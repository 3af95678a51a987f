import { describe, expect, it } from 'vitest';

import { allDayDates, dateOf, instantOf } from '../src/convert/index.ts';

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
    ['2026-01-01T10:00:00', 'tzone://Microsoft/Custom'],
  ])('does not guess at %j in %j', (dateTime, timeZone) => {
    expect(instantOf({ dateTime, timeZone })).toBeNull();
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
    expect(dateOf(null)).toBeNull();
  });
});
