import { describe, expect, it } from 'vitest';
import { dayFromIso, isoFromDay, weekdayOf } from '../src/recurrence/civil-date.ts';
import { firstOccurrenceDay, occurrenceDays } from '../src/recurrence/occurrence-days.ts';
import type {
  Recurrence,
  RecurrencePattern,
  RecurrencePhase,
  RecurrenceRange,
} from '../src/recurrence/types.ts';

export function series(
  pattern: Partial<RecurrencePattern> & Pick<RecurrencePattern, 'type'>,
  range: Partial<RecurrenceRange> & Pick<RecurrenceRange, 'startDate'>,
): Recurrence {
  return {
    pattern: {
      interval: 1,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: [],
      firstDayOfWeek: 'sunday',
      index: 'first',
      ...pattern,
    },
    range: { type: 'noEnd', endDate: null, numberOfOccurrences: 0, recurrenceTimeZone: 'UTC', ...range },
  };
}

function dates(
  recurrence: Recurrence,
  from: string,
  to: string,
  phase: RecurrencePhase = 'first-fit',
): string[] {
  return occurrenceDays({ ...recurrence, phase }, dayFromIso(from), dayFromIso(to)).map(isoFromDay);
}

describe('every pattern gives the dates written by hand', () => {
  it('daily counts every nth day from its start', () => {
    const every = series({ type: 'daily', interval: 3 }, { startDate: '2024-02-26' });
    expect(dates(every, '2024-02-01', '2024-03-10')).toEqual([
      '2024-02-26',
      '2024-02-29',
      '2024-03-03',
      '2024-03-06',
      '2024-03-09',
    ]);
  });

  it('weekly gives each of its weekdays', () => {
    const weekly = series(
      { type: 'weekly', daysOfWeek: ['monday', 'wednesday', 'friday'] },
      { startDate: '2022-09-23', type: 'endDate', endDate: '2022-10-05' },
    );
    expect(dates(weekly, '2022-01-01', '2023-12-31')).toEqual([
      '2022-09-23',
      '2022-09-26',
      '2022-09-28',
      '2022-09-30',
      '2022-10-03',
      '2022-10-05',
    ]);
  });

  it('every second week depends on the first day of the week', () => {
    const tuesdaysAndSundays = (firstDayOfWeek: 'sunday' | 'monday') =>
      series(
        { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'sunday'], firstDayOfWeek },
        { startDate: '1997-08-05', type: 'numbered', numberOfOccurrences: 4 },
      );
    expect(dates(tuesdaysAndSundays('sunday'), '1997-08-01', '1997-09-30')).toEqual([
      '1997-08-05',
      '1997-08-17',
      '1997-08-19',
      '1997-08-31',
    ]);
    expect(dates(tuesdaysAndSundays('monday'), '1997-08-01', '1997-09-30')).toEqual([
      '1997-08-05',
      '1997-08-10',
      '1997-08-19',
      '1997-08-24',
    ]);
  });

  it('the 31st of every month is the last day of shorter months', () => {
    const last = series({ type: 'absoluteMonthly', dayOfMonth: 31 }, { startDate: '2024-01-31' });
    expect(dates(last, '2024-01-01', '2024-06-30')).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
      '2024-04-30',
      '2024-05-31',
      '2024-06-30',
    ]);
  });

  it('the 29th and 30th of every month are clamped in February alone', () => {
    const day = (dayOfMonth: number) =>
      series({ type: 'absoluteMonthly', dayOfMonth }, { startDate: '2023-01-01' });
    expect(dates(day(29), '2023-01-01', '2023-03-31')).toEqual(['2023-01-29', '2023-02-28', '2023-03-29']);
    expect(dates(day(30), '2023-01-01', '2023-03-31')).toEqual(['2023-01-30', '2023-02-28', '2023-03-30']);
    expect(dates(day(30), '2024-02-01', '2024-02-29')).toEqual(['2024-02-29']);
  });

  it('the 31st of every second month keeps its day after a short month', () => {
    const last = series(
      { type: 'absoluteMonthly', dayOfMonth: 31, interval: 2 },
      { startDate: '2023-12-31' },
    );
    expect(dates(last, '2023-12-01', '2024-06-30')).toEqual([
      '2023-12-31',
      '2024-02-29',
      '2024-04-30',
      '2024-06-30',
    ]);
  });

  it('the last weekday of the month is one day a month', () => {
    const lastWeekday = series(
      {
        type: 'relativeMonthly',
        index: 'last',
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      },
      { startDate: '2024-01-01' },
    );
    expect(dates(lastWeekday, '2024-01-01', '2024-05-31')).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-29',
      '2024-04-30',
      '2024-05-31',
    ]);
  });

  it('the second weekend day, the first Thursday or Friday, and the first day of the month', () => {
    const secondWeekendDay = series(
      { type: 'relativeMonthly', index: 'second', daysOfWeek: ['saturday', 'sunday'] },
      { startDate: '2024-01-01' },
    );
    expect(dates(secondWeekendDay, '2024-01-01', '2024-04-30')).toEqual([
      '2024-01-07',
      '2024-02-04',
      '2024-03-03',
      '2024-04-07',
    ]);
    const firstThursdayOrFriday = series(
      { type: 'relativeMonthly', index: 'first', daysOfWeek: ['thursday', 'friday'] },
      { startDate: '2024-03-01' },
    );
    expect(dates(firstThursdayOrFriday, '2024-03-01', '2024-06-30')).toEqual([
      '2024-03-01',
      '2024-04-04',
      '2024-05-02',
      '2024-06-06',
    ]);
    const firstDay = series(
      {
        type: 'relativeMonthly',
        index: 'first',
        daysOfWeek: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
      },
      { startDate: '2024-01-01' },
    );
    expect(dates(firstDay, '2024-01-01', '2024-03-31')).toEqual(['2024-01-01', '2024-02-01', '2024-03-01']);
  });

  it('the fourth Thursday is not the last one', () => {
    const thursday = (index: 'fourth' | 'last') =>
      series({ type: 'relativeMonthly', index, daysOfWeek: ['thursday'] }, { startDate: '2026-04-01' });
    expect(dates(thursday('fourth'), '2026-04-01', '2026-05-31')).toEqual(['2026-04-23', '2026-05-28']);
    expect(dates(thursday('last'), '2026-04-01', '2026-05-31')).toEqual(['2026-04-30', '2026-05-28']);
  });

  it('29 February is 28 February in common years', () => {
    const leapDay = series({ type: 'absoluteYearly', month: 2, dayOfMonth: 29 }, { startDate: '2024-02-29' });
    expect(dates(leapDay, '2024-01-01', '2028-12-31')).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
    ]);
  });

  it('the last Wednesday of November is in November every year', () => {
    const wednesday = series(
      { type: 'relativeYearly', month: 11, index: 'last', daysOfWeek: ['wednesday'] },
      { startDate: '2023-01-01' },
    );
    expect(dates(wednesday, '2023-01-01', '2026-12-31')).toEqual([
      '2023-11-29',
      '2024-11-27',
      '2025-11-26',
      '2026-11-25',
    ]);
  });

  it('yearly with an interval skips years', () => {
    const everyThird = series(
      { type: 'absoluteYearly', month: 6, dayOfMonth: 15, interval: 3 },
      { startDate: '2020-06-15', type: 'numbered', numberOfOccurrences: 3 },
    );
    expect(dates(everyThird, '2020-01-01', '2040-12-31')).toEqual(['2020-06-15', '2023-06-15', '2026-06-15']);
  });
});

