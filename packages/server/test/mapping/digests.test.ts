import { describe, expect, it } from 'vitest';

import { committedDigests, currentDigests, whatIsDue } from './digests.ts';

const committed = { mapperVersion: 7, rows: { one: 'a', two: 'b' } };

describe('mapperVersion', () => {
  it('was raised since the rows of the fixed corpus last changed', () => {
    expect(whatIsDue(committedDigests(), currentDigests())).toBeUndefined();
  });

  it('must be raised where a row changed, and renewing the digests does not do instead', () => {
    const rows = { one: 'a', two: 'other' };
    expect(whatIsDue(committed, { mapperVersion: 7, rows })).toContain('other rows for: two. Raise');
    expect(whatIsDue(committed, { mapperVersion: 6, rows })).toContain('Raise mapperVersion');
    expect(whatIsDue(committed, { mapperVersion: 8, rows })).toMatch(/^The digests.*Renew them/);
  });

  it('may stay where the corpus only grew or shrank, once the digests are renewed', () => {
    expect(whatIsDue(committed, { mapperVersion: 7, rows: { ...committed.rows, three: 'c' } })).toMatch(
      /^The digests.*Renew them/,
    );
    expect(whatIsDue(committed, { mapperVersion: 7, rows: { one: 'a' } })).toMatch(/^The digests/);
    expect(whatIsDue(committed, committed)).toBeUndefined();
  });
});
