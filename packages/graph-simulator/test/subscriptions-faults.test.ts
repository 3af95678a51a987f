import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startReceiver } from './helpers/receiver.ts';
import type { Receiver } from './helpers/receiver.ts';
import { requireRecord } from './helpers/sign-in.ts';
import { ADELE, MINUTE, startSubscriber } from './helpers/subscriber.ts';

const eventIds = (receiver: Receiver) =>
  receiver.items().map((item) => requireRecord(item['resourceData'])['id']);

describe('faults of notifications', () => {
  it('delay one by the simulated clock, while later ones go their way', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: receiver.url });
    await subscriber.simulator.control.setFaults({
      rules: [{ match: { times: 1 }, action: { type: 'delayNotification', ms: 5 * MINUTE } }],
    });
    const delayed = await subscriber.createEvent();
    const prompt = await subscriber.createEvent();
    await receiver.waitForItems(1);
    await subscriber.advance(4 * MINUTE);
    await sleep(60);
    expect(eventIds(receiver)).toEqual([prompt]);
    await subscriber.advance(MINUTE);
    await receiver.waitForItems(2);
    expect(eventIds(receiver)).toEqual([prompt, delayed]);
  });

  it('let the next one overtake, or go out after a minute where none comes', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: receiver.url });
    const rule = { match: { times: 1 }, action: { type: 'reorderNotification' } } as const;
    await subscriber.simulator.control.setFaults({ rules: [rule] });
    const first = await subscriber.createEvent();
    await sleep(60);
    const second = await subscriber.createEvent();
    await receiver.waitForItems(2);
    expect(eventIds(receiver)).toEqual([second, first]);
    await subscriber.simulator.control.setFaults({ rules: [rule] });
    const alone = await subscriber.createEvent();
    await subscriber.advance(MINUTE);
    await receiver.waitForItems(3);
    expect(eventIds(receiver).at(-1)).toBe(alone);
  });

  it('hit lifecycle events by the path lifecycle/', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: receiver.url, lifecycleNotificationUrl: receiver.url });
    await subscriber.simulator.control.setFaults({
      rules: [
        { match: { path: 'lifecycle/missed', user: ADELE }, action: { type: 'dropNotification' } },
        { match: { path: 'lifecycle/' }, action: { type: 'doubleNotification' } },
      ],
    });
    await subscriber.simulator.control.lifecycle({ user: ADELE, event: 'missed' });
    await subscriber.simulator.control.lifecycle({ user: ADELE, event: 'reauthorizationRequired' });
    await receiver.waitForItems(2);
    await sleep(60);
    expect(receiver.items().map((item) => item['lifecycleEvent'])).toEqual([
      'reauthorizationRequired',
      'reauthorizationRequired',
    ]);
  });
});
