import { describe, expect, it } from 'vitest';
import { startReceiver } from './helpers/receiver.ts';
import { ADELE, MINUTE, startSubscriber } from './helpers/subscriber.ts';
import type { Subscriber } from './helpers/subscriber.ts';

const patience = { timeout: 3_000, interval: 5 };

const overview = (subscriber: Subscriber) => subscriber.simulator.control.subscriptions();

async function arrived(subscriber: Subscriber): Promise<void> {
  await expect.poll(async () => (await overview(subscriber)).deliveries.underWay, patience).toBe(0);
}

const untold = async (subscriber: Subscriber) =>
  (await overview(subscriber)).subscriptions.map((each) => each.untold);

describe('the overview of subscriptions', () => {
  it('says of each whether its newest change was delivered, whatever was lost before it', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: receiver.url });
    expect(await untold(subscriber)).toEqual([false]);
    await subscriber.simulator.control.setFaults({
      rules: [{ match: { times: 1 }, action: { type: 'dropNotification' } }],
    });
    await subscriber.createEvent();
    await arrived(subscriber);
    expect(await untold(subscriber)).toEqual([true]);
    await subscriber.createEvent();
    await arrived(subscriber);
    expect(await untold(subscriber)).toEqual([false]);
  });

  it('counts a delivered `missed` as told of all before it, and a reminder as nothing', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: receiver.url, lifecycleNotificationUrl: receiver.url });
    await subscriber.simulator.control.setFaults({
      rules: [{ match: { times: 1 }, action: { type: 'dropNotification' } }],
    });
    await subscriber.createEvent();
    await subscriber.simulator.control.lifecycle({ user: ADELE, event: 'reauthorizationRequired' });
    await arrived(subscriber);
    expect(await untold(subscriber)).toEqual([true]);
    await subscriber.simulator.control.lifecycle({ user: ADELE, event: 'missed' });
    await arrived(subscriber);
    expect(await untold(subscriber)).toEqual([false]);
  });

  it('counts what waits for the clock beside what is under way', async () => {
    await using receiver = await startReceiver();
    await using subscriber = await startSubscriber();
    await subscriber.subscribe({ notificationUrl: receiver.url });
    await subscriber.simulator.control.setFaults({
      rules: [{ match: { times: 1 }, action: { type: 'delayNotification', ms: MINUTE } }],
    });
    await subscriber.createEvent();
    await arrived(subscriber);
    expect((await overview(subscriber)).deliveries).toEqual({ underWay: 0, waiting: 1 });
    await subscriber.advance(MINUTE);
    await arrived(subscriber);
    expect((await overview(subscriber)).deliveries).toEqual({ underWay: 0, waiting: 0 });
    expect(receiver.items()).toHaveLength(1);
  });
});
