import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { RecurrenceError, convertRecurrenceToRRule } from '../src/convert/index.ts';
import { expandDates } from './support/expand-rule.ts';
import { generatedSeries } from './support/generated-series.ts';
import { graphDates } from './support/graph-series.ts';
import { expandedAndCounted, ruleAndDates } from './support/recurrence-law.ts';

describe('the law of recurrences', () => {
  it('is that a rule gives the moments that counting days by hand gives, for 3,000 generated series', () => {
    fc.assert(
      fc.property(generatedSeries, (series) => {
        const { expanded, counted } = expandedAndCounted(series, 40);
        expect(expanded).toEqual(counted);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is that a library which knows nothing of Graph reads our text as we do', () => {
    fc.assert(
      fc.property(generatedSeries, (series) => {
        const { rule, dates, hasGap } = ruleAndDates(series, 12);
        fc.pre(!hasGap);
        expect(expandDates(rule, dates.length)).toEqual(dates);
      }),
      { numRuns: 300 },
    );
  });

  it('is that both readings of where intervals count from are one where the start is on the pattern', () => {
    fc.assert(
      fc.property(generatedSeries, ({ pattern, range }) => {
        const first = graphDates(pattern, range, 12);
        fc.pre(first[0] === range.startDate);
        expect(graphDates(pattern, range, 12, 'range-start')).toEqual(first);
      }),
      { numRuns: 300 },
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
