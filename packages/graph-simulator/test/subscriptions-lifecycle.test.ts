import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../src/index.ts';
import { expectGraphSchema } from './helpers/expect-graph-schema.ts';
import { startReceiver } from './helpers/receiver.ts';
import type { Receiver } from './helpers/receiver.ts';
import { text } from './helpers/sign-in.ts';
import { ADELE, DAY, HOUR, MINUTE, startSubscriber } from './helpers/subscriber.ts';
import type { Subscriber } from './helpers/subscriber.ts';

/** Longer than any access token lives. */
const LAPSE = 95 * MINUTE;

interface Room extends AsyncDisposable {
  readonly subscriber: Subscriber;
  readonly changes: Receiver;
  readonly lifecycle: Receiver;
  readonly id: string;
  readonly path: string;
}

async function subscribed(options: SimulatorOptions = {}): Promise<Room> {
  const stack = new AsyncDisposableStack();
  const changes = stack.use(await startReceiver());
  const lifecycle = stack.use(await startReceiver());
  const subscriber = stack.use(await startSubscriber(options));
  const { body } = await subscriber.subscribe({
    notificationUrl: changes.url,
    lifecycleNotificationUrl: lifecycle.url,
  });
  const id = text(body['id']);
  return {
    subscriber,
    changes,
    lifecycle,
    id,
    path: `/subscriptions/${id}`,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const renewal = async ({ subscriber }: Room) => {
  const { nowMs } = await subscriber.simulator.control.clock();
  return { body: { expirationDateTime: new Date(nowMs + 3 * DAY).toISOString() } };
};
const events = (lifecycle: Receiver) => lifecycle.items().map((item) => item['lifecycleEvent']);
const quiet = { switches: { reauthorizationReminders: 'never' } } as const;

describe('the token behind a subscription', () => {
  it('stops the notifications when it lapses, and brings what was kept when it is renewed by PATCH', async () => {
    await using room = await subscribed(quiet);
    const { subscriber, changes } = room;
    await subscriber.advance(LAPSE);
    const ids = [await subscriber.createEvent(), await subscriber.createEvent()];
    await sleep(80);
    expect(changes.items()).toEqual([]);
    expect((await subscriber.simulator.control.subscriptions()).subscriptions).toEqual([
      expect.objectContaining({ id: room.id, lapsed: true, kept: 2 }),
    ]);
    await subscriber.advance(3.9 * HOUR);
    expect((await subscriber.call('PATCH', room.path, await renewal(room))).status).toBe(200);
    const items = await changes.waitForItems(2);
    expect(items.map((item) => text(item['resource']).split('/').at(-1))).toEqual(ids);
    await subscriber.createEvent();
    await changes.waitForItems(3);
    expect(events(room.lifecycle)).toEqual([]);
  });

  it('is renewed by reauthorize, too, without moving the expiry', async () => {
    await using room = await subscribed(quiet);
    const { subscriber } = room;
    const before = (await subscriber.call('GET', room.path)).body['expirationDateTime'];
    await subscriber.advance(LAPSE);
    await subscriber.createEvent();
    expect((await subscriber.call('POST', `${room.path}/reauthorize`)).status).toBe(204);
    await room.changes.waitForItems(1);
    expect((await subscriber.call('GET', room.path)).body['expirationDateTime']).toBe(before);
  });

  it('loses what is older than four hours, and says that something was missed', async () => {
    await using room = await subscribed(quiet);
    const { subscriber } = room;
    await subscriber.advance(LAPSE);
    await subscriber.createEvent('Old');
    await subscriber.advance(4 * HOUR + MINUTE);
    const young = await subscriber.createEvent('Young');
    await subscriber.call('PATCH', room.path, await renewal(room));
    await room.lifecycle.waitForItems(1);
    const items = await room.changes.waitForItems(1);
    expect(items.map((item) => text(item['resource']).split('/').at(-1))).toEqual([young]);
    expect(events(room.lifecycle)).toEqual(['missed']);
  });

  it('loses everything while it has lapsed where the switch says so', async () => {
    await using room = await subscribed({
      switches: { reauthorizationReminders: 'never', lapsedNotifications: 'lost' },
    });
    const { subscriber } = room;
    await subscriber.advance(LAPSE);
    await subscriber.createEvent();
    await subscriber.call('PATCH', room.path, await renewal(room));
    const later = await subscriber.createEvent();
    const items = await room.changes.waitForItems(1);
    await sleep(60);
    expect(items.map((item) => text(item['resource']).split('/').at(-1))).toEqual([later]);
  });

  it('is not renewed by a PATCH of the notification URL alone', async () => {
    await using room = await subscribed(quiet);
    const { subscriber } = room;
    await subscriber.advance(LAPSE);
    const body = { notificationUrl: `${room.changes.url}/moved` };
    expect((await subscriber.call('PATCH', room.path, { body })).status).toBe(200);
    expect((await subscriber.simulator.control.subscriptions()).subscriptions[0]?.lapsed).toBe(true);
  });
});

describe('PATCH and reauthorize within ten minutes of each other', () => {
  it('leave a subscription without a token, although both were answered as usual', async () => {
    await using room = await subscribed(quiet);
    const { subscriber } = room;
    expect((await subscriber.call('PATCH', room.path, await renewal(room))).status).toBe(200);
    await subscriber.advance(9 * MINUTE);
    expect((await subscriber.call('POST', `${room.path}/reauthorize`)).status).toBe(204);
    await subscriber.createEvent();
    await sleep(80);
    expect(room.changes.items()).toEqual([]);
    await subscriber.advance(10 * MINUTE);
    await subscriber.call('PATCH', room.path, await renewal(room));
    await room.changes.waitForItems(1);
  });

  it('answer 409, or do no harm, where the switch says so', async () => {
    await using room = await subscribed({
      switches: { reauthorizationReminders: 'never', reauthorizationConflict: 'refused' },
    });
    const { subscriber } = room;
    await subscriber.call('POST', `${room.path}/reauthorize`);
    expect((await subscriber.call('PATCH', room.path, await renewal(room))).status).toBe(409);
    await subscriber.simulator.control.setSwitches({ reauthorizationConflict: 'harmless' });
    expect((await subscriber.call('PATCH', room.path, await renewal(room))).status).toBe(200);
    await subscriber.createEvent();
    await room.changes.waitForItems(1);
  });

  it('are no conflict ten minutes apart, nor is either with itself', async () => {
    await using room = await subscribed(quiet);
    const { subscriber } = room;
    for (let times = 0; times < 2; times += 1) await subscriber.call('PATCH', room.path, await renewal(room));
    await subscriber.advance(10 * MINUTE);
    await subscriber.call('POST', `${room.path}/reauthorize`);
    expect((await subscriber.simulator.control.subscriptions()).subscriptions[0]?.lapsed).toBe(false);
  });
});

describe('lifecycle notifications', () => {
  it('ask for a token every quarter of the last hour and until they are answered, in the shape Graph sends', async () => {
    await using room = await subscribed();
    const { subscriber, lifecycle } = room;
    // The token lives 60 to 90 minutes.
    for (let quarter = 1; quarter <= 8; quarter += 1) {
      await subscriber.advance(15 * MINUTE);
      await sleep(40);
    }
    await sleep(400);
    const asked = lifecycle.items().length;
    expect(asked).toBeGreaterThanOrEqual(6);
    expect(asked).toBeLessThanOrEqual(8);
    expect(new Set(events(lifecycle))).toEqual(new Set(['reauthorizationRequired']));
    const [item = {}] = lifecycle.items();
    expect(Object.keys(item).toSorted()).toEqual([
      'clientState',
      'lifecycleEvent',
      'subscriptionExpirationDateTime',
      'subscriptionId',
      'tenantId',
    ]);
    expect(item).toMatchObject({ subscriptionId: room.id, clientState: 'a-secret' });
    expectGraphSchema(
      'microsoft.graph.changeNotificationCollection',
      JSON.parse(lifecycle.posts[0]?.body ?? ''),
    );
    await subscriber.call('PATCH', room.path, await renewal(room));
    await sleep(40);
    expect(lifecycle.items()).toHaveLength(asked);
  });

  it('come as seldom or as often as the switch says', async () => {
    await using late = await subscribed({ switches: { reauthorizationReminders: 'last-quarter-hour' } });
    await late.subscriber.advance(44 * MINUTE);
    await sleep(60);
    expect(late.lifecycle.items()).toHaveLength(0);
    await late.subscriber.advance(31 * MINUTE);
    expect(await late.lifecycle.waitForItems(1)).toHaveLength(1);

    await using often = await subscribed({ switches: { reauthorizationReminders: 'every-few-minutes' } });
    for (let times = 1; times <= 3; times += 1) {
      await often.subscriber.advance(5 * MINUTE);
      await often.lifecycle.waitForItems(times);
    }
  });

  it('announce the end of the subscription in its last hour, and say nothing when it comes', async () => {
    await using room = await subscribed({ switches: { reauthorizationReminders: 'last-quarter-hour' } });
    const { subscriber, lifecycle } = room;
    const { nowMs } = await subscriber.simulator.control.clock();
    const body = { expirationDateTime: new Date(nowMs + 50 * MINUTE).toISOString() };
    await subscriber.call('PATCH', room.path, { body });
    await subscriber.advance(36 * MINUTE);
    await lifecycle.waitForItems(1);
    await subscriber.advance(15 * MINUTE);
    await sleep(60);
    expect(events(lifecycle)).toEqual(['reauthorizationRequired']);
    expect((await subscriber.call('GET', room.path)).status).toBe(404);
  });

  it('ask for a token when the sign-in is revoked, while the flow goes on until the old one ends', async () => {
    await using room = await subscribed(quiet);
    const { subscriber } = room;
    await subscriber.simulator.control.revoke({ user: ADELE });
    await room.lifecycle.waitForItems(1);
    expect(events(room.lifecycle)).toEqual(['reauthorizationRequired']);
    await subscriber.createEvent();
    await room.changes.waitForItems(1);
    await subscriber.advance(LAPSE);
    await subscriber.createEvent();
    await sleep(60);
    expect(room.changes.items()).toHaveLength(1);
  });

  it('let nothing flow from a revoked sign-in to the next PATCH where the switch says so', async () => {
    await using room = await subscribed({
      switches: { reauthorizationReminders: 'never', revokedSignIn: 'paused-at-once' },
    });
    const { subscriber } = room;
    await subscriber.simulator.control.revoke({ user: ADELE });
    await subscriber.createEvent();
    await sleep(60);
    expect(room.changes.items()).toEqual([]);
    await subscriber.call('PATCH', room.path, await renewal(room));
    await room.changes.waitForItems(1);
  });

  it('tell that a revoked sign-in removed the subscription where the switch says so', async () => {
    await using room = await subscribed({ switches: { revokedSignIn: 'subscription-removed' } });
    await room.subscriber.simulator.control.revoke({ user: ADELE });
    await room.lifecycle.waitForItems(1);
    expect(events(room.lifecycle)).toEqual(['subscriptionRemoved']);
    expect((await room.subscriber.call('PATCH', room.path, await renewal(room))).status).toBe(404);
  });

  it('happen at a word of the control API: missed, and removed with the subscription', async () => {
    await using room = await subscribed(quiet);
    const { subscriber, lifecycle } = room;
    const { control } = subscriber.simulator;
    expect(await control.lifecycle({ user: ADELE, event: 'missed' })).toEqual({ subscriptionIds: [room.id] });
    await lifecycle.waitForItems(1);
    await control.lifecycle({ user: ADELE, event: 'subscriptionRemoved', subscriptionId: room.id });
    await lifecycle.waitForItems(2);
    expect(events(lifecycle)).toEqual(['missed', 'subscriptionRemoved']);
    expect((await subscriber.call('GET', room.path)).status).toBe(404);
    const { notifications } = await control.notifications();
    expect(notifications[0]?.items).toEqual([{ subscriptionId: room.id, lifecycleEvent: 'missed' }]);
  });

  it('share a POST with changes when one URL is given for both', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({
      notificationUrl: receiver.url,
      lifecycleNotificationUrl: receiver.url,
    });
    expect(receiver.handshakes).toHaveLength(2);
    await Promise.all([
      subscriber.createEvent(),
      subscriber.createEvent(),
      subscriber.simulator.control.lifecycle({ user: ADELE, event: 'missed' }),
    ]);
    const items = await receiver.waitForItems(3);
    expect(items.filter((item) => item['lifecycleEvent'] === 'missed')).toHaveLength(1);
    expect(items.filter((item) => item['changeType'] === 'created')).toHaveLength(2);
    expect(receiver.posts.length).toBeLessThan(3);
  });

  it('are not sent to a subscription without a URL for them', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: receiver.url });
    await subscriber.simulator.control.lifecycle({ user: ADELE, event: 'missed' });
    await sleep(60);
    expect(receiver.posts).toEqual([]);
  });
});
