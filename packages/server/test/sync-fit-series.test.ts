import { describe, expect, it } from 'vitest';

import type { DeliveredSeries } from '../src/mirror/series-store.ts';
import { changedFit, fitSeries } from '../src/sync/fit-series.ts';

const window = { start: new Date('2027-01-01T00:00:00Z'), end: new Date('2028-01-01T00:00:00Z') };
const at = (text: string): number => Date.parse(text);
const series = (more: Partial<DeliveredSeries>): DeliveredSeries => ({
  externalId: 'M',
  rule: 'FREQ=DAILY;COUNT=2',
  ruleStart: '2027-03-01T09:00:00',
  ruleTimeZone: 'Europe/Berlin',
  isAllDay: false,
  timeZone: 'Europe/Berlin',
  startAt: new Date('2027-03-01T08:00:00Z'),
  endAt: new Date('2027-03-01T09:00:00Z'),
  occurrences: [at('2027-03-01T08:00:00Z'), at('2027-03-02T08:00:00Z')],
  exceptions: [],
  written: null,
  ...more,
});
const opaque = { externalId: 'M', fidelity: 'opaque', exceptions: null, additions: null };

describe('a series as the mirror has it', () => {
  it('agrees with its rule where occurrences and exceptions together are what the rule gives', () => {
    const [first = 0, second = 0] = series({}).occurrences;
    expect(fitSeries(series({ occurrences: [first], exceptions: [second] }), window)).toEqual({
      externalId: 'M',
      fidelity: 'exact',
      exceptions: [],
      additions: [],
    });
  });

  it('names an addition in the zone of its rule', () => {
    const extra = at('2027-07-01T07:00:00Z');
    expect(fitSeries(series({ occurrences: [...series({}).occurrences, extra] }), window)).toMatchObject({
      fidelity: 'fitted',
      additions: ['2027-07-01T09:00:00'],
    });
  });

  it('is opaque without a rule, and with one that cannot be read', () => {
    expect(fitSeries(series({ rule: null, ruleStart: null }), window)).toEqual(opaque);
    expect(fitSeries(series({ rule: 'FREQ=SECONDLY' }), window)).toEqual(opaque);
  });

  it('reads the day of an all-day exception from midnight in the zone of its series', () => {
    const allDay = series({
      ruleStart: '2027-03-01',
      ruleTimeZone: null,
      isAllDay: true,
      timeZone: 'Asia/Tokyo',
      startAt: new Date('2027-03-01T00:00:00Z'),
      endAt: new Date('2027-03-02T00:00:00Z'),
      occurrences: [at('2027-03-01T00:00:00Z')],
      exceptions: [at('2027-03-01T15:00:00Z')],
    });
    expect(fitSeries(allDay, window)).toMatchObject({ fidelity: 'exact' });
  });

  it('is written again only where it differs from what is written', () => {
    const { externalId, ...fit } = fitSeries(series({}), window);
    expect(changedFit(series({ written: null }), window)).toEqual({ externalId, ...fit });
    expect(changedFit(series({ written: fit }), window)).toBeUndefined();
    const written = { ...fit, additions: ['2027-07-01T09:00:00'] };
    expect(changedFit(series({ written }), window)).toEqual({ externalId, ...fit });
  });
});
