import { describe, expect, it } from 'vitest';

import type { EngineCalendar } from './support/engine.ts';
import { startPushEngine } from './support/push-engine.ts';
import type { PushEngine } from './support/push-engine.ts';
import { DAY, HOUR } from './support/push-fixture.ts';

const adele = 'adele@contoso.example';
const patience = { timeout: 15_000, interval: 20 };

async function current(push: PushEngine, calendar: EngineCalendar) {
  return await push.engine.db
    .selectFrom('webhook_subscription')
    .selectAll()
    .where('calendar_connection_id', '=', calendar.connectionId)
    .where('is_active', '=', true)
    .executeTakeFirst();
}

const health = async (push: PushEngine, calendar: EngineCalendar) => (await current(push, calendar))?.health;

async function titles(push: PushEngine, calendar: EngineCalendar): Promise<(string | null)[]> {
  const rows = await push.engine.db
    .selectFrom('calendar_event')
    .select('title')
    .where('connection_id', '=', calendar.connectionId)
    .execute();
  return rows.map((row) => row.title);
}

async function isIdle(push: PushEngine, calendar: EngineCalendar): Promise<boolean> {
  const row = await push.engine.db
    .selectFrom('calendar_connection')
    .select(['wanted_seq', 'done_seq', 'wanted_full', 'status'])
    .where('id', '=', calendar.connectionId)
    .executeTakeFirstOrThrow();
  return row.status === 'active' && row.wanted_seq === row.done_seq && !row.wanted_full;
}

const create = (calendar: EngineCalendar, subject: string) =>
  calendar.graph('POST', `/calendars/${calendar.calendarId}/events`, {
    subject,
    start: { dateTime: tomorrow(10), timeZone: 'UTC' },
    end: { dateTime: tomorrow(11), timeZone: 'UTC' },
  });

function tomorrow(hour: number): string {
  const day = new Date(Date.now() + DAY).toISOString().slice(0, 10);
  return `${day}T${hour}:00:00`;
}

/** How many subscriptions Graph has for its owner. */
async function atGraph(push: PushEngine, calendar: EngineCalendar): Promise<number> {
  const { subscriptions } = await push.engine.simulator.control.subscriptions();
  return subscriptions.filter(({ user }) => user === calendar.user).length;
}

