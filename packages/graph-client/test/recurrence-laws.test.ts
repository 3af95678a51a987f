import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RecurrenceError, convertRecurrenceToRRule } from '../src/convert/index.ts';
import { expandDates } from './support/expand-rule.ts';
import { graphDays } from './support/graph-days.ts';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const pattern = fc.record({
  type: fc.constantFrom(
    'daily',
    'weekly',
    'absoluteMonthly',
    'relativeMonthly',
    'absoluteYearly',
    'relativeYearly',
  ),
  interval: fc.integer({ min: 1, max: 5 }),
  month: fc.integer({ min: 1, max: 12 }),
  dayOfMonth: fc.integer({ min: 1, max: 31 }),
  daysOfWeek: fc.uniqueArray(fc.constantFrom(...days), { minLength: 1 }),
  firstDayOfWeek: fc.constantFrom(...days),
  index: fc.constantFrom('first', 'second', 'third', 'fourth', 'last'),
});
const startDate = fc
  .integer({ min: 0, max: 4_000 })
  .map((offset) => Temporal.PlainDate.from('2019-12-25').add({ days: offset }).toString());

describe('the law of recurrences', () => {
  it('is that a rule gives the days that a plain reading of the pattern gives', () => {
    fc.assert(
      fc.property(pattern, startDate, (one, start) => {
        const count = one.type.endsWith('Yearly') ? 4 : 8;
        const rule = convertRecurrenceToRRule({ pattern: one, range: { type: 'noEnd', startDate: start } });
        expect(expandDates(rule, count)).toEqual(graphDays(one, start, count));
      }),
      { numRuns: 40 },
    );
  });

  it('is that junk is either converted or refused, and never anything else', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('weekly', 'noEnd', 'endDate', '2024-01-01'),
      fc.constant(null),
    );
    const number = fc.oneof(fc.double(), fc.integer(), fc.constant(null));
    const recurrence = fc.record({
      pattern: fc.record({
        type: text,
        interval: number,
        month: number,
        dayOfMonth: number,
        daysOfWeek: fc.array(fc.string()),
        index: text,
      }),
      range: fc.record({
        type: text,
        startDate: text,
        endDate: text,
        recurrenceTimeZone: text,
        numberOfOccurrences: number,
      }),
    });
    const law = (): void =>
      fc.assert(
        fc.property(recurrence, fc.record({ dateTime: text, timeZone: text }), (one, start) => {
          try {
            convertRecurrenceToRRule(one, start);
          } catch (error) {
            return error instanceof RecurrenceError;
          }
          return true;
        }),
        { numRuns: 300 },
      );
    expect(law).not.toThrow();
  });
});
