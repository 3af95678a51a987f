/**
 * 2,000 generated patterns beside a count day by day, and wall clocks beside what
 * `Intl` shows: neither shares a line with the expansion. Failures print their seed.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayFromIso, isoFromDay } from '../src/recurrence/civil-date.ts';
import { firstOccurrenceDay, occurrenceDays } from '../src/recurrence/occurrence-days.ts';
import { instantOfWall } from '../src/recurrence/time-zones.ts';
import { DAYS_OF_WEEK, PATTERN_TYPES, type Recurrence, WEEK_INDEXES } from '../src/recurrence/types.ts';
import { countedDates, countedDays } from './helpers/count-days.ts';

const SEED = 20_261_123;
const RANGES = ['noEnd', 'numbered', 'endDate'] as const;
const PHASES = ['first-fit', 'range-start'] as const;
const FIRST = dayFromIso('1997-01-01');
const LAST = dayFromIso('2036-12-31');

/** The days on which calendars go wrong come as often as all others together. */
const startDates = fc.oneof(
  fc.integer({ min: FIRST, max: dayFromIso('2026-12-31') }).map(isoFromDay),
  fc.constantFrom('2000-02-29', '2024-02-29', '2023-02-28', '2023-12-31', '2024-01-01', '2001-01-31'),
);

const recurrences: fc.Arbitrary<Recurrence> = fc
  .record({
    type: fc.constantFrom(...PATTERN_TYPES),
    interval: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(5, 6, 7, 12, 13, 18, 26, 53)),
    month: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(2)),
    dayOfMonth: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 28, max: 31 })),
    daysOfWeek: fc.uniqueArray(fc.constantFrom(...DAYS_OF_WEEK), { minLength: 1, maxLength: 7 }),
    firstDayOfWeek: fc.constantFrom(...DAYS_OF_WEEK),
    index: fc.constantFrom(...WEEK_INDEXES),
    rangeType: fc.constantFrom(...RANGES),
    startDate: startDates,
    length: fc.oneof(fc.integer({ min: 0, max: 3500 }), fc.integer({ min: 0, max: 40 })),
    times: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 120 })),
    phase: fc.constantFrom(...PHASES),
  })
  .map(({ rangeType, startDate, length, times, phase, ...pattern }) => ({
    pattern,
    range: {
      type: rangeType,
      startDate,
      endDate: rangeType === 'endDate' ? isoFromDay(dayFromIso(startDate) + length) : null,
      numberOfOccurrences: rangeType === 'numbered' ? times : 0,
      recurrenceTimeZone: 'UTC',
    },
    phase,
  }));

/** So many days are counted, and the whole calendar where a year brings one date. */
const COUNTED = { daily: 700, weekly: 1500, absoluteMonthly: 4000, relativeMonthly: 4000 };

function expectAsCounted(rule: Recurrence, from: number, length: number): void {
  const startDay = dayFromIso(rule.range.startDate);
  const days = { ...COUNTED, absoluteYearly: LAST, relativeYearly: LAST }[rule.pattern.type];
  const lastDay = Math.min(startDay + days, LAST);
  const counted = countedDates(rule, isoFromDay(lastDay));
  const given = (opens: number, closes: number): string =>
    occurrenceDays(rule, opens, closes).map(isoFromDay).join(' ');
  expect(given(FIRST, lastDay)).toBe(counted.join(' '));
  // A window that is looked into from its middle shows that part and no more.
  const opens = startDay + (from % days);
  const closes = Math.min(opens + length, lastDay);
  expect(given(opens, closes)).toBe(
    counted.filter((date) => dayFromIso(date) >= opens && dayFromIso(date) <= closes).join(' '),
  );
  const first = firstOccurrenceDay(rule);
  // What comes after the days that were counted cannot be told.
  expect(first === undefined || first > lastDay ? undefined : isoFromDay(first)).toBe(counted[0]);
}

describe('2,000 generated patterns', () => {
  it('give the dates that a count day by day gives, whole and through a window', () => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(recurrences, fc.nat(4000), fc.nat(500), (rule, from, length) => {
        const kind = [rule.pattern.type, rule.range.type, rule.phase].join(' ');
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        expectAsCounted(rule, from, length);
      }),
      { numRuns: 2000, seed: SEED },
    );
    expect(kinds.size).toBe(PATTERN_TYPES.length * RANGES.length * PHASES.length);
    expect(Math.min(...kinds.values())).toBeGreaterThan(20);
  });

  it('are counted in a calendar that is the real one', () => {
    for (const [index, { iso, weekday }] of countedDays.entries()) {
      if (index % 97 !== 0) continue;
      expect(Temporal.PlainDate.from(iso).toLocaleString('en-GB', { weekday: 'long' }).toLowerCase()).toBe(
        weekday,
      );
    }
    expect(countedDays.at(-1)?.iso).toBe('2036-12-31');
  });
});

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the clocks of a zone are ahead of UTC, ms, by what `Intl` prints. */
function offsetAt(zone: string, ms: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(zone, format);
  }
  const part = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const at = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  return Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute')) - ms;
}

/** RFC 5545, 3.3.5: of a time that comes twice the first; one that never comes by the offset before the gap. */
function meantInstant(zone: string, wallMs: number): number {
  const before = offsetAt(zone, wallMs - 86_400_000);
  const after = offsetAt(zone, wallMs + 86_400_000);
  const real = [wallMs - before, wallMs - after].filter((ms) => ms + offsetAt(zone, ms) === wallMs);
  return real.length === 0 ? wallMs - before : Math.min(...real);
}

/** The walls, ms, that the clocks of a zone show when they are about to change. */
function changesOf(zone: string): number[] {
  const walls: number[] = [];
  let at = Temporal.ZonedDateTime.from(`2008-01-01T00:00[${zone}]`).getTimeZoneTransition('next');
  while (at !== null && at.year < 2037) {
    walls.push(at.epochMilliseconds + offsetAt(zone, at.epochMilliseconds - 60_000));
    at = at.getTimeZoneTransition('next');
  }
  return walls;
}

describe('2,000 generated wall clocks', () => {
  it('are the instants that RFC 5545 means, before, in and after gaps and folds', () => {
    const seen = { gap: 0, fold: 0, plain: 0 };
    const changes = [
      'Europe/Berlin',
      'Europe/London',
      'America/New_York',
      'America/St_Johns',
      'America/Sao_Paulo',
      'Africa/Cairo',
      'Asia/Tehran',
      'Australia/Lord_Howe',
      'Pacific/Auckland',
    ].flatMap((zone) => changesOf(zone).map((wallMs) => ({ zone, wallMs })));
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.integer({ min: -12, max: 12 }), (change, quarters) => {
        const { zone } = change;
        const wallMs = change.wallMs + quarters * 900_000;
        const day = Math.floor(wallMs / 86_400_000);
        const expected = meantInstant(zone, wallMs);
        expect(instantOfWall(zone, day, (wallMs - day * 86_400_000) / 1000)).toBe(expected);
        const isGap = expected + offsetAt(zone, expected) !== wallMs;
        const isFold = [1_800_000, 3_600_000].some(
          (ms) => expected + ms + offsetAt(zone, expected + ms) === wallMs,
        );
        seen[isGap ? 'gap' : isFold ? 'fold' : 'plain'] += 1;
      }),
      { numRuns: 2000, seed: SEED },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });
});
