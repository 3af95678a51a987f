import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { queryCalendars } from '../src/mirror/queries/calendars-query.ts';
import { pollWaitMs } from '../src/sync/poll-wait.ts';
import { startPushEngine } from './support/push-engine.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const pace = { least: 60, usual: 300, most: 900 };
const wait = (quietMs: number | null, reads: 'delta' | 'view' = 'delta'): number =>
  pollWaitMs({ quietMs, reads, pace }) / 1_000;

describe('a calendar without push is asked again', () => {
  it('soon after an edit, as usual within an hour of it, later when nobody edits it for days', () => {
    expect([0, 6 * MINUTE, 12 * MINUTE].map((quiet) => wait(quiet))).toEqual([60, 60, 60]);
    expect(wait(30 * MINUTE)).toBe(150);
    expect([HOUR, 5 * HOUR, DAY].map((quiet) => wait(quiet))).toEqual([300, 300, 300]);
    expect(wait(2 * DAY)).toBe(600);
    expect([3 * DAY, 300 * DAY].map((quiet) => wait(quiet))).toEqual([900, 900]);
  });

  it('as usual where no round has ever found an edit', () => {
    expect(wait(null)).toBe(300);
  });

  it('never sooner than usual where its whole window has to be read each time', () => {
    expect([0, HOUR, 2 * DAY].map((quiet) => wait(quiet, 'view'))).toEqual([300, 300, 600]);
  });

  it('within the bounds that are configured, and never sooner because it was quiet for longer', () => {
    const seconds = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(
        fc.tuple(seconds, seconds, seconds),
        fc.array(fc.integer({ min: -HOUR, max: 30 * DAY }), { minLength: 1 }),
        fc.constantFrom('delta' as const, 'view' as const),
        (bounds, quiets, reads) => {
          const [least = 0, usual = 0, most = 0] = bounds.toSorted((a, b) => a - b);
          const waits = quiets
            .toSorted((a, b) => a - b)
            .map((quietMs) => pollWaitMs({ quietMs, reads, pace: { least, usual, most } }));
          expect(Math.min(...waits)).toBeGreaterThanOrEqual(least * 1_000);
          expect(Math.max(...waits)).toBeLessThanOrEqual(most * 1_000);
          expect(waits).toEqual(waits.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it('by its own pace, which whoever reads the API sees', { timeout: 30_000 }, async () => {
    // Without anybody who would subscribe.
    await using push = await startPushEngine({ background: false });
    const { engine } = push;
    const adele = await push.connect('adele@contoso.example');
    await adele.settle();
    const lookAgain = async (): Promise<void> => {
      await engine.sync.syncMicrosoftEvents(adele.connectionId, new AbortController().signal);
    };
    const seconds = async (): Promise<number> => {
      const [calendar] = await queryCalendars(engine.db, engine.clock, { userId: adele.userId });
      const { lastRoundAt } = calendar?.freshness ?? {};
      return ((calendar?.nextRoundAt?.getTime() ?? 0) - (lastRoundAt?.getTime() ?? 0)) / 1_000;
    };
    // Up to a tenth earlier.
    const near = (most: number) => ({ min: most * 0.9, max: most });
    const expectNear = (value: number, { min, max }: { min: number; max: number }): void => {
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    };
    // Its first events were found just now.
    expectNear(await seconds(), near(60));
    await engine.advance(2 * HOUR);
    await lookAgain();
    expectNear(await seconds(), near(300));
    await adele.graph('POST', '/events', {
      subject: 'Edited just now',
      start: { dateTime: '2027-02-01T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2027-02-01T10:00:00', timeZone: 'UTC' },
    });
    await engine.advance(5 * MINUTE);
    await lookAgain();
    expectNear(await seconds(), near(60));
    await engine.advance(2 * DAY);
    await lookAgain();
    expectNear(await seconds(), { min: 540, max: 605 });
  });
});
