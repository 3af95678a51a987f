import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';
import type { NotificationItem } from '../src/subscriptions/notification-item.ts';
import { NotificationDelivery } from '../src/subscriptions/notification-delivery.ts';
import { EndpointHealth } from '../src/subscriptions/endpoint-health.ts';
import { startReceiver } from './helpers/receiver.ts';
import type { Receiver } from './helpers/receiver.ts';

const MINUTE = 60_000;
const URL_A = 'https://a.example/hook';
const GOOD = { slow: false, late: false };
const SLOW = { slow: true, late: false };
const LATE = { slow: true, late: true };

describe('the health of an endpoint', () => {
  const judged = (answers: readonly (typeof GOOD)[], judgedAfter = 100) => {
    const health = new EndpointHealth(new SimClock(), () => judgedAfter);
    for (const answer of answers) health.record(URL_A, answer);
    return health.list()[0]?.state;
  };
  const of = (count: number, answer: typeof GOOD) => Array.from({ length: count }, () => answer);

  it('is slow above 10 % of slow answers, and drops above 15 % of late ones', () => {
    expect(judged([...of(90, GOOD), ...of(10, SLOW)])).toBe('open');
    expect(judged([...of(89, GOOD), ...of(11, SLOW)])).toBe('slow');
    expect(judged([...of(85, GOOD), ...of(15, LATE)])).toBe('slow');
    expect(judged([...of(84, GOOD), ...of(16, LATE)])).toBe('drop');
  });

  it('is judged after a hundred answers, or after as many as the switch says', () => {
    expect(judged(of(99, LATE))).toBe('open');
    expect(judged(of(1, LATE), 1)).toBe('drop');
  });

  it('forgets answers older than ten minutes', () => {
    const clock = new SimClock();
    const health = new EndpointHealth(clock, () => 10);
    for (let n = 0; n < 9; n += 1) health.record(URL_A, SLOW);
    clock.advance(10 * MINUTE);
    health.record(URL_A, SLOW);
    expect(health.list()[0]?.state).toBe('open');
  });

  it('is that of the origin: another path suffers with it, another host does not', () => {
    const health = new EndpointHealth(new SimClock(), () => 1);
    health.record(URL_A, LATE);
    expect(health.admit('https://a.example/other').verdict).toBe('drop');
    expect(health.admit('https://b.example/hook').verdict).toBe('send');
  });
});

describe('delivering to an endpoint that does not keep up', () => {
  const clock = new SimClock();
  let delivery: NotificationDelivery;
  let lost: NotificationItem[];
  let slow: boolean;
  beforeEach(() => {
    clock.reset();
    lost = [];
    slow = true;
    delivery = new NotificationDelivery(clock, {
      timing: { firstLimitMs: 500, retryLimitMs: 700, giveUpMs: 4 * 60 * MINUTE },
      judgedAfter: () => 1,
      onLost: (items) => lost.push(...items),
    });
  });
  afterEach(() => delivery.close());

  const item = (id: string): NotificationItem => ({
    subscriptionId: id,
    subscriptionExpirationDateTime: '2026-11-25T10:00:00.0000000Z',
    tenantId: 't',
    clientState: null,
    lifecycleEvent: 'missed',
  });
  const hanging = () =>
    startReceiver({
      onPost: (_posted, response) => {
        if (!slow) response.writeHead(202).end();
      },
    });
  const until = async (state: string) => {
    for (let waited = 0; waited < 4_000 && delivery.health.list()[0]?.state !== state; waited += 5)
      await sleep(5);
    expect(delivery.health.list()[0]?.state).toBe(state);
  };
  const pass = (ms: number) => {
    clock.advance(ms);
    delivery.wake();
  };
  const received = (receiver: Receiver) => new Set(receiver.items().map((one) => one['subscriptionId']));

  it('lets new ones wait ten minutes when it is slow, tries a few, and sends the rest when they are taken', async () => {
    await using receiver = await hanging();
    delivery.enqueue(receiver.url, item('first'));
    await until('slow');
    slow = false;
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      delivery.enqueue(receiver.url, item(id));
      await sleep(30);
    }
    expect(received(receiver)).toEqual(new Set(['first']));
    pass(11 * MINUTE);
    await until('open');
    await sleep(60);
    expect(received(receiver).size).toBeLessThanOrEqual(4);
    pass(11 * MINUTE);
    await receiver.waitForItems(7);
    expect(received(receiver)).toEqual(new Set(['first', 'a', 'b', 'c', 'd', 'e']));
    expect(lost).toEqual([]);
  });

  it('drops new ones for good when it is too late for repeated ones, and reports the loss', async () => {
    await using receiver = await hanging();
    delivery.enqueue(receiver.url, item('first'));
    await until('slow');
    pass(MINUTE);
    await sleep(900);
    pass(10 * MINUTE);
    await until('drop');
    slow = false;
    delivery.enqueue(receiver.url, item('gone'));
    await sleep(60);
    expect(lost.map(({ subscriptionId }) => subscriptionId)).toEqual(['gone']);
    pass(10 * MINUTE);
    delivery.enqueue(receiver.url, item('probe'));
    await until('open');
    await expect.poll(() => received(receiver)).toEqual(new Set(['first', 'probe']));
  });
});