describe('ranges', () => {
  it('a numbered range counts from the start, wherever one looks in', () => {
    const ten = series(
      { type: 'daily' },
      { startDate: '2024-01-01', type: 'numbered', numberOfOccurrences: 10 },
    );
    expect(dates(ten, '2024-01-08', '2024-02-01')).toEqual(['2024-01-08', '2024-01-09', '2024-01-10']);
    expect(dates(ten, '2024-01-11', '2024-02-01')).toEqual([]);
  });

  it('the end date is inclusive and need not fit the pattern', () => {
    const mondays = (endDate: string) =>
      series(
        { type: 'weekly', daysOfWeek: ['monday'] },
        { startDate: '2017-12-04', type: 'endDate', endDate },
      );
    expect(dates(mondays('2017-12-25'), '2017-12-20', '2018-01-31')).toEqual(['2017-12-25']);
    expect(dates(mondays('2017-12-31'), '2017-12-20', '2018-01-31')).toEqual(['2017-12-25']);
  });

  it('the filler end date of an endless series is not read', () => {
    const endless = series({ type: 'daily' }, { startDate: '2024-01-01', endDate: '0001-01-01' });
    expect(dates(endless, '2034-01-01', '2034-01-02')).toEqual(['2034-01-01', '2034-01-02']);
  });

  it('a range that ends before the pattern begins has no first occurrence', () => {
    const never = series(
      { type: 'weekly', daysOfWeek: ['friday'] },
      { startDate: '2024-01-01', type: 'endDate', endDate: '2024-01-03' },
    );
    expect(firstOccurrenceDay(never)).toBeUndefined();
  });
});

describe('the phase of an interval whose start does not fit', () => {
  const firstThursday = series(
    { type: 'relativeMonthly', interval: 2, index: 'first', daysOfWeek: ['thursday'] },
    { startDate: '2017-08-29' },
  );
  const mondays = series(
    { type: 'weekly', interval: 2, daysOfWeek: ['monday'] },
    { startDate: '2024-01-03' },
  );

  it('first-fit counts from the first date that fits, as in the worked example of Microsoft', () => {
    expect(dates(firstThursday, '2017-08-01', '2018-01-31')).toEqual([
      '2017-09-07',
      '2017-11-02',
      '2018-01-04',
    ]);
    expect(dates(mondays, '2024-01-01', '2024-01-31')).toEqual(['2024-01-08', '2024-01-22']);
  });

  it('range-start counts from the period of the start date', () => {
    expect(dates(firstThursday, '2017-08-01', '2017-12-31', 'range-start')).toEqual([
      '2017-10-05',
      '2017-12-07',
    ]);
    expect(dates(mondays, '2024-01-01', '2024-01-31', 'range-start')).toEqual(['2024-01-15', '2024-01-29']);
  });
});

describe('dates as whole days', () => {
  it('weekdays and round trips hold before and after 1970', () => {
    expect(weekdayOf(dayFromIso('1970-01-01'))).toBe(4);
    expect(weekdayOf(dayFromIso('1969-12-28'))).toBe(0);
    for (const iso of ['0001-01-01', '1900-02-28', '2000-02-29', '2100-03-01'])
      expect(isoFromDay(dayFromIso(iso))).toBe(iso);
  });
});
