import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { convertRecurrenceToRRule, expandRule, fitRecurrence, originalDayOf } from '../src/convert/index.ts';
import type { RecurrenceRule } from '../src/convert/index.ts';
import { asGraphSays, generatedSeries } from './support/generated-series.ts';
import { graphDates } from './support/graph-series.ts';

const HOUR = 3_600_000;
const mondays: RecurrenceRule = {
  rrule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU',
  dtStart: '2024-03-04T09:00:00',
  timeZone: 'America/Los_Angeles',
};
/** The five Mondays from 4 March 2024; clocks go forward after the first. */
const march = ['04T17', '11T16', '18T16', '25T16'].map((text) => Date.parse(`2024-03-${text}:00:00Z`));
const window = {
  start: Date.parse('2024-03-01T00:00:00Z'),
  end: Date.parse('2024-04-01T00:00:00Z'),
  durationMs: HOUR,
};
const nothing = { exdates: [], rdates: [] };

describe('a rule beside what was delivered', () => {
  it('is exact where it gives the same occurrences', () => {
    expect(fitRecurrence(mondays, march, window)).toEqual({ fidelity: 'exact', ...nothing });
  });

  it('is fitted, with the dates that are not there, where some were cancelled', () => {
    expect(fitRecurrence(mondays, march.toSpliced(1, 1), window)).toEqual({
      fidelity: 'fitted',
      exdates: ['2024-03-11T09:00:00'],
      rdates: [],
    });
  });

  it('is fitted, with the dates that it lacks, where there are more', () => {
    const extra = Date.parse('2024-03-20T16:00:00Z');
    expect(fitRecurrence(mondays, [...march, extra], window)).toEqual({
      fidelity: 'fitted',
      exdates: [],
      rdates: ['2024-03-20T09:00:00'],
    });
  });

  it('is opaque where it is wrong more often than it is right', () => {
    const tuesdays = march.map((at) => at + 24 * HOUR);
    expect(fitRecurrence(mondays, tuesdays, window)).toEqual({ fidelity: 'opaque', ...nothing });
  });

  it('is opaque where an occurrence is there twice, which no set of dates can say', () => {
    expect(fitRecurrence(mondays, [...march, ...march.slice(0, 1)], window).fidelity).toBe('opaque');
  });

  it('is opaque where there is none and still something was delivered', () => {
    const none: RecurrenceRule = { rrule: null, dtStart: null, timeZone: null, reason: 'no_occurrence' };
    expect(fitRecurrence(none, march, window).fidelity).toBe('opaque');
    expect(fitRecurrence(none, [], window).fidelity).toBe('exact');
  });

  it('is not blamed for what lies outside of the window', () => {
    const short = { ...window, start: Date.parse('2024-03-12T00:00:00Z') };
    expect(fitRecurrence(mondays, march.slice(2), short).fidelity).toBe('exact');
  });

  it('must have the occurrence that began before the window and reaches into it', () => {
    const late = { ...window, start: Date.parse('2024-03-11T16:30:00Z') };
    expect(fitRecurrence(mondays, march.slice(2), late)).toMatchObject({ exdates: ['2024-03-11T09:00:00'] });
  });

  it('has its occurrence back where an exception moved from outside into the window', () => {
    const april = Date.parse('2024-04-08T16:00:00Z');
    expect(fitRecurrence(mondays, [...march, april], window).fidelity).toBe('exact');
  });

  it('speaks in dates where the series is all day', () => {
    const daily: RecurrenceRule = { rrule: 'FREQ=DAILY;COUNT=4', dtStart: '2024-03-04', timeZone: null };
    const days = ['04', '06', '07', '09'].map((day) => Date.parse(`2024-03-${day}T00:00:00Z`));
    expect(fitRecurrence(daily, days, { ...window, durationMs: 24 * HOUR })).toEqual({
      fidelity: 'fitted',
      exdates: ['2024-03-05'],
      rdates: ['2024-03-09'],
    });
  });

  it('is found out where Graph counted its intervals from another period', () => {
    fc.assert(
      fc.property(generatedSeries, (generated) => {
        const series = { ...generated, isAllDay: true };
        const { recurrence, start } = asGraphSays(series);
        const rule = convertRecurrenceToRRule(recurrence, start);
        const first = graphDates(series.pattern, series.range, 12);
        const other = graphDates(series.pattern, series.range, 12, 'range-start');
        const last = [...first, ...other].map((date) => Date.parse(date)).reduce((a, b) => Math.max(a, b), 0);
        const wide = { start: 0, end: last + 1, durationMs: 24 * HOUR };
        const delivered = (dates: readonly string[]): number[] =>
          dates.map((date) => Date.parse(date)).filter((at) => at <= last);
        const all =
          rule.rrule === null ? [] : [...expandRule(rule, { before: wide.end })].map(({ local }) => local);
        const fit = fitRecurrence(rule, delivered(other), wide);
        expect(fit.fidelity === 'exact').toBe(JSON.stringify(other) === JSON.stringify(all));
      }),
      { numRuns: 300 },
    );
  });

  it('gives what was delivered once its dates are taken out and put in', () => {
    fc.assert(
      fc.property(generatedSeries, fc.infiniteStream(fc.integer({ min: 0, max: 4 })), (series, chance) => {
        const { recurrence, start } = asGraphSays({ ...series, isAllDay: true });
        const rule = convertRecurrenceToRRule(recurrence, start);
        const end = Date.parse(series.range.startDate) + 4_000 * 24 * HOUR;
        const all = [...expandRule(rule, { before: end }).take(60)];
        const delivered = all.filter(() => chance.next().value !== 0).map(({ at }) => at);
        const window60 = { start: 0, end: (all.at(-1)?.at ?? 0) + 1, durationMs: 24 * HOUR };
        const { exdates, rdates, fidelity } = fitRecurrence(rule, delivered, window60);
        const gone = new Set(exdates);
        expect(rdates).toEqual([]);
        expect(all.filter(({ local }) => !gone.has(local)).map(({ at }) => at)).toEqual(delivered);
        expect(fidelity).toBe(delivered.length === all.length ? 'exact' : 'fitted');
      }),
      { numRuns: 200 },
    );
  });
});

describe('the original day of an all-day occurrence', () => {
  it.each([
    ['midnight in the zone of the series', '2024-03-05T08:00:00Z', 'America/Los_Angeles', '2024-03-05'],
    ['midnight of a zone ahead of UTC', '2024-03-04T15:00:00Z', 'Asia/Tokyo', '2024-03-05'],
    ['midnight in UTC', '2024-03-05T00:00:00Z', 'America/Los_Angeles', '2024-03-05'],
    ['neither', '2024-03-05T09:00:00Z', 'America/Los_Angeles', '2024-03-05'],
    ['of no known zone', '2024-03-05T00:00:00Z', null, '2024-03-05'],
    ['midnight of a zone that nobody knows, ahead of UTC', '2024-03-04T18:30:00Z', 'UTC', '2024-03-05'],
    ['midnight of a zone that nobody knows, behind UTC', '2024-03-05T08:00:00Z', null, '2024-03-05'],
    ['one o’clock, where clocks skip midnight', '2024-09-08T04:00:00Z', 'America/Santiago', '2024-09-08'],
  ])('is told by %s', (_, text, zone, day) => {
    expect(originalDayOf(Date.parse(text), zone)).toBe(Date.parse(`${day}T00:00:00Z`));
  });
});
