import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { askedRange, RangeFieldError } from '../src/mirror/queries/asked-range.ts';

const rules = { defaultDays: 30, longestDays: 1825, now: Date.parse('2026-11-22T12:00:00Z') };

function refusal(asked: { start?: string; end?: string }): string {
  try {
    askedRange(asked, rules);
  } catch (error) {
    if (error instanceof RangeFieldError) return `${error.field} ${error.message}`;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('the range a query asks for', () => {
  it('is the next thirty days when nothing is said', () => {
    const range = askedRange({}, rules);
    expect(range.start.toISOString()).toBe('2026-11-22T12:00:00.000Z');
    expect(range.end.toISOString()).toBe('2026-12-22T12:00:00.000Z');
  });

  it('covers every date it touches, as the asking person writes dates', () => {
    const range = askedRange({ start: '2026-03-01T00:00:00+13:00', end: '2026-03-02T00:00:01+13:00' }, rules);
    expect(range.startDate).toBe('2026-03-01');
    expect(range.endDate).toBe('2026-03-03');
    expect(range.start.toISOString()).toBe('2026-02-28T11:00:00.000Z');
  });

  it('does not touch the date whose midnight is its end', () => {
    const range = askedRange({ start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00.000Z' }, rules);
    expect(range.endDate).toBe('2026-03-02');
  });

  it('always covers at least one date and the dates of both ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 1, max: 1825 * 86_400_000 }),
        (at, length) => {
          const start = new Date(at).toISOString();
          const end = new Date(at + length).toISOString();
          const range = askedRange({ start, end }, rules);
          expect(range.startDate < range.endDate).toBe(true);
          expect(range.startDate).toBe(start.slice(0, 10));
          expect(range.endDate >= end.slice(0, 10)).toBe(true);
        },
      ),
    );
  });

  it('refuses a time without an offset, because nobody knows which instant it is', () => {
    expect(refusal({ start: '2026-03-01T00:00:00' })).toMatch(
      /^start must be a date and time with an offset/,
    );
    expect(refusal({ end: '2026-03-01' })).toMatch(/^end must be a date and time with an offset/);
  });

  it('says that a plus must be encoded when a URL has turned it into a space', () => {
    expect(refusal({ start: '2026-03-01T00:00:00 02:00' })).toContain('%2B');
  });

  it('refuses dates that do not exist', () => {
    expect(refusal({ start: '2026-02-30T00:00:00Z' })).toBe('start is no date and time that exists');
    expect(refusal({ start: '2026-02-03T25:00:00Z' })).toBe('start is no date and time that exists');
  });

  it('refuses an end at or before its start', () => {
    expect(refusal({ start: '2026-03-01T00:00:00Z', end: '2026-03-01T00:00:00Z' })).toMatch(
      /^end must be after start/,
    );
    expect(refusal({ end: '2026-01-01T00:00:00Z' })).toMatch(/^end must be after now/);
  });

  it('refuses more than 1,825 days and takes exactly as many', () => {
    const start = '2026-01-01T00:00:00Z';
    expect(askedRange({ start, end: '2030-12-31T00:00:00Z' }, rules).endDate).toBe('2030-12-31');
    expect(refusal({ start, end: '2030-12-31T00:00:01Z' })).toContain('1825 days');
  });
});
