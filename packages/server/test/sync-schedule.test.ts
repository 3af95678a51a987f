import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { LeasedConnection } from '../src/connections/connection-lease.ts';
import { decideRound } from '../src/sync/decide-round.ts';
import { backOffUntil, nextRound } from '../src/sync/schedule.ts';
import { overlaps, paddedWindow, windowAt } from '../src/sync/sync-window.ts';

const now = Date.parse('2026-11-22T15:30:00Z');
const day = 86_400_000;

const connection: LeasedConnection = {
  id: 'c',
  userId: 'u',
  accountId: 'a',
  mailboxId: 'm',
  externalCalendarId: 'cal',
  status: 'active',
  syncToken: 'sealed',
  windowStart: new Date(now - 90 * day),
  windowEnd: new Date(now + 365 * day),
  wantedSeq: 4,
  doneSeq: 4,
  wantedFull: false,
  wantedCause: null,
  nextRoundAt: new Date(now),
  followupStep: 0,
  failures: 0,
  suspects: null,
  fence: 1,
  lastNotificationAt: null,
  lastRoundAt: new Date(now - day),
  lastFullCheckAt: new Date(now - day),
  lastChangedAt: null,
  deltaPageSize: 250,
  deltaAgainAt: null,
  fullAgainAt: null,
};
const situation = { now, livePush: true, jitter: 0, windowDays: { past: 90, future: 365 } };

describe('which round a due connection needs', () => {
  it('is a baseline when there is no token', () => {
    expect(decideRound({ ...connection, syncToken: null, lastFullCheckAt: null }, situation)).toMatchObject({
      kind: 'baseline',
      trigger: 'connect',
    });
  });

  it('is a delta for a notification, and says so', () => {
    expect(decideRound({ ...connection, wantedSeq: 5, wantedCause: 'notification' }, situation)).toEqual({
      kind: 'delta',
      trigger: 'notification',
      cause: 'notification',
      reading: { reads: 'delta', pageSize: 250 },
    });
  });

  it('books what a late answer brings to the notification', () => {
    expect(decideRound({ ...connection, followupStep: 1 }, situation)).toMatchObject({
      trigger: 'followup',
      cause: 'notification',
    });
  });

  it('is the safety net where push lives and a poll where it does not', () => {
    expect(decideRound(connection, situation).trigger).toBe('safety_net');
    expect(decideRound(connection, { ...situation, livePush: false }).trigger).toBe('poll');
  });

  it('is a baseline when the far edge of the window has come close', () => {
    const near = { ...connection, windowEnd: new Date(now + 29 * day) };
    expect(decideRound(near, situation)).toMatchObject({ kind: 'baseline', trigger: 'window_roll' });
  });

  it('is a baseline once a week, but never before what somebody waits for', () => {
    const stale = { ...connection, lastFullCheckAt: new Date(now - 8 * day) };
    expect(decideRound(stale, situation)).toMatchObject({ kind: 'baseline', trigger: 'weekly' });
    const waitedFor = { ...stale, wantedSeq: 5, wantedCause: 'notification' as const };
    expect(decideRound(waitedFor, situation).kind).toBe('delta');
    // A calendar in which something happens all the time must not go without one.
    const overdue = { ...waitedFor, lastFullCheckAt: new Date(now - 8 * day - 1) };
    expect(decideRound(overdue, situation)).toMatchObject({ kind: 'baseline', trigger: 'weekly' });
  });

  it('is not a rolling baseline every time where the window is short', () => {
    for (const future of [1, 7, 30]) {
      const windowDays = { past: 7, future };
      const today = { ...connection, windowEnd: windowAt(now, windowDays).end };
      expect(decideRound(today, { ...situation, windowDays }).kind).toBe('delta');
      const stale = { ...today, windowEnd: new Date(now - 2 * day) };
      expect(decideRound(stale, { ...situation, windowDays }).trigger).toBe('window_roll');
    }
  });

  it('is a baseline when a person asked for one', () => {
    expect(decideRound({ ...connection, wantedFull: true, wantedCause: 'manual' }, situation)).toMatchObject({
      kind: 'baseline',
      trigger: 'manual',
    });
  });
});

