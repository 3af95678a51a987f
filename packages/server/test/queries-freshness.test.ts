import { describe, expect, it } from 'vitest';

import { beat } from '../src/jobs/heartbeat.ts';
import { freshnessOf, stalest } from '../src/mirror/queries/freshness.ts';
import type { FreshnessFacts } from '../src/mirror/queries/freshness.ts';
import { listFreshness } from '../src/mirror/queries/freshness-query.ts';
import { insertCalendar, insertUser, insertWebhook } from './support/owned-calendar.ts';
import { testDatabase } from './support/postgres.ts';
import { steppingClock } from './support/rows.ts';

const now = new Date('2026-11-22T12:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

function facts(change: Partial<FreshnessFacts> = {}): FreshnessFacts {
  return {
    status: 'active',
    pushed: true,
    waiting: false,
    lastNotificationAt: null,
    lastRoundAt: ago(90),
    lastFullCheckAt: ago(900),
    lastBeatAt: ago(5),
    ...change,
  };
}

describe('freshness', () => {
  it('is now, when changes are pushed and none is waiting', () => {
    expect(freshnessOf(facts(), now)).toMatchObject({ mode: 'push', asOf: now, lagSeconds: 0 });
  });

  it('is when somebody was last at work, after a downtime: what was told meanwhile may be lost', () => {
    const after = (lastBeatAt: Date | null) => freshnessOf(facts({ lastBeatAt }), now);
    expect(after(ago(15))).toMatchObject({ asOf: now });
    expect(after(ago(16))).toMatchObject({ mode: 'push', asOf: ago(16), lagSeconds: 16 });
    expect(after(ago(3600))).toMatchObject({ asOf: ago(90) });
    expect(after(null)).toMatchObject({ asOf: ago(90) });
    expect(freshnessOf(facts({ lastRoundAt: null }), now).asOf).toBeNull();
  });

  it('is the last round, while a round is waiting or nothing is pushed', () => {
    expect(freshnessOf(facts({ waiting: true }), now)).toMatchObject({
      mode: 'push',
      asOf: ago(90),
      lagSeconds: 90,
    });
    expect(freshnessOf(facts({ pushed: false }), now)).toMatchObject({
      mode: 'polling',
      asOf: ago(90),
      lagSeconds: 90,
    });
  });

  it('is unknown before the first round', () => {
    const unknown = freshnessOf(facts({ status: 'connecting', lastRoundAt: null }), now);
    expect(unknown).toMatchObject({ mode: 'push', asOf: null, lagSeconds: null });
  });

  it('is blocked where nothing arrives until its cause is gone, even beside a living subscription', () => {
    expect(freshnessOf(facts({ status: 'reauth_required' }), now)).toMatchObject({
      mode: 'blocked',
      lagSeconds: 90,
    });
  });

  it('is never in the future, whatever a clock was', () => {
    expect(freshnessOf(facts({ pushed: false, lastRoundAt: ago(-5) }), now).lagSeconds).toBe(0);
  });

  it('of a list is its stalest calendar’s, one that was never read first of all', () => {
    const at = (seconds: number | null, status: FreshnessFacts['status'] = 'active') => {
      const lastRoundAt = seconds === null ? null : ago(seconds);
      return { status, freshness: freshnessOf(facts({ pushed: false, lastRoundAt, status }), now) };
    };
    expect(stalest([at(1), at(500), at(20)])?.lagSeconds).toBe(500);
    expect(stalest([at(1), at(null), at(500)])?.asOf).toBeNull();
    expect(stalest([at(1), at(9000, 'disconnected')])?.lagSeconds).toBe(1);
    expect(stalest([at(9000, 'disconnected')])?.mode).toBe('blocked');
    expect(stalest([])).toBeNull();
  });

  it('counts a subscription as push while it is alive, wanted and not past its expiry', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock();
    const userId = await insertUser(db);
    const calendar = await insertCalendar(db, userId, { last_round_at: ago(10) });
    const mode = async () => (await listFreshness(db, clock, { userId })).freshness?.mode;
    expect(await mode()).toBe('polling');
    const id = await insertWebhook(db, calendar);
    expect(await mode()).toBe('push');
    await db.updateTable('calendar_connection').set({ push_wanted: false }).execute();
    expect(await mode()).toBe('polling');
    await db.updateTable('calendar_connection').set({ push_wanted: true }).execute();
    await db.updateTable('webhook_subscription').set({ health: 'removed' }).where('id', '=', id).execute();
    expect(await mode()).toBe('polling');
    await db.updateTable('webhook_subscription').set({ health: 'live' }).where('id', '=', id).execute();
    clock.advance(3 * 86_400_000);
    expect(await mode()).toBe('polling');
  });

  it('is read beside the heartbeat of whoever works, in whatever process', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock();
    const userId = await insertUser(db);
    await insertWebhook(db, await insertCalendar(db, userId, { last_round_at: ago(90) }));
    const lag = async () => (await listFreshness(db, clock, { userId })).freshness?.lagSeconds;
    expect(await lag()).toBe(90);
    await beat(db, clock, { jobName: 'none' });
    expect(await lag()).toBe(0);
    clock.advance(60_000);
    expect(await lag()).toBe(60);
  });
});
