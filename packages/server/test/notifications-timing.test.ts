import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { mayHaveLapsed, patchDueAt, tryAgainAt } from '../src/notifications/subscription-timing.ts';
import { DAY, HOUR, MINUTE } from './support/push-fixture.ts';

const born = Date.UTC(2026, 10, 22);
const life = {
  createdAt: born,
  expiresAt: born + 3 * DAY,
  lastPatchAt: null,
  patchWantedAt: null,
  failures: 0,
  nextCheckAt: null,
};

describe('a subscription', () => {
  it('is renewed in time by its own row, also when Graph grants only 45 minutes', () => {
    expect(patchDueAt(life)).toBe(born + 3 * DAY - 6 * HOUR);
    expect(patchDueAt({ ...life, expiresAt: born + 45 * MINUTE })).toBe(born + 30 * MINUTE);
  });

  it('is PATCHed when it is asked for, but never within ten minutes of its last PATCH', () => {
    expect(patchDueAt({ ...life, patchWantedAt: born + HOUR })).toBe(born + HOUR);
    expect(patchDueAt({ ...life, lastPatchAt: born + 55 * MINUTE, patchWantedAt: born + HOUR })).toBe(
      born + 65 * MINUTE,
    );
  });

  it('that Graph has not granted has nothing to renew', () => {
    expect(patchDueAt({ ...life, expiresAt: null })).toBe(Infinity);
  });

  it('may have lapsed when it was not authorised for an hour', () => {
    expect(mayHaveLapsed(life, born + 60 * MINUTE)).toBe(false);
    expect(mayHaveLapsed(life, born + 61 * MINUTE)).toBe(true);
    expect(mayHaveLapsed({ createdAt: born, lastPatchAt: born + HOUR }, born + 61 * MINUTE)).toBe(false);
  });

  it('is never due for a PATCH within ten minutes of the last one, nor before its time comes back', () => {
    const times = fc.integer({ min: 0, max: 8 * DAY });
    fc.assert(
      fc.property(
        fc.record({
          expires: times,
          last: fc.option(times),
          wanted: fc.option(times),
          failures: fc.nat(9),
          next: times,
        }),
        ({ expires, last, wanted, failures, next }) => {
          const due = patchDueAt({
            createdAt: born,
            expiresAt: born + expires,
            lastPatchAt: last === null ? null : born + last,
            patchWantedAt: wanted === null ? null : born + wanted,
            failures,
            nextCheckAt: born + next,
          });
          expect(last === null || due >= born + last + 10 * MINUTE).toBe(true);
          expect(failures === 0 || due >= born + next).toBe(true);
          expect(Number.isFinite(due)).toBe(true);
        },
      ),
    );
  });
});

describe('another attempt', () => {
  it('comes within seconds at first, within an hour at most, and never before Retry-After', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.option(fc.integer({ min: 0, max: 2 * HOUR })),
        (failures, jitter, retryAfterMs) => {
          const wait =
            tryAgainAt({ now: born, failures, jitter, retryAfterMs: retryAfterMs ?? undefined }) - born;
          expect(wait).toBeGreaterThanOrEqual(Math.max(2_500, retryAfterMs ?? 0));
          const firstCap = failures === 1 ? 5_000 : HOUR;
          expect(wait).toBeLessThanOrEqual(Math.max(firstCap, retryAfterMs ?? 0));
        },
      ),
    );
  });
});