describe('a connected calendar', () => {
  it('is subscribed to by the real handshake, and its edits are here within 2 seconds', async () => {
    await using push = await startPushEngine();
    const calendar = await push.connect(adele);
    await expect.poll(() => health(push, calendar), patience).toBe('live');
    await expect.poll(() => isIdle(push, calendar), patience).toBe(true);

    const began = performance.now();
    const { id } = await create(calendar, 'Pushed to us');
    await expect.poll(() => titles(push, calendar), patience).toContain('Pushed to us');
    const created = performance.now();
    expect(created - began).toBeLessThan(2_000);

    await calendar.graph('PATCH', `/events/${String(id)}`, { subject: 'Edited' });
    await expect.poll(() => titles(push, calendar), patience).toContain('Edited');
    await calendar.graph('DELETE', `/events/${String(id)}`);
    await expect.poll(() => titles(push, calendar), patience).not.toContain('Edited');
    expect(performance.now() - created).toBeLessThan(4_000);
    expect((await current(push, calendar))?.last_notification_at).toBeInstanceOf(Date);
  });

  it('whose endpoint cannot be reached says so, is polled, and is pushed again when it can', async () => {
    await using push = await startPushEngine();
    push.closed = true;
    const calendar = await push.connect(adele);
    const reason = async () => {
      const row = await push.engine.db.selectFrom('webhook_subscription').selectAll().executeTakeFirst();
      return row?.health_reason ?? '';
    };
    await expect
      .poll(reason, patience)
      .toMatch(/answers 503 Service Unavailable.*: it does not reach Calmirror\./);
    await expect.poll(() => isIdle(push, calendar), patience).toBe(true);
    push.closed = false;
    await push.engine.advance(HOUR);
    await expect.poll(() => health(push, calendar), patience).toBe('live');
  });

  it('is renewed before its subscription expires, and keeps its notifications', async () => {
    await using push = await startPushEngine();
    const calendar = await push.connect(adele);
    await expect.poll(() => health(push, calendar), patience).toBe('live');
    await expect.poll(() => isIdle(push, calendar), patience).toBe(true);
    const before = await current(push, calendar);
    await push.engine.advance(3 * DAY - HOUR);
    const renewed = async () => Number((await current(push, calendar))?.expiration_date_time);
    await expect.poll(renewed, patience).toBeGreaterThan(Number(before?.expiration_date_time) + DAY);
    expect((await current(push, calendar))?.subscription_id).toBe(before?.subscription_id);
    await push.engine.advance(2 * HOUR);
    await expect.poll(() => isIdle(push, calendar), patience).toBe(true);
    await create(calendar, 'After renewal');
    await expect.poll(() => titles(push, calendar), patience).toContain('After renewal');
  });

  it('whose subscription expired while nobody was at work gets another one and misses nothing', async () => {
    await using push = await startPushEngine();
    const calendar = await push.connect(adele);
    await expect.poll(() => health(push, calendar), patience).toBe('live');
    await expect.poll(() => isIdle(push, calendar), patience).toBe(true);
    const before = await current(push, calendar);
    await push.engine.advance(4 * DAY);
    await create(calendar, 'While away');
    const replaced = async () => (await current(push, calendar))?.subscription_id;
    await expect.poll(replaced, patience).not.toBe(before?.subscription_id);
    await expect.poll(() => titles(push, calendar), patience).toContain('While away');
  });

  it('that goes on under another id at Microsoft is subscribed to again, and nothing is left of its old subscription', async () => {
    await using push = await startPushEngine();
    const calendar = await push.connect(adele);
    await expect.poll(() => health(push, calendar), patience).toBe('live');
    await expect.poll(() => isIdle(push, calendar), patience).toBe(true);
    const before = await current(push, calendar);
    const { db, simulator } = push.engine;
    // It is known again by its name and its owner.
    await db.updateTable('calendar_connection').set({ owner_address: adele }).execute();
    await simulator.control.renewCalendarId({ user: adele, calendar: calendar.calendarName });
    await calendar.notify();
    const resource = async () => (await current(push, calendar))?.resource_path;
    await expect.poll(resource, patience).not.toBe(before?.resource_path);
    await expect.poll(() => health(push, calendar), patience).toBe('live');
    const ids = async () =>
      (await simulator.control.subscriptions()).subscriptions.map((subscription) => subscription.id);
    await expect.poll(ids, patience).toEqual([(await current(push, calendar))?.subscription_id]);
    const old = await db
      .selectFrom('webhook_subscription')
      .select('next_check_at')
      .where('subscription_id', '=', before?.subscription_id ?? '')
      .executeTakeFirst();
    expect(old).toEqual({ next_check_at: null });
  });

  it('is unsubscribed when it is disconnected, though the first try fails', async () => {
    await using push = await startPushEngine();
    const calendar = await push.connect(adele);
    await expect.poll(() => health(push, calendar), patience).toBe('live');
    await expect.poll(() => isIdle(push, calendar), patience).toBe(true);
    await push.engine.simulator.control.setFaults({
      rules: [
        {
          match: { method: 'DELETE', path: '/v1.0/subscriptions', times: 4 },
          action: { type: 'status', status: 503 },
        },
      ],
    });
    await push.engine.db
      .updateTable('calendar_connection')
      .set({ status: 'disconnecting' })
      .where('id', '=', calendar.connectionId)
      .execute();
    expect(await atGraph(push, calendar)).toBe(1);
    const failures = async () => {
      const row = await push.engine.db.selectFrom('webhook_subscription').selectAll().executeTakeFirst();
      return row?.health === 'deleting' ? row.failures : 0;
    };
    await push.service.tend(calendar.connectionId, new AbortController().signal);
    await expect.poll(failures, patience).toBeGreaterThan(0);
    expect(push.finished).toEqual([]);
    await push.engine.advance(HOUR);
    await expect.poll(() => push.finished, patience).toEqual([calendar.connectionId]);
    expect(await atGraph(push, calendar)).toBe(0);
  });
});
