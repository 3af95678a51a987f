import { describe, expect, it } from 'vitest';
import type { BackgroundJob } from '@calmirror/api-contract';

import { jobWords } from '../src/pages/calendars/job-words.ts';

const job: BackgroundJob = {
  name: 'push.renew',
  lastRunAt: '2026-11-22T12:00:00.000Z',
  nextRunAt: '2026-11-23T00:00:00.000Z',
  lastDurationMs: 12,
  lastError: null,
  isRunning: false,
};

describe('a background job in words', () => {
  it('says how its last run ended, or that one is under way', () => {
    expect(jobWords(job)).toEqual({ title: 'Renew subscriptions', tone: 'good', result: 'Done' });
    expect(jobWords({ ...job, lastError: 'DatabaseError' })).toMatchObject({
      tone: 'problem',
      result: 'Failed (DatabaseError). The log says more; it is tried again by itself.',
    });
    expect(jobWords({ ...job, lastError: 'DatabaseError', isRunning: true })).toMatchObject({ tone: 'busy' });
    expect(jobWords({ ...job, lastRunAt: null })).toMatchObject({ tone: 'off', result: 'Has not run yet' });
  });

  it('shows the name of one that is newer than the page', () => {
    expect(jobWords({ ...job, name: 'delivery.retry' }).title).toBe('delivery.retry');
    expect(jobWords({ ...job, name: 'constructor' }).title).toBe('constructor');
  });
});