describe('when a connection is looked at again', () => {
  const round = {
    now,
    jitter: 0,
    told: true,
    changed: false,
    followupStep: 0,
    reads: 'delta' as const,
    livePush: true,
    quietMs: 2 * 3_600_000,
    pace: { least: 60, usual: 300, most: 900 },
  };

  it('is 2, 15 and 60 seconds after an empty answer to a notification, then no more', () => {
    let step = 0;
    const waits: number[] = [];
    for (let empty = 0; empty < 4; empty += 1) {
      const next = nextRound({ ...round, told: empty === 0, followupStep: step });
      waits.push(next.at - now);
      step = next.followupStep;
    }
    expect(waits).toEqual([2_000, 15_000, 60_000, 6 * 3_600_000]);
  });

  it('begins the repeats anew with each notification', () => {
    expect(nextRound({ ...round, followupStep: 2 })).toEqual({ at: now + 2_000, followupStep: 1 });
  });

  it('stops repeating at the first change', () => {
    expect(nextRound({ ...round, told: false, followupStep: 2, changed: true })).toEqual({
      at: now + 6 * 3_600_000,
      followupStep: 0,
    });
  });

  it('is never later than the promise', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.boolean(),
        (jitter, livePush) => {
          const next = nextRound({ ...round, told: false, jitter, livePush });
          const promise = livePush ? 6 * 3_600_000 : 300_000;
          expect(next.at - now).toBeLessThanOrEqual(promise);
          expect(next.at - now).toBeGreaterThanOrEqual(promise * 0.9 - 1);
        },
      ),
    );
  });

  it('never comes before Retry-After, and grows with failures up to five minutes', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.option(fc.nat(3_600_000), { nil: undefined }),
        (failures, jitter, retryAfterMs) => {
          const at = backOffUntil({ now, jitter, failures, retryAfterMs });
          expect(at).toBeGreaterThanOrEqual(now + (retryAfterMs ?? 500));
          expect(at).toBeLessThanOrEqual(now + Math.max(retryAfterMs ?? 0, 300_500));
          // Full jitter: its middle doubles with each failure.
          const middle = backOffUntil({ now, jitter: 0.5, failures, retryAfterMs: undefined }) - now - 500;
          expect(middle).toBe(Math.min(300_000, 1_000 * 2 ** failures) / 2);
        },
      ),
    );
  });
});

describe('the window', () => {
  it('is of whole UTC days, so that a day has one window', () => {
    expect(windowAt(now, { past: 90, future: 365 })).toEqual({
      start: new Date('2026-08-24T00:00:00Z'),
      end: new Date('2027-11-22T00:00:00Z'),
    });
  });

  it('is asked of Graph with one day more on each side', () => {
    expect(paddedWindow(windowAt(now, { past: 1, future: 1 }))).toEqual({
      start: new Date('2026-11-20T00:00:00Z'),
      end: new Date('2026-11-24T00:00:00Z'),
    });
  });

  it('has an exclusive end, and counts an event without length at its instant', () => {
    const window = windowAt(now, { past: 0, future: 1 });
    const event = (start: string, end: string): boolean =>
      overlaps({ startAt: new Date(start), endAt: new Date(end) }, window);
    expect(event('2026-11-21T23:00:00Z', '2026-11-22T00:00:00Z')).toBe(false);
    expect(event('2026-11-21T23:00:00Z', '2026-11-22T00:00:01Z')).toBe(true);
    expect(event('2026-11-23T00:00:00Z', '2026-11-23T01:00:00Z')).toBe(false);
    expect(event('2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z')).toBe(true);
  });
});
