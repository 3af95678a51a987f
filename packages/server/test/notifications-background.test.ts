import { describe, expect, it } from 'vitest';

import {
  claimDueSubscriptions,
  findUntended,
  wantPatchOfUnauthorised,
} from '../src/notifications/due-subscriptions.ts';
import { NotificationReceiver } from '../src/notifications/notification-receiver.ts';
import { WebhookService } from '../src/notifications/webhook-service.ts';
import {
  addConnection,
  addMailbox,
  addPerson,
  DAY,
  HOUR,
  MINUTE,
  push,
  pushWorld,
} from './support/push-fixture.ts';
import type { PushWorld } from './support/push-fixture.ts';
import { testDatabase } from './support/postgres.ts';

const never = new AbortController().signal;

interface Scene extends AsyncDisposable {
  readonly world: PushWorld;
  readonly service: WebhookService;
  readonly userId: string;
  readonly connectionIds: string[];
}

async function scene(calendars: number, reach: PushWorld['reach'] = push): Promise<Scene> {
  const database = await testDatabase();
  const world = pushWorld(database.db, { reach });
  const receiver = new NotificationReceiver(world);
  const mailbox = await addMailbox(world.db, world.clock);
  const person = await addPerson(world.db, world.clock, mailbox);
  const connectionIds: string[] = [];
  for (let n = 0; n < calendars; n += 1) {
    connectionIds.push(
      await addConnection(world.db, world.clock, { mailbox, person }, { calendar: `c${n}` }),
    );
  }
  return {
    world,
    service: new WebhookService({ ...world, receiver }),
    userId: person.userId,
    connectionIds,
    [Symbol.asyncDispose]: async () => {
      await receiver[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const tendAll = async (s: Scene) => {
  for (const id of s.connectionIds) await s.service.tend(id, never);
};
const rows = (s: Scene) => s.world.db.selectFrom('webhook_subscription').selectAll().execute();

describe('the 12-hour job', () => {
  it('wants every subscription renewed that expires within a day, spread, each once', async () => {
    await using s = await scene(20);
    await tendAll(s);
    expect(await s.service.renewExpiringSubscriptions()).toBe(0);
    s.world.clock.advance(2 * DAY + HOUR);
    expect(await s.service.renewExpiringSubscriptions()).toBe(20);
    expect(await s.service.renewExpiringSubscriptions()).toBe(0);
    const times = (await rows(s)).map((row) => Number(row.patch_wanted_at) - s.world.clock.now());
    expect(Math.max(...times)).toBeLessThanOrEqual(12 * HOUR);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    // Those of a mailbox go in one batch, so they are due at one moment.
    expect(new Set(times).size).toBe(1);
    s.world.clock.advance(12 * HOUR);
    const due = await claimDueSubscriptions(s.world.db, s.world.clock, 100);
    expect(due).toHaveLength(1);
    await tendAll(s);
    expect(s.world.api.count('renewTogether')).toBe(1);
    expect(s.world.api.count('renew')).toBe(20);
  });

  it('spreads mailboxes over the time to its next run', async () => {
    await using s = await scene(0);
    for (let n = 0; n < 20; n += 1) {
      const mailbox = await addMailbox(s.world.db, s.world.clock);
      const person = await addPerson(s.world.db, s.world.clock, mailbox);
      await s.service.tend(await addConnection(s.world.db, s.world.clock, { mailbox, person }), never);
    }
    s.world.clock.advance(2 * DAY + HOUR);
    expect(await s.service.renewExpiringSubscriptions()).toBe(20);
    const times = (await rows(s)).map((row) => Number(row.patch_wanted_at) - s.world.clock.now());
    const inOrder = times.toSorted((a, b) => a - b);
    expect(inOrder.at(-1)).toBeLessThanOrEqual(12 * HOUR);
    // No crowd: 20 in eleven and a half hours, each half a place from the next at least.
    const gaps = inOrder.slice(1).map((at, index) => at - (inOrder[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(15 * MINUTE);
  });
});

describe('the hourly clean-up', () => {
  it('marks the expired inactive, has their calendars read, and they are made anew', async () => {
    await using s = await scene(2);
    await tendAll(s);
    s.world.clock.advance(3 * DAY);
    s.world.rung.length = 0;
    expect(await s.service.cleanupExpiredSubscriptions()).toBe(2);
    expect((await rows(s)).every((row) => !row.is_active && row.health === 'expired')).toBe(true);
    expect(s.world.rung.map(({ connectionId }) => connectionId).sort()).toEqual([...s.connectionIds].sort());
    expect(await claimDueSubscriptions(s.world.db, s.world.clock, 100)).toHaveLength(2);
    await tendAll(s);
    expect(s.world.api.entries.size).toBe(2);
  });

  it('forgets a replaced row only when no late notification can come for it', async () => {
    await using s = await scene(1);
    await tendAll(s);
    s.world.clock.advance(3 * DAY);
    await s.service.cleanupExpiredSubscriptions();
    await tendAll(s);
    expect(await rows(s)).toHaveLength(2);
    await s.service.cleanupExpiredSubscriptions();
    expect(await rows(s)).toHaveLength(2);
    s.world.clock.advance(4 * HOUR + MINUTE);
    await s.service.cleanupExpiredSubscriptions();
    expect(await rows(s)).toHaveLength(1);
  });
});

describe('after our own downtime', () => {
  it('what was not patched for 45 minutes is PATCHed, and every pushed calendar is read', async () => {
    await using s = await scene(3);
    await tendAll(s);
    s.world.clock.advance(40 * MINUTE);
    const [first] = await rows(s);
    await s.world.db
      .updateTable('webhook_subscription')
      .set({ last_patch_at: s.world.clock.date() })
      .where('id', '=', first?.id ?? '')
      .execute();
    s.world.clock.advance(20 * MINUTE);
    s.world.rung.length = 0;
    expect(await s.service.recoverFromDowntime()).toBe(3);
    expect(s.world.rung).toHaveLength(3);
    s.world.clock.advance(MINUTE);
    expect(await claimDueSubscriptions(s.world.db, s.world.clock, 100)).toHaveLength(1);
    await tendAll(s);
    expect(s.world.api.count('renew')).toBe(2);
  });
});

describe('what must be tended', () => {
  it('is claimed once by several processes, and again after 30 seconds', async () => {
    await using s = await scene(10);
    await tendAll(s);
    s.world.clock.advance(3 * DAY);
    const claims = await Promise.all(
      Array.from({ length: 4 }, () => claimDueSubscriptions(s.world.db, s.world.clock, 4)),
    );
    const claimed = claims.flat().map(({ connectionId }) => connectionId);
    expect(new Set(claimed).size).toBe(claimed.length);
    const rest = await claimDueSubscriptions(s.world.db, s.world.clock, 100);
    expect(claimed.length + rest.length).toBe(10);
    expect(await claimDueSubscriptions(s.world.db, s.world.clock, 100)).toEqual([]);
    s.world.clock.advance(30_000);
    expect(await claimDueSubscriptions(s.world.db, s.world.clock, 100)).toHaveLength(10);
  });

  it('is found also where the job was lost before there was a row', async () => {
    await using s = await scene(2);
    const find = () => findUntended(s.world.db, s.world.clock, push, 100);
    expect(await find()).toHaveLength(2);
    expect(await findUntended(s.world.db, s.world.clock, { mode: 'poll', reason: '' }, 100)).toEqual([]);
    await tendAll(s);
    expect(await find()).toEqual([]);
    const [first = ''] = s.connectionIds;
    await s.world.db
      .updateTable('calendar_connection')
      .set({ status: 'disconnecting' })
      .where('id', '=', first)
      .execute();
    expect(await find()).toEqual([{ connectionId: first }]);
    await s.service.tend(first, never);
    expect(await find()).toEqual([]);
  });
});

describe('an account that must sign in again', () => {
  it('has its subscriptions PATCHed when it is back, and its calendars read', async () => {
    await using s = await scene(1);
    await tendAll(s);
    const set = async (status: 'active' | 'reauth_required') => {
      await s.world.db.updateTable('microsoft_account').set({ status }).execute();
      await s.world.db.updateTable('calendar_connection').set({ status }).execute();
    };
    await set('reauth_required');
    s.world.clock.advance(2 * HOUR);
    await wantPatchOfUnauthorised(s.world.db, s.world.clock);
    await tendAll(s);
    expect(s.world.api.count('renew')).toBe(0);
    s.world.rung.length = 0;
    await set('active');
    await tendAll(s);
    expect(s.world.api.count('renew')).toBe(1);
    expect(s.world.rung).toEqual([{ name: 'sync.background', connectionId: s.connectionIds[0] }]);
    await wantPatchOfUnauthorised(s.world.db, s.world.clock);
    await tendAll(s);
    expect(s.world.api.count('renew')).toBe(1);
  });
});

describe('a person', () => {
  it('switches push on once: a second time it is there already', async () => {
    await using s = await scene(1);
    const [id = ''] = s.connectionIds;
    const made = await s.service.createSubscription(id, s.userId);
    expect(made).toMatchObject({ health: 'live', isActive: true, calendarConnectionId: id });
    expect(made).not.toHaveProperty('clientState');
    await expect(s.service.createSubscription(id, s.userId)).rejects.toMatchObject({
      code: 'webhook_exists',
    });
  });

  it('switches push off and on again', async () => {
    await using s = await scene(1);
    const [id = ''] = s.connectionIds;
    await s.service.createSubscription(id, s.userId);
    await s.service.deleteSubscription(id, s.userId);
    expect(s.world.rung).toContainEqual({ name: 'subscription.tend', connectionId: id });
    expect(s.world.rung).toContainEqual({ name: 'sync.background', connectionId: id });
    await s.service.tend(id, never);
    expect(s.world.api.entries.size).toBe(0);
    await s.service.deleteSubscription(id, s.userId);
    expect(await s.service.createSubscription(id, s.userId)).toMatchObject({ health: 'live' });
    expect(s.world.api.entries.size).toBe(1);
    const audited = await s.world.db.selectFrom('audit_log').select('action').orderBy('id').execute();
    expect(audited.map(({ action }) => action)).toEqual([
      'webhook.created',
      'webhook.deleted',
      'webhook.deleted',
      'webhook.created',
    ]);
  });

  it('switches on and off nothing of another user', async () => {
    await using s = await scene(1);
    const [id = ''] = s.connectionIds;
    await expect(s.service.createSubscription(id, 'somebody')).rejects.toMatchObject({ code: 'not_found' });
    await expect(s.service.deleteSubscription(id, 'somebody')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is told why there can be no push', async () => {
    await using s = await scene(1, { mode: 'poll', reason: 'API_URL is not public.' });
    const [id = ''] = s.connectionIds;
    await expect(s.service.createSubscription(id, s.userId)).rejects.toMatchObject({
      code: 'webhook_not_possible',
      detail: 'API_URL is not public.',
    });
    await s.world.db.updateTable('calendar_connection').set({ status: 'paused' }).execute();
    await expect(s.service.createSubscription(id, s.userId)).rejects.toMatchObject({
      code: 'webhook_not_possible',
    });
  });

  it('has one subscription renewed by its id', async () => {
    await using s = await scene(1);
    await tendAll(s);
    s.world.clock.advance(HOUR);
    await s.service.renewSubscription(s.world.api.only().subscriptionId);
    expect(s.world.api.count('renew')).toBe(1);
    await s.service.renewSubscription('unknown');
  });
});
