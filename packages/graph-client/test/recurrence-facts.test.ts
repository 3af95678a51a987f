/**
 * Every example of recurrence that the fact sheet has (section 4), by its place there. P/… are bodies
 * of Microsoft, which payloads.test.ts reads whole; C/… and R/… are pages of the documentation.
 */
import { describe, expect, it } from 'vitest';

import { convertRecurrenceToRRule, expandRule } from '../src/convert/index.ts';
import type { SeriesStart } from '../src/convert/index.ts';
import { expandDates, icalDates } from './support/expand-rule.ts';

/** Unused fields hold fillers in every answer (4.1, P/recurrence-daily-numbered). */
const fillers = { interval: 1, month: 0, dayOfMonth: 0, index: 'first', firstDayOfWeek: 'sunday' };
const endless = { type: 'noEnd', endDate: '0001-01-01', numberOfOccurrences: 0 };
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const allDays = ['sunday', ...weekdays, 'saturday'];

type Row = [source: string, what: string, pattern: object, startDate: string, rrule: string, dates: string[]];

const patterns: Row[] = [
  [
    '4.2',
    'daily',
    { type: 'daily', interval: 3 },
    '2024-01-01',
    'FREQ=DAILY;INTERVAL=3',
    ['2024-01-01', '2024-01-04'],
  ],
  [
    '4.2',
    'weekly',
    { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'wednesday'] },
    '2024-01-01',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU',
    ['2024-01-01', '2024-01-03', '2024-01-15', '2024-01-17'],
  ],
  [
    '4.2',
    'absoluteMonthly up to the 28th',
    { type: 'absoluteMonthly', interval: 2, dayOfMonth: 28 },
    '2024-01-28',
    'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=28',
    ['2024-01-28', '2024-03-28'],
  ],
  [
    '4.2',
    'relativeMonthly of one day',
    { type: 'relativeMonthly', index: 'second', daysOfWeek: ['tuesday'] },
    '2024-01-09',
    'FREQ=MONTHLY;BYDAY=2TU',
    ['2024-01-09', '2024-02-13'],
  ],
  [
    '4.2',
    'relativeMonthly of the last of one day',
    { type: 'relativeMonthly', index: 'last', daysOfWeek: ['tuesday'] },
    '2024-01-30',
    'FREQ=MONTHLY;BYDAY=-1TU',
    ['2024-01-30', '2024-02-27'],
  ],
  [
    '4.2',
    'absoluteYearly',
    { type: 'absoluteYearly', month: 9, dayOfMonth: 19 },
    '2022-09-19',
    'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=19',
    ['2022-09-19', '2023-09-19'],
  ],
  [
    '4.2, index defaults to first (R/recurrencepattern)',
    'relativeMonthly without an index',
    { type: 'relativeMonthly', index: null, daysOfWeek: ['thursday'] },
    '2024-03-07',
    'FREQ=MONTHLY;BYDAY=1TH',
    ['2024-03-07', '2024-04-04'],
  ],
  [
    '4.2, enum values with capitals (C/outlook-schedule-recurring-events)',
    'RelativeYearly',
    { type: 'RelativeYearly', month: 11, index: 'Last', daysOfWeek: ['Wednesday'] },
    '2023-11-29',
    'FREQ=YEARLY;BYMONTH=11;BYDAY=-1WE',
    ['2023-11-29', '2024-11-27', '2025-11-26'],
  ],
  [
    '4.2, “every weekday” of Outlook',
    'weekly on five days',
    { type: 'weekly', daysOfWeek: weekdays },
    '2024-01-05',
    'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;WKST=SU',
    ['2024-01-05', '2024-01-08', '2024-01-09'],
  ],
  [
    '4.3 [V], naively -1MO,-1TU,… five a month',
    'the last weekday of the month',
    { type: 'relativeMonthly', index: 'last', daysOfWeek: weekdays },
    '2024-01-31',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    ['2024-01-31', '2024-02-29', '2024-03-29', '2024-04-30', '2024-05-31'],
  ],
  [
    '4.3 [V], naively 2SA,2SU two a month',
    'the second weekend day',
    { type: 'relativeMonthly', index: 'second', daysOfWeek: ['saturday', 'sunday'] },
    '2024-01-07',
    'FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=2',
    ['2024-01-07', '2024-02-04', '2024-03-03', '2024-04-07'],
  ],
  [
    '4.3 [V], closeio/sync-engine PR 433 made it seven a month',
    'the first day of the month, as seven days',
    { type: 'relativeMonthly', index: 'first', daysOfWeek: allDays },
    '2024-01-01',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=1',
    ['2024-01-01', '2024-02-01', '2024-03-01'],
  ],
  [
    '4.3',
    'the last day of the month, as seven days',
    { type: 'relativeMonthly', index: 'last', daysOfWeek: allDays },
    '2024-01-31',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1',
    ['2024-01-31', '2024-02-29', '2024-03-31'],
  ],
  [
    '4.3 [V]',
    'the first Thursday or Friday',
    { type: 'relativeMonthly', index: 'first', daysOfWeek: ['thursday', 'friday'] },
    '2024-03-01',
    'FREQ=MONTHLY;BYDAY=TH,FR;BYSETPOS=1',
    ['2024-03-01', '2024-04-04', '2024-05-02', '2024-06-06'],
  ],
  [
    '4.5 [V], week from Sunday',
    'every second week on Tuesday and Sunday',
    { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'] },
    '1997-08-05',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU',
    ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
  ],
  [
    '4.5 [V], week from Monday',
    'every second week on Tuesday and Sunday',
    { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'], firstDayOfWeek: 'monday' },
    '1997-08-05',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO',
    ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
  ],
  [
    '4.5 (C/outlook-schedule-recurring-events), naively 10-05, 12-07',
    'the first Thursday of every second month, from a Tuesday before it',
    { type: 'relativeMonthly', interval: 2, index: 'first', daysOfWeek: ['thursday'] },
    '2017-08-29',
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=1TH',
    ['2017-09-07', '2017-11-02', '2018-01-04'],
  ],
  [
    '4.5 [V], anchored at the first Monday',
    'every second Monday, from a Wednesday',
    { type: 'weekly', interval: 2, daysOfWeek: ['monday'] },
    '2024-01-03',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU',
    ['2024-01-08', '2024-01-22'],
  ],
];

/** ical.js 2.2.1 reads no BYSETPOS beside BYMONTHDAY; docs/recurrence.md says so. */
const clamped: Row[] = [
  [
    '4.4 [V]',
    'the 29th',
    { type: 'absoluteMonthly', dayOfMonth: 29 },
    '2023-01-29',
    'FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1',
    ['2023-01-29', '2023-02-28', '2023-03-29'],
  ],
  [
    '4.4 [V]',
    'the 30th',
    { type: 'absoluteMonthly', dayOfMonth: 30 },
    '2023-01-30',
    'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1',
    ['2023-01-30', '2023-02-28', '2023-03-30'],
  ],
  [
    '4.4 [V], in a leap year',
    'the 30th',
    { type: 'absoluteMonthly', dayOfMonth: 30 },
    '2024-01-30',
    'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1',
    ['2024-01-30', '2024-02-29', '2024-03-30'],
  ],
  [
    '4.4 [V], naively 01-31, 03-31, 05-31',
    'the 31st',
    { type: 'absoluteMonthly', dayOfMonth: 31 },
    '2024-01-31',
    'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
    ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30'],
  ],
  [
    '4.4 [V]',
    'the 31st of every second month',
    { type: 'absoluteMonthly', interval: 2, dayOfMonth: 31 },
    '2023-12-31',
    'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
    ['2023-12-31', '2024-02-29', '2024-04-30', '2024-06-30'],
  ],
  [
    '4.4 [V], naively leap years only',
    '29 February',
    { type: 'absoluteYearly', month: 2, dayOfMonth: 29 },
    '2024-02-29',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1',
    ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
  ],
  [
    '4.4 [I], made by an API',
    'the 31st of June',
    { type: 'absoluteYearly', month: 6, dayOfMonth: 31 },
    '2024-06-30',
    'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
    ['2024-06-30', '2025-06-30'],
  ],
];

const ruleOf = (pattern: object, startDate: string) =>
  convertRecurrenceToRRule({ pattern: { ...fillers, ...pattern }, range: { ...endless, startDate } });

describe('fact sheet, patterns', () => {
  it.each([...patterns, ...clamped])('%s: %s', (_, __, pattern, startDate, rrule, dates) => {
    const rule = ruleOf(pattern, startDate);
    expect(rule.rrule).toBe(rrule);
    expect([...expandRule(rule).take(dates.length)].map(({ local }) => local)).toEqual(dates);
    expect(expandDates(rule, dates.length)).toEqual(dates);
  });

  it.each(patterns)('%s: %s, as a second library reads it', (_, __, pattern, startDate, ___, dates) => {
    expect(icalDates(ruleOf(pattern, startDate), dates.length)).toEqual(dates);
  });
});

interface Range {
  type: string;
  startDate: string;
  endDate?: string;
  numberOfOccurrences?: number;
  recurrenceTimeZone?: string | null;
}
type RangeRow = [source: string, what: string, range: Range, start: SeriesStart, rrule: string, last: string];
const utc = (dateTime: string, more: Partial<SeriesStart> = {}): SeriesStart => ({
  dateTime,
  timeZone: 'UTC',
  ...more,
});
const losAngeles = { recurrenceTimeZone: 'Pacific Standard Time' };
const tokyo = { recurrenceTimeZone: 'Tokyo Standard Time' };
const toNewYear = { type: 'endDate', startDate: '2017-12-01', endDate: '2017-12-31', numberOfOccurrences: 0 };

const ranges: RangeRow[] = [
  [
    '4.6 [V]',
    'Los Angeles 17:00 until 31 December, where T235959Z loses the last day',
    { ...toNewYear, ...losAngeles },
    utc('2017-12-02T01:00:00.0000000'),
    'FREQ=DAILY;UNTIL=20180101T010000Z',
    '2017-12-31T17:00:00',
  ],
  [
    '4.6 [V]',
    'Los Angeles 09:00 until 31 December, where T000000Z loses the last day',
    { ...toNewYear, ...losAngeles },
    utc('2017-12-01T17:00:00.0000000'),
    'FREQ=DAILY;UNTIL=20171231T170000Z',
    '2017-12-31T09:00:00',
  ],
  [
    '4.6 [V]',
    'Tokyo 08:00 until 31 December, where T235959Z adds 1 January',
    { ...toNewYear, ...tokyo },
    utc('2017-11-30T23:00:00.0000000'),
    'FREQ=DAILY;UNTIL=20171230T230000Z',
    '2017-12-31T08:00:00',
  ],
  [
    '4.6 [V]',
    'a series of dates',
    { ...toNewYear, ...losAngeles },
    utc('2017-12-01T00:00:00.0000000', { isAllDay: true }),
    'FREQ=DAILY;UNTIL=20171231',
    '2017-12-31',
  ],
  [
    '4.6 (P/recurrence-daily-numbered-enddate-year-zero)',
    'numbered, with an endDate that no calendar has',
    { type: 'numbered', startDate: '2022-09-22', endDate: '0000-01-01', numberOfOccurrences: 10 },
    utc('2022-09-22T09:00:00.0000000'),
    'FREQ=DAILY;COUNT=10',
    '2022-10-01T09:00:00',
  ],
  [
    '4.7 (GH 6208)',
    'an empty recurrenceTimeZone, where the zone of the event counts',
    { ...toNewYear, recurrenceTimeZone: '' },
    utc('2017-11-30T23:00:00.0000000', { originalStartTimeZone: 'Tokyo Standard Time' }),
    'FREQ=DAILY;UNTIL=20171230T230000Z',
    '2017-12-31T08:00:00',
  ],
  [
    '4.7 (P/recurrence-customized-time-zone-noend), 5.2',
    '“Customized Time Zone”, where the zone of the event counts',
    { ...toNewYear, recurrenceTimeZone: 'Customized Time Zone' },
    utc('2017-11-30T23:00:00.0000000', { originalStartTimeZone: 'Tokyo Standard Time' }),
    'FREQ=DAILY;UNTIL=20171230T230000Z',
    '2017-12-31T08:00:00',
  ],
  [
    '4.7 (GH 7163)',
    'an attendee’s copy of an all-day series, without a zone',
    { ...toNewYear, recurrenceTimeZone: '' },
    utc('2017-12-01T00:00:00.0000000', { isAllDay: true }),
    'FREQ=DAILY;UNTIL=20171231',
    '2017-12-31',
  ],
];

describe('fact sheet, ranges and zones', () => {
  it.each(ranges)('%s: %s', (_, __, range, start, rrule, last) => {
    const rule = convertRecurrenceToRRule({ pattern: { ...fillers, type: 'daily' }, range }, start);
    expect(rule.rrule).toBe(rrule);
    expect([...expandRule(rule)].at(-1)?.local).toBe(last);
    expect(expandDates(rule, 40).at(-1)).toBe(last.slice(0, 10));
    expect(icalDates(rule, 40).at(-1)).toBe(last.slice(0, 10));
  });

  it.each([null, '0001-01-01', '0000-01-01'])(
    '4.6 (odoo 69944): an endless series does not end in year 1, whatever endDate says: %s',
    (endDate) => {
      const range = { ...endless, endDate, startDate: '2022-09-19' };
      expect(convertRecurrenceToRRule({ pattern: { ...fillers, type: 'daily' }, range }).rrule).toBe(
        'FREQ=DAILY',
      );
    },
  );

  it('4.7 [V]: Monday 09:00 in Los Angeles is 17:00 in UTC before 10 March 2024, and 16:00 after', () => {
    const pattern = { ...fillers, type: 'weekly', daysOfWeek: ['monday'] };
    const range = { ...endless, ...losAngeles, startDate: '2024-03-04' };
    const rule = convertRecurrenceToRRule({ pattern, range }, utc('2024-03-04T17:00:00.0000000'));
    const moments = [...expandRule(rule).take(3)].map(({ at }) => new Date(at).toISOString().slice(0, 13));
    expect(moments).toEqual(['2024-03-04T17', '2024-03-11T16', '2024-03-18T16']);
  });

  it('4.7 [V]: Monday 08:00 in Tokyo stays a Monday, though it is Sunday in UTC', () => {
    const pattern = { ...fillers, type: 'weekly', daysOfWeek: ['monday'] };
    const range = { ...endless, ...tokyo, startDate: '2024-01-01' };
    const rule = convertRecurrenceToRRule({ pattern, range }, utc('2023-12-31T23:00:00.0000000'));
    expect(rule).toEqual({
      rrule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU',
      dtStart: '2024-01-01T08:00:00',
      timeZone: 'Asia/Tokyo',
    });
  });
});
