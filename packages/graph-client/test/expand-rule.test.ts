import { describe, expect, it } from 'vitest';

import { expandRule } from '../src/convert/index.ts';
import type { RecurrenceRule } from '../src/convert/index.ts';
import { expandInstants } from './support/expand-rule.ts';

function rule(rrule: string, dtStart: string, timeZone: string | null): RecurrenceRule {
  return { rrule, dtStart, timeZone };
}

const instants = (one: RecurrenceRule, count: number): string[] =>
  [...expandRule(one).take(count)].map(({ at }) => new Date(at).toISOString().replace('.000Z', 'Z'));

describe('an expanded rule', () => {
  it.each([
    [
      'keeps its local time when clocks go forward',
      rule('FREQ=WEEKLY;BYDAY=MO;WKST=SU', '2024-03-04T09:00:00', 'America/Los_Angeles'),
      ['2024-03-04T17:00:00Z', '2024-03-11T16:00:00Z'],
    ],
    [
      'means the first of a time that comes twice',
      rule('FREQ=DAILY', '2024-10-26T02:30:00', 'Europe/Berlin'),
      ['2024-10-26T00:30:00Z', '2024-10-27T00:30:00Z', '2024-10-28T01:30:00Z'],
    ],
    [
      'knows clocks that go back for a month of fasting',
      rule('FREQ=MONTHLY;BYMONTHDAY=15', '2024-02-15T08:00:00', 'Africa/Casablanca'),
      ['2024-02-15T07:00:00Z', '2024-03-15T08:00:00Z', '2024-04-15T07:00:00Z'],
    ],
  ])('%s', (_, one, expected) => {
    expect(instants(one, expected.length)).toEqual(expected);
    expect(expandInstants(one, expected.length)).toEqual(expected);
  });

  it.each([
    [
      'moves a time that clocks skip forward, and only on that day',
      rule('FREQ=DAILY', '2024-03-30T02:30:00', 'Europe/Berlin'),
      ['2024-03-30T01:30:00Z', '2024-03-31T01:30:00Z', '2024-04-01T00:30:00Z'],
    ],
    [
      'knows clocks that change by half an hour',
      rule('FREQ=DAILY', '2024-10-05T02:15:00', 'Australia/Lord_Howe'),
      ['2024-10-04T15:45:00Z', '2024-10-05T15:45:00Z', '2024-10-06T15:15:00Z'],
    ],
    [
      'knows clocks that skip midnight',
      rule('FREQ=DAILY', '2024-09-07T00:00:00', 'America/Santiago'),
      ['2024-09-07T04:00:00Z', '2024-09-08T04:00:00Z', '2024-09-09T03:00:00Z'],
    ],
  ])('%s, where a strict reader of RFC 5545 leaves that day out', (_, one, expected) => {
    expect(instants(one, expected.length)).toEqual(expected);
    // Section 3.3.10; Exchange moves the time forward (fact sheet section 4.7).
    expect(expandInstants(one, expected.length - 1)).toEqual(expected.toSpliced(1, 1));
  });

  it('chooses among days by date alone, also where clocks skip the time of one of them', () => {
    // Found by the proof: Sunday 2 April 2000 had no midnight in Havana, and still is the first of the two.
    const second = rule(
      'FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,SU;BYSETPOS=2',
      '1999-04-05T00:00:00',
      'America/Havana',
    );
    const [april] = [...expandRule(second, { from: Date.parse('2000-03-01T00:00:00Z') }).take(1)];
    expect(april?.local).toBe('2000-04-03T00:00:00');
  });

  it('has dates, and no zone, where it is all day', () => {
    const dates = [...expandRule(rule('FREQ=DAILY;COUNT=2', '2024-03-30', null))];
    expect(dates).toEqual([
      { local: '2024-03-30', at: Date.parse('2024-03-30T00:00:00Z') },
      { local: '2024-03-31', at: Date.parse('2024-03-31T00:00:00Z') },
    ]);
  });

  it('counts the occurrences that lie before what is asked for', () => {
    const five = rule('FREQ=DAILY;COUNT=5', '2024-01-01T09:00:00', 'Europe/Berlin');
    const from = Date.parse('2024-01-04T00:00:00Z');
    expect([...expandRule(five, { from })].map(({ local }) => local)).toEqual([
      '2024-01-04T09:00:00',
      '2024-01-05T09:00:00',
    ]);
  });

  it('is the same whether it is asked for from the beginning or from the middle', () => {
    for (const text of ['FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU', 'FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR']) {
      const one = rule(text, '2020-05-29T23:30:00', 'Pacific/Kiritimati');
      const from = Date.parse('2031-07-01T12:00:00Z');
      const before = Date.parse('2034-01-01T00:00:00Z');
      const all = [...expandRule(one, { before })].filter(({ at }) => at >= from);
      expect([...expandRule(one, { from, before })]).toEqual(all);
    }
  });

  it('ends with the year 9999, and is empty behind it', () => {
    const yearly = rule('FREQ=YEARLY;INTERVAL=9000;BYMONTH=1;BYMONTHDAY=1', '2024-01-01', null);
    expect([...expandRule(yearly)].map(({ local }) => local)).toEqual(['2024-01-01']);
    expect([...expandRule(yearly, { from: 8.64e15 })]).toEqual([]);
  });

  it('has no occurrence where there is no rule', () => {
    expect([...expandRule({ rrule: null, dtStart: null, timeZone: null, reason: 'no_occurrence' })]).toEqual(
      [],
    );
  });

  it.each([
    '',
    'FREQ=HOURLY',
    'FREQ=DAILY;BYHOUR=3',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=YEARLY;BYMONTHDAY=1',
    'FREQ=DAILY;UNTIL=x',
  ])('refuses a rule that no pattern of Graph leads to: %s', (text) => {
    expect(() => [...expandRule(rule(text, '2024-01-01', null)).take(1)]).toThrow(RangeError);
  });
});
