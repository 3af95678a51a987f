import { describe, expect, it } from 'vitest';

import { askedResult, hasEnded, runResult } from '../src/pages/calendars/run-result.ts';
import { count } from '../src/texts/counted.ts';
import { aRun } from './support/calendar.ts';

describe('what a sync came to', () => {
  it('is said as counts of what it changed', () => {
    expect(runResult(aRun({ created: 1_656 }))).toBe(`${count(1_656)} new.`);
    expect(runResult(aRun({ created: 1, deleted: 2 }))).toBe('3 changes: 1 new, 2 removed.');
    expect(runResult(aRun({ unchanged: 9 }))).toBe('Nothing new.');
  });

  it('reassures the person who has just asked', () => {
    expect(askedResult(aRun())).toBe('Up to date, nothing new.');
    expect(askedResult(aRun({ updated: 1 }))).toBe('1 changed.');
  });

  it('does not call an answer that was not believed a success', () => {
    expect(runResult(aRun({ outcome: 'distrusted', deleted: 0 }))).toContain('looked incomplete');
  });

  it.each([
    ['token_lost', /read again/],
    ['never_ends', /read instead/],
    ['stuck', /another way/],
    ['reauth_required', /top of the page/],
    ['disconnected', /disconnected/],
    ['something_else', /^Failed/],
    [null, /^Failed/],
  ])('names the reason of a failure: %s', (outcome, words) => {
    expect(runResult(aRun({ state: 'failed', outcome }))).toMatch(words);
  });

  it('is not there before the end', () => {
    expect(hasEnded(aRun({ state: 'queued' }))).toBe(false);
    expect(hasEnded(aRun({ state: 'running' }))).toBe(false);
    expect(runResult(aRun({ state: 'running', created: 4 }))).toBe('Under way …');
  });
});
