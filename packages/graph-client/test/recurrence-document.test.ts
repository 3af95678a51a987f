import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { expandRule } from '../src/convert/index.ts';
import { expandDates } from './support/expand-rule.ts';

const document = readFileSync(path.resolve(import.meta.dirname, '../../../docs/recurrence.md'), 'utf8');
const rows = [...document.matchAll(/^\| (.+?) \| `(FREQ=[^`]+)` \| ([\d, -]+?) \|/gm)].map(
  ([, what = '', rrule = '', dates = '']): [string, string, string[]] => [what, rrule, dates.split(', ')],
);

describe('the mapping table of docs/recurrence.md', () => {
  it('has rows', () => {
    expect(rows.length).toBeGreaterThan(12);
  });

  it.each(rows)('tells the truth about %s', (_, rrule, dates) => {
    const rule = { rrule, dtStart: dates[0] ?? '', timeZone: null };
    expect([...expandRule(rule).take(dates.length)].map(({ local }) => local)).toEqual(dates);
    expect(expandDates(rule, dates.length)).toEqual(dates);
  });
});
