import { describe, expect, it } from 'vitest';

import { RecurrenceError, convertRecurrenceToRRule } from '../src/convert/index.ts';
import type { RecurrenceInput, SeriesStart } from '../src/convert/index.ts';
import { expandDates, expandInstants } from './support/expand-rule.ts';

/** As Graph answers: every field there, those of no use with fillers. */
const filler = { interval: 1, month: 0, dayOfMonth: 0, firstDayOfWeek: 'sunday', index: 'first' };
const noEnd = { type: 'noEnd', endDate: '0001-01-01', numberOfOccurrences: 0, recurrenceTimeZone: 'UTC' };

function series(pattern: object, startDate: string, range: object = {}): RecurrenceInput {
  return { pattern: { ...filler, ...pattern }, range: { ...noEnd, startDate, ...range } };
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const allDays = ['sunday', ...weekdays, 'saturday'];

describe('rules', () => {
  it.each([
    ['daily', series({ type: 'daily' }, '2024-01-01'), 'FREQ=DAILY'],
    ['every second day', series({ type: 'daily', interval: 2 }, '2024-01-01'), 'FREQ=DAILY;INTERVAL=2'],
    [
      'weekly on two days',
      series({ type: 'weekly', daysOfWeek: ['wednesday', 'monday'] }, '2024-01-01'),
      'FREQ=WEEKLY;BYDAY=MO,WE;WKST=SU',
    ],
    [
      'every second week from Monday',
      series(
        { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'], firstDayOfWeek: 'monday' },
        '2024-01-02',
      ),
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO',
    ],
    [
      'monthly on the 22nd',
      series({ type: 'absoluteMonthly', dayOfMonth: 22 }, '2024-01-22'),
      'FREQ=MONTHLY;BYMONTHDAY=22',
    ],
    [
      'monthly on the 29th',
      series({ type: 'absoluteMonthly', dayOfMonth: 29 }, '2024-01-29'),
      'FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1',
    ],
    [
      'monthly on the 30th',
      series({ type: 'absoluteMonthly', dayOfMonth: 30 }, '2024-01-30'),
      'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1',
    ],
    [
      'monthly on the 31st',
      series({ type: 'absoluteMonthly', dayOfMonth: 31 }, '2024-01-31'),
      'FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
    ],
    [
      'the second Tuesday of every third month',
      series(
        { type: 'relativeMonthly', interval: 3, index: 'second', daysOfWeek: ['tuesday'] },
        '2024-01-09',
      ),
      'FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU',
    ],
    [
      'the last weekday of the month',
      series({ type: 'relativeMonthly', index: 'last', daysOfWeek: weekdays }, '2024-01-31'),
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    ],
    [
      'yearly on a date',
      series({ type: 'absoluteYearly', month: 9, dayOfMonth: 19 }, '2022-09-19'),
      'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=19',
    ],
    [
      'yearly on the 31st of a month that has one',
      series({ type: 'absoluteYearly', month: 12, dayOfMonth: 31 }, '2022-12-31'),
      'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31',
    ],
    [
      'yearly on the 31st of a month that has none',
      series({ type: 'absoluteYearly', month: 6, dayOfMonth: 31 }, '2022-06-30'),
      'FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=28,29,30,31;BYSETPOS=-1',
    ],
    [
      'yearly on 29 February',
      series({ type: 'absoluteYearly', month: 2, dayOfMonth: 29 }, '2024-02-29'),
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1',
    ],
    [
      'the last Wednesday of November',
      series({ type: 'relativeYearly', month: 11, index: 'last', daysOfWeek: ['wednesday'] }, '2023-11-29'),
      'FREQ=YEARLY;BYMONTH=11;BYDAY=-1WE',
    ],
    [
      'the first weekend day of every second May',
      series(
        { type: 'relativeYearly', interval: 2, month: 5, daysOfWeek: ['saturday', 'sunday'] },
        '2024-05-04',
      ),
      'FREQ=YEARLY;INTERVAL=2;BYMONTH=5;BYDAY=SA,SU;BYSETPOS=1',
    ],
    [
      'in any casing',
      series({ type: 'Weekly', daysOfWeek: ['Monday'], firstDayOfWeek: 'Sunday' }, '2024-01-01', {
        type: 'NoEnd',
      }),
      'FREQ=WEEKLY;BYDAY=MO;WKST=SU',
    ],
    [
      'with a count',
      series({ type: 'daily' }, '2024-01-01', { type: 'numbered', numberOfOccurrences: 10 }),
      'FREQ=DAILY;COUNT=10',
    ],
    [
      'with an end',
      series({ type: 'daily' }, '2024-01-01', { type: 'endDate', endDate: '2024-02-01' }),
      'FREQ=DAILY;UNTIL=20240201',
    ],
    [
      'with nulls for what it has no use for',
      series({ type: 'daily', month: null, daysOfWeek: null, index: null }, '2024-01-01', { endDate: null }),
      'FREQ=DAILY',
    ],
  ])('are written for what recurs %s', (_, recurrence, rrule) => {
    expect(convertRecurrenceToRRule(recurrence).rrule).toBe(rrule);
  });
});

describe('expanded by a library that knows only RFC 5545, rules give the days of Outlook', () => {
  it.each([
    [
      'last weekday',
      { type: 'relativeMonthly', index: 'last', daysOfWeek: weekdays },
      '2024-01-31',
      ['2024-01-31', '2024-02-29', '2024-03-29', '2024-04-30', '2024-05-31'],
    ],
    [
      'second weekend day',
      { type: 'relativeMonthly', index: 'second', daysOfWeek: ['saturday', 'sunday'] },
      '2024-01-01',
      ['2024-01-07', '2024-02-04', '2024-03-03', '2024-04-07'],
    ],
    [
      'first day of the month',
      { type: 'relativeMonthly', daysOfWeek: allDays },
      '2024-01-01',
      ['2024-01-01', '2024-02-01', '2024-03-01'],
    ],
    [
      'first Thursday or Friday',
      { type: 'relativeMonthly', daysOfWeek: ['thursday', 'friday'] },
      '2024-03-01',
      ['2024-03-01', '2024-04-04', '2024-05-02', '2024-06-06'],
    ],
    [
      '29th',
      { type: 'absoluteMonthly', dayOfMonth: 29 },
      '2023-01-29',
      ['2023-01-29', '2023-02-28', '2023-03-29'],
    ],
    [
      '30th',
      { type: 'absoluteMonthly', dayOfMonth: 30 },
      '2024-01-30',
      ['2024-01-30', '2024-02-29', '2024-03-30'],
    ],
    [
      '31st',
      { type: 'absoluteMonthly', dayOfMonth: 31 },
      '2024-01-31',
      ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30'],
    ],
    [
      '31st of every second month',
      { type: 'absoluteMonthly', interval: 2, dayOfMonth: 31 },
      '2023-12-31',
      ['2023-12-31', '2024-02-29', '2024-04-30', '2024-06-30'],
    ],
    [
      '29 February',
      { type: 'absoluteYearly', month: 2, dayOfMonth: 29 },
      '2024-02-29',
      ['2024-02-29', '2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29'],
    ],
    [
      'week from Sunday',
      { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'] },
      '1997-08-05',
      ['1997-08-05', '1997-08-17', '1997-08-19', '1997-08-31'],
    ],
    [
      'week from Monday',
      { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'], firstDayOfWeek: 'monday' },
      '1997-08-05',
      ['1997-08-05', '1997-08-10', '1997-08-19', '1997-08-24'],
    ],
    [
      'first Thursday of every second month, begun in between',
      { type: 'relativeMonthly', interval: 2, daysOfWeek: ['thursday'] },
      '2017-08-29',
      ['2017-09-07', '2017-11-02', '2018-01-04'],
    ],
    [
      'last Wednesday of November',
      { type: 'relativeYearly', month: 11, index: 'last', daysOfWeek: ['wednesday'] },
      '2023-11-01',
      ['2023-11-29', '2024-11-27', '2025-11-26'],
    ],
  ])('%s', (_, pattern, startDate, dates) => {
    expect(expandDates(convertRecurrenceToRRule(series(pattern, startDate)), dates.length)).toEqual(dates);
  });
});

describe('the start of a series', () => {
  const mondays = { type: 'weekly', daysOfWeek: ['monday'] };
  const utc = (dateTime: string, more: Partial<SeriesStart> = {}): SeriesStart => ({
    dateTime,
    timeZone: 'UTC',
    ...more,
  });

  it('is its local time in its own zone, so that days and summer time stay right', () => {
    const zone = { recurrenceTimeZone: 'Pacific Standard Time' };
    const rule = convertRecurrenceToRRule(
      series(mondays, '2024-03-04', zone),
      utc('2024-03-04T17:00:00.0000000'),
    );
    expect(rule).toEqual({
      rrule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU',
      dtStart: '2024-03-04T09:00:00',
      timeZone: 'America/Los_Angeles',
    });
    expect(expandInstants(rule, 3)).toEqual([
      '2024-03-04T17:00:00Z',
      '2024-03-11T16:00:00Z',
      '2024-03-18T16:00:00Z',
    ]);
  });

  it('is a Monday in Tokyo where UTC still has Sunday', () => {
    const zone = { recurrenceTimeZone: 'Tokyo Standard Time' };
    const rule = convertRecurrenceToRRule(
      series(mondays, '2024-01-01', zone),
      utc('2023-12-31T23:00:00.0000000'),
    );
    expect(rule.dtStart).toBe('2024-01-01T08:00:00');
    expect(expandInstants(rule, 2)).toEqual(['2023-12-31T23:00:00Z', '2024-01-07T23:00:00Z']);
  });

  it('moves to the first day that fits, where range.startDate is none', () => {
    const rule = convertRecurrenceToRRule(series(mondays, '2024-01-03'), utc('2024-01-03T09:00:00'));
    expect(rule.dtStart).toBe('2024-01-08T09:00:00');
  });

  it('is that of the master where it fits, even if range.startDate lies before it', () => {
    const rule = convertRecurrenceToRRule(series(mondays, '2024-01-03'), utc('2024-01-15T09:00:00'));
    expect(rule.dtStart).toBe('2024-01-15T09:00:00');
  });

  it('is a date for all-day series, whatever zone labels it', () => {
    const zone = { recurrenceTimeZone: 'Pacific Standard Time' };
    const rule = convertRecurrenceToRRule(
      series(mondays, '2024-01-01', zone),
      utc('2024-01-01T00:00:00.0000000', { isAllDay: true }),
    );
    expect(rule).toMatchObject({ dtStart: '2024-01-01', timeZone: null });
  });

  it('falls back on the zone of the event where the range has none, or a custom one', () => {
    for (const recurrenceTimeZone of ['', null, 'Customized Time Zone', 'tzone://Microsoft/Custom']) {
      const rule = convertRecurrenceToRRule(
        series(mondays, '2024-01-01', { recurrenceTimeZone }),
        utc('2023-12-31T23:00:00', { originalStartTimeZone: 'Tokyo Standard Time' }),
      );
      expect(rule).toMatchObject({ timeZone: 'Asia/Tokyo', dtStart: '2024-01-01T08:00:00' });
    }
  });

  it('prefers the zone of the range to that of creation, which may be stale', () => {
    const rule = convertRecurrenceToRRule(
      series(mondays, '2024-01-01', { recurrenceTimeZone: 'Europe/Berlin' }),
      utc('2024-01-01T08:00:00', { originalStartTimeZone: 'Tokyo Standard Time' }),
    );
    expect(rule).toMatchObject({ timeZone: 'Europe/Berlin', dtStart: '2024-01-01T09:00:00' });
  });
});

describe('the end of a series', () => {
  const until = (timeZone: string, startUtc: string, more: Partial<SeriesStart> = {}) =>
    convertRecurrenceToRRule(
      series({ type: 'daily' }, '2017-12-01', {
        type: 'endDate',
        endDate: '2017-12-31',
        recurrenceTimeZone: timeZone,
      }),
      { dateTime: startUtc, timeZone: 'UTC', ...more },
    );

  it('is the local start of its last day, in UTC: behind midnight in Los Angeles', () => {
    const rule = until('Pacific Standard Time', '2017-12-02T01:00:00');
    expect(rule.rrule).toBe('FREQ=DAILY;UNTIL=20180101T010000Z');
    expect(expandDates(rule, 99).at(-1)).toBe('2017-12-31');
  });

  it('is the local start of its last day, in UTC: before midnight in Tokyo', () => {
    const rule = until('Tokyo Standard Time', '2017-11-30T23:00:00');
    expect(rule.rrule).toBe('FREQ=DAILY;UNTIL=20171230T230000Z');
    expect(expandDates(rule, 99).at(-1)).toBe('2017-12-31');
  });

  it('has a year of four digits, where the last of all local days ends in the year 10000 of UTC', () => {
    const range = { type: 'endDate', endDate: '9999-12-31', recurrenceTimeZone: 'Pacific Standard Time' };
    const start = { dateTime: '2017-12-02T01:00:00', timeZone: 'UTC' };
    const rule = convertRecurrenceToRRule(series({ type: 'daily' }, '2017-12-01', range), start);
    expect(rule.rrule).toBe('FREQ=DAILY;UNTIL=99991231T235959Z');
    expect(expandDates(rule, 2)).toEqual(['2017-12-01', '2017-12-02']);
  });

  it('is a date where the series is all day', () => {
    const rule = until('Pacific Standard Time', '2017-12-01T00:00:00', { isAllDay: true });
    expect(rule.rrule).toBe('FREQ=DAILY;UNTIL=20171231');
  });

  it('is none where the range has none, whatever fills its endDate', () => {
    for (const endDate of ['0001-01-01', '0000-01-01', null, undefined, 'junk', '2020-01-01']) {
      expect(convertRecurrenceToRRule(series({ type: 'daily' }, '2022-09-22', { endDate })).rrule).toBe(
        'FREQ=DAILY',
      );
      const numbered = { endDate, type: 'numbered', numberOfOccurrences: 3 };
      expect(convertRecurrenceToRRule(series({ type: 'daily' }, '2022-09-22', numbered)).rrule).toBe(
        'FREQ=DAILY;COUNT=3',
      );
    }
  });

  it('leaves no occurrence where it comes before the first', () => {
    const range = { type: 'endDate', endDate: '2024-01-05', recurrenceTimeZone: 'Europe/Paris' };
    expect(
      convertRecurrenceToRRule(series({ type: 'weekly', daysOfWeek: ['saturday'] }, '2024-01-01', range)),
    ).toEqual({
      rrule: null,
      dtStart: null,
      timeZone: null,
      reason: 'no_occurrence',
    });
  });
});

describe('bad values', () => {
  it.each([
    ['missing', 'pattern', { range: series({}, '2024-01-01').range }],
    ['missing', 'range', { pattern: { type: 'daily', interval: 1 } }],
    ['missing', 'pattern.type', series({ type: null }, '2024-01-01')],
    ['unknown_value', 'pattern.type', series({ type: 'lunarMonthly' }, '2024-01-01')],
    ['missing', 'pattern.interval', series({ type: 'daily', interval: null }, '2024-01-01')],
    ['out_of_range', 'pattern.interval', series({ type: 'daily', interval: 0 }, '2024-01-01')],
    ['out_of_range', 'pattern.interval', series({ type: 'daily', interval: 1.5 }, '2024-01-01')],
    ['missing', 'pattern.daysOfWeek', series({ type: 'weekly', daysOfWeek: [] }, '2024-01-01')],
    [
      'unknown_value',
      'pattern.daysOfWeek',
      series({ type: 'weekly', daysOfWeek: ['weekday'] }, '2024-01-01'),
    ],
    [
      'unknown_value',
      'pattern.firstDayOfWeek',
      series({ type: 'weekly', daysOfWeek: ['monday'], firstDayOfWeek: 'x' }, '2024-01-01'),
    ],
    [
      'unknown_value',
      'pattern.index',
      series({ type: 'relativeMonthly', daysOfWeek: ['monday'], index: 'fifth' }, '2024-01-01'),
    ],
    ['out_of_range', 'pattern.dayOfMonth', series({ type: 'absoluteMonthly', dayOfMonth: 0 }, '2024-01-01')],
    ['out_of_range', 'pattern.dayOfMonth', series({ type: 'absoluteMonthly', dayOfMonth: 32 }, '2024-01-01')],
    [
      'out_of_range',
      'pattern.month',
      series({ type: 'absoluteYearly', month: 0, dayOfMonth: 1 }, '2024-01-01'),
    ],
    [
      'out_of_range',
      'pattern.month',
      series({ type: 'relativeYearly', month: 13, daysOfWeek: ['monday'] }, '2024-01-01'),
    ],
    ['unknown_value', 'range.type', series({ type: 'daily' }, '2024-01-01', { type: 'forever' })],
    ['missing', 'range.startDate', series({ type: 'daily' }, '')],
    ['invalid_date', 'range.startDate', series({ type: 'daily' }, '2024-02-30')],
    ['invalid_date', 'range.startDate', series({ type: 'daily' }, '0001-01-01')],
    ['invalid_date', 'range.endDate', series({ type: 'daily' }, '2024-01-01', { type: 'endDate' })],
    [
      'out_of_range',
      'range.numberOfOccurrences',
      series({ type: 'daily' }, '2024-01-01', { type: 'numbered' }),
    ],
  ])('are refused as %s in %s', (code, field, recurrence) => {
    const convert = (): unknown => convertRecurrenceToRRule(recurrence);
    expect(convert).toThrow(RecurrenceError);
    expect(convert).toThrow(expect.objectContaining({ code, field }));
  });

  it.each([null, undefined])('are refused where there is no recurrence at all: %s', (recurrence) => {
    expect(() => convertRecurrenceToRRule(recurrence)).toThrow(new RecurrenceError('missing', 'recurrence'));
  });

  it('in the start of a timed series are refused too', () => {
    const convert = (): unknown =>
      convertRecurrenceToRRule(series({ type: 'daily' }, '2024-01-01'), { dateTime: 'x' });
    expect(convert).toThrow(expect.objectContaining({ code: 'invalid_date', field: 'start' }));
  });
});
