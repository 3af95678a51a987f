import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayFromIso, isoFromDay } from '../src/recurrence/civil-date.ts';
import { occurrenceDays } from '../src/recurrence/occurrence-days.ts';
import { ianaZone, instantOfWall, wallOfInstant } from '../src/recurrence/time-zones.ts';
import { DAYS_OF_WEEK, PATTERN_TYPES, WEEK_INDEXES, type Recurrence } from '../src/recurrence/types.ts';

const start = dayFromIso('2019-03-04');

const recurrences: fc.Arbitrary<Recurrence> = fc.record({
  pattern: fc.record({
    type: fc.constantFrom(...PATTERN_TYPES),
    interval: fc.integer({ min: 1, max: 5 }),
    month: fc.integer({ min: 1, max: 12 }),
    dayOfMonth: fc.integer({ min: 1, max: 31 }),
    daysOfWeek: fc.uniqueArray(fc.constantFrom(...DAYS_OF_WEEK), { minLength: 1, maxLength: 7 }),
    firstDayOfWeek: fc.constantFrom(...DAYS_OF_WEEK),
    index: fc.constantFrom(...WEEK_INDEXES),
  }),
  range: fc
    .record({
      type: fc.constantFrom('endDate', 'noEnd', 'numbered'),
      startDay: fc.integer({ min: start, max: start + 1500 }),
      length: fc.integer({ min: 0, max: 2000 }),
      numberOfOccurrences: fc.integer({ min: 1, max: 200 }),
    })
    .map(({ type, startDay, length, numberOfOccurrences }) => ({
      type,
      startDate: isoFromDay(startDay),
      endDate: isoFromDay(startDay + length),
      numberOfOccurrences,
      recurrenceTimeZone: 'UTC',
    })),
});

describe('laws of recurrence', () => {
  it('a window shows exactly the part of the series that lies in it', () => {
    fc.assert(
      fc.property(recurrences, fc.nat(2500), fc.nat(400), (rule, offset, length) => {
        const all = occurrenceDays(rule, start, start + 4000);
        const from = start + offset;
        const to = from + length;
        expect(occurrenceDays(rule, from, to)).toEqual(all.filter((day) => day >= from && day <= to));
      }),
      { numRuns: 300 },
    );
  });
});

describe('wall clocks', () => {
  it('a time outside a change of clocks comes back as it went', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: start, max: start + 4000 }),
        fc.integer({ min: 4 * 60, max: 24 * 60 - 1 }),
        (zone, day, minutes) => {
          const back = wallOfInstant(zone, instantOfWall(zone, day, minutes * 60));
          expect(back).toEqual({ day, seconds: minutes * 60 });
        },
      ),
    );
  });

  it('a time that the spring gap skips moves forward by the gap', () => {
    const day = dayFromIso('2026-03-29');
    expect(new Date(instantOfWall('Europe/Berlin', day, 2.5 * 3600)).toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    );
  });

  it('Los Angeles at 09:00 is another instant after the change of clocks', () => {
    const at = (iso: string): string =>
      new Date(instantOfWall('America/Los_Angeles', dayFromIso(iso), 9 * 3600)).toISOString();
    expect(at('2024-03-04')).toBe('2024-03-04T17:00:00.000Z');
    expect(at('2024-03-11')).toBe('2024-03-11T16:00:00.000Z');
  });

  it('Windows names, IANA names and Microsoft forms of UTC are known; others are not', () => {
    expect(ianaZone('Romance Standard Time')).toBe('Europe/Paris');
    expect(ianaZone('Europe/Paris')).toBe('Europe/Paris');
    expect(ianaZone('tzone://Microsoft/Utc')).toBe('UTC');
    for (const name of ['', 'Customized Time Zone', 'tzone://Microsoft/Custom', '+02:00', 'Mars/Olympus'])
      expect(ianaZone(name)).toBeUndefined();
  });
});
