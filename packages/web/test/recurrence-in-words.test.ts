import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { recurrenceInWords } from '../src/events/recurrence/recurrence-in-words.ts';

// Whatever the machine's language is.
vi.stubGlobal('navigator', { language: 'en-US', languages: ['en-US'] });

const ZONE = 'Europe/Berlin';

describe('a recurrence rule', () => {
  it.each([
    ['FREQ=DAILY', 'Every day'],
    ['FREQ=DAILY;INTERVAL=3', 'Every 3 days'],
    ['FREQ=WEEKLY;BYDAY=MO;WKST=SU', 'Every week on Monday'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;WKST=MO', 'Every weekday'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;WKST=MO', 'Every day'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR;WKST=MO', 'Every 2 weeks on weekdays'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH,SU;WKST=MO', 'Every 2 weeks on Tuesday, Thursday, and Sunday'],
    ['FREQ=MONTHLY;BYMONTHDAY=15', 'Every month on day 15'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', 'Every month on the last day'],
    [
      'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30;BYSETPOS=-1',
      'Every 3 months on day 30, or on the last day of shorter months',
    ],
    ['FREQ=MONTHLY;BYDAY=2TU', 'Every month on the second Tuesday'],
    ['FREQ=MONTHLY;BYDAY=-1FR', 'Every month on the last Friday'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'Every month on the last weekday'],
    ['FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1', 'Every month on the first weekend day'],
    ['FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=3', 'Every month on the third Monday or Wednesday'],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25', 'Every year on December 25'],
    [
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1',
      'Every year on February 29, or on the last day of February',
    ],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1', 'Every year on the last day of December'],
    ['FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYDAY=4TH', 'Every 2 years on the fourth Thursday of November'],
  ])('%s is: %s', (rule, sentence) => expect(recurrenceInWords(rule, ZONE)).toBe(sentence));

  it.each([
    ['FREQ=DAILY;COUNT=10', 'Every day, 10 times'],
    ['FREQ=DAILY;COUNT=1', 'Every day, once'],
    ['FREQ=DAILY;UNTIL=20270312', 'Every day, until March 12, 2027'],
    // The last day's 00:30 in Berlin is the day before in UTC.
    ['FREQ=DAILY;UNTIL=20270311T233000Z', 'Every day, until March 12, 2027'],
  ])('%s says when it ends: %s', (rule, sentence) => expect(recurrenceInWords(rule, ZONE)).toBe(sentence));

  it('ends on a day of UTC where its zone is not known', () => {
    expect(recurrenceInWords('FREQ=DAILY;UNTIL=20270311T233000Z', 'Nowhere/City')).toBe(
      'Every day, until March 11, 2027',
    );
  });

  it.each([
    '',
    'FREQ=HOURLY',
    'FREQ=DAILY;BYHOUR=9',
    'FREQ=DAILY;BYDAY=MO',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;COUNT=2;UNTIL=20270101',
    'FREQ=DAILY;UNTIL=20270231',
    'FREQ=DAILY;UNTIL=20270231T000000',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=WEEKLY;BYDAY=2MO',
    'FREQ=MONTHLY',
    'FREQ=MONTHLY;BYDAY=MO',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=MO',
    'FREQ=YEARLY;BYDAY=20MO',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1,2',
    'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;BYDAY=MO',
    'FREQ=DAILY;FREQ=DAILY',
  ])('that there are no words for gets none, rather than wrong ones: %s', (rule) =>
    expect(recurrenceInWords(rule, ZONE)).toBeUndefined(),
  );

  it('never throws, whatever stands in it', () => {
    const part = fc
      .tuple(
        fc.constantFrom(
          'FREQ',
          'INTERVAL',
          'BYDAY',
          'BYMONTHDAY',
          'BYMONTH',
          'BYSETPOS',
          'COUNT',
          'UNTIL',
          'X',
        ),
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.constantFrom(
            'DAILY',
            'WEEKLY',
            'MONTHLY',
            'YEARLY',
            'MO,WE',
            '-1FR',
            '28,29',
            '20271340',
            '20270101T250000Z',
          ),
        ),
      )
      .map(([name, value]) => `${name}=${value}`);
    const rules = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join(';')),
    );
    fc.assert(
      fc.property(rules, fc.option(fc.string()), (rule, zone) => {
        const words = recurrenceInWords(rule, zone);
        return words === undefined || words.startsWith('Every');
      }),
      { numRuns: 500 },
    );
  });
});
