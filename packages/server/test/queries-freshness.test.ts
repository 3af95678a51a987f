import { describe, expect, it } from 'vitest';

import { beat } from '../src/jobs/heartbeat.ts';
import { freshnessOf, stalest } from '../src/mirror/queries/freshness.ts';
import type { FreshnessFacts } from '../src/mirror/queries/freshness.ts';
import { listFreshness } from '../src/mirror/queries/freshness-query.ts';
import { newId } from '../src/platform/ids.ts';
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
    unansweredSince: null,
    lapsing: false,
    knownAsOf: ago(90),
    lastNotificationAt: null,
    lastRoundAt: ago(88),
    lastFullCheckAt: ago(900),
    lastBeatAt: ago(5),
    unbrokenSince: ago(9000),
    ...change,
  };
}

describe('freshness', () => {
  it('is now, when changes are pushed and none is waiting', () => {
    expect(freshnessOf(facts(), now)).toMatchObject({ mode: 'push', asOf: now, lagSeconds: 0 });
  });

  it('is when somebody was last at work, while nobody is: what is told meanwhile may be lost', () => {
    const after = (lastBeatAt: Date | null) => freshnessOf(facts({ lastBeatAt }), now);
    expect(after(ago(15))).toMatchObject({ asOf: now });
    expect(after(ago(16))).toMatchObject({ mode: 'push', asOf: ago(16), lagSeconds: 16 });
    expect(after(ago(3600))).toMatchObject({ asOf: ago(90) });
    expect(after(null)).toMatchObject({ asOf: ago(90) });
    expect(freshnessOf(facts({ knownAsOf: null }), now).asOf).toBeNull();
  });

  it('is the start of the last round, after a downtime, until the calendar was read since', () => {
    const back = (unbrokenSince: Date) => freshnessOf(facts({ unbrokenSince }), now);
    expect(back(ago(60))).toMatchObject({ mode: 'push', asOf: ago(90) });
    expect(back(ago(90))).toMatchObject({ asOf: now });
    // Clocks of two machines: the round began after the heart, and says that it began before.
    expect(back(ago(86))).toMatchObject({ asOf: now });
  });

  it('is the start of the last round, which its end is not', () => {
    expect(freshnessOf(facts({ pushed: false }), now)).toMatchObject({
      mode: 'polling',
      asOf: ago(90),
      lagSeconds: 90,
      lastRoundAt: ago(88),
    });
  });

  it('is when the first notification came that is not answered yet', () => {
    const waiting = { waiting: true, unansweredSince: ago(30) };
    expect(freshnessOf(facts(waiting), now)).toMatchObject({ mode: 'push', asOf: ago(30), lagSeconds: 30 });
    expect(freshnessOf(facts({ ...waiting, lastBeatAt: ago(40) }), now).asOf).toEqual(ago(40));
    expect(freshnessOf(facts({ ...waiting, unbrokenSince: ago(60) }), now).asOf).toEqual(ago(90));
  });

  it('is the start of the last round, where something may have been missed before', () => {
    expect(freshnessOf(facts({ waiting: true }), now)).toMatchObject({ mode: 'push', asOf: ago(90) });
    expect(freshnessOf(facts({ lapsing: true }), now)).toMatchObject({ mode: 'push', asOf: ago(90) });
  });

  it('is rounded up: a promise of 90 seconds is not kept by 90 and a half', () => {
    expect(freshnessOf(facts({ pushed: false, knownAsOf: ago(90.5) }), now).lagSeconds).toBe(91);
  });

  it('is unknown before the first round', () => {
    const unknown = freshnessOf(facts({ status: 'connecting', knownAsOf: null }), now);
    expect(unknown).toMatchObject({ mode: 'push', asOf: null, lagSeconds: null });
  });

  it('is blocked where nothing arrives until its cause is gone, even beside a living subscription', () => {
    expect(freshnessOf(facts({ status: 'reauth_required' }), now)).toMatchObject({
      mode: 'blocked',
      lagSeconds: 90,
    });
  });

  it('is never in the future, whatever a clock was', () => {
    expect(freshnessOf(facts({ pushed: false, knownAsOf: ago(-5) }), now).lagSeconds).toBe(0);
  });

  it('of a list is its stalest calendar’s, one that was never read first of all', () => {
    const at = (seconds: number | null, status: FreshnessFacts['status'] = 'active') => {
      const knownAsOf = seconds === null ? null : ago(seconds);
      return { status, freshness: freshnessOf(facts({ pushed: false, knownAsOf, status }), now) };
    };
    expect(stalest([at(1), at(500), at(20)])?.lagSeconds).toBe(500);
    expect(stalest([at(1), at(null), at(500)])?.asOf).toBeNull();
    expect(stalest([at(1), at(9000, 'disconnected')])?.lagSeconds).toBe(1);
    expect(stalest([at(9000, 'disconnected')])?.mode).toBe('blocked');
    expect(stalest([])).toBeNull();
  });

  it('counts a subscription as push while it is alive, wanted, not past its expiry and not suspected of silence', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock();
    const userId = await insertUser(db);
    const calendar = await insertCalendar(db, userId, { known_as_of: ago(10) });
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
    expect(await mode()).toBe('push');
    await db
      .insertInto('silence_suspicion')
      .values({
        connection_id: calendar.connectionId,
        run_id: newId(),
        webhook_subscription_id: id,
        modified_at: ago(600),
        found_at: ago(300),
        judge_at: ago(-600),
      })
      .execute();
    // Suspected, found silent, cleared by a notification: of a minute before the change, or of any time after it.
    expect(await mode()).toBe('polling');
    const judge = (is_silence: boolean) => db.updateTable('silence_suspicion').set({ is_silence }).execute();
    const notified = (at: Date | null) =>
      db.updateTable('webhook_subscription').set({ last_notification_at: at }).execute();
    await judge(true);
    expect(await mode()).toBe('polling');
    await notified(ago(661));
    expect(await mode()).toBe('polling');
    await notified(ago(660));
    expect(await mode()).toBe('push');
    await notified(null);
    await judge(false);
    expect(await mode()).toBe('push');
    clock.advance(3 * 86_400_000);
    expect(await mode()).toBe('polling');
  });

  it('of a subscription whose authorisation is overdue is not now', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock();
    const userId = await insertUser(db);
    await insertWebhook(db, await insertCalendar(db, userId, { known_as_of: clock.date() }));
    await beat(db, clock, { row: 'tick' });
    const lag = async () => (await listFreshness(db, clock, { userId })).freshness?.lagSeconds;
    clock.advance(10_000);
    expect(await lag()).toBe(0);
    const wanted = (at: Date) =>
      db.updateTable('webhook_subscription').set({ patch_wanted_at: at }).execute();
    await wanted(new Date(clock.now() - 15 * 60_000));
    expect(await lag()).toBe(0);
    await wanted(new Date(clock.now() - 15 * 60_000 - 1));
    expect(await lag()).toBe(10);
  });

  it('is read beside the heartbeat of whoever works, in whatever process', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock();
    const userId = await insertUser(db);
    await insertWebhook(db, await insertCalendar(db, userId, { known_as_of: ago(90) }));
    const lag = async () => (await listFreshness(db, clock, { userId })).freshness?.lagSeconds;
    expect(await lag()).toBe(90);
    await beat(db, clock, { row: 'tick' });
    // It was not read since somebody is at work.
    expect(await lag()).toBe(90);
    const read = () => db.updateTable('calendar_connection').set({ known_as_of: clock.date() }).execute();
    await read();
    clock.advance(10_000);
    await beat(db, clock, { row: 'tick' });
    expect(await lag()).toBe(0);
    clock.advance(60_000);
    expect(await lag()).toBe(60);
    // A pause: whatever was told in it may be lost until the calendar was read again.
    await beat(db, clock, { row: 'tick' });
    expect(await lag()).toBe(70);
    await read();
    expect(await lag()).toBe(0);
  });

  it('is read beside the heartbeat of whoever listens for Microsoft, which may pause by itself', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock();
    const userId = await insertUser(db);
    await insertWebhook(db, await insertCalendar(db, userId, { known_as_of: clock.date() }));
    const lag = async () => (await listFreshness(db, clock, { userId })).freshness?.lagSeconds;
    const pass = async (seconds: number, rows: readonly ('tick' | 'door')[]) => {
      for (let second = 0; second < seconds; second += 10) {
        clock.advance(10_000);
        for (const row of rows) await beat(db, clock, { row });
      }
    };
    for (const row of ['tick', 'door'] as const) await beat(db, clock, { row });
    await pass(60, ['tick', 'door']);
    expect(await lag()).toBe(0);
    await pass(60, ['tick']);
    expect(await lag()).toBe(60);
    // What was told while nobody listened may be lost, until the calendar was read again.
    await beat(db, clock, { row: 'door' });
    expect(await lag()).toBe(120);
    await db.updateTable('calendar_connection').set({ known_as_of: clock.date() }).execute();
    expect(await lag()).toBe(0);
  });
});
