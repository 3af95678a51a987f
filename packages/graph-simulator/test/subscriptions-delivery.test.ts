import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SimClock } from '../src/clock.ts';
import type { ChangeNotification } from '../src/subscriptions/change-notification.ts';
import { NotificationDelivery } from '../src/subscriptions/notification-delivery.ts';
import { startReceiver } from './helpers/receiver.ts';

const MINUTE = 60_000;

const item = (id: string): ChangeNotification => ({
  subscriptionId: 'b3c1f3f0-0000-4000-8000-000000000001',
  subscriptionExpirationDateTime: '2026-11-25T10:00:00.0000000+00:00',
  changeType: 'updated',
  resource: `Users/u/Events/${id}`,
  resourceData: {
    '@odata.type': '#Microsoft.Graph.Event',
    '@odata.id': `Users/u/Events/${id}`,
    '@odata.etag': 'W/"x"',
    id,
  },
  clientState: 'secret',
  tenantId: 't',
});

describe('delivering notifications', () => {
  const clock = new SimClock();
  let delivery: NotificationDelivery;
  beforeEach(() => {
    clock.reset();
    delivery = new NotificationDelivery(clock, { timing: { firstLimitMs: 150, retryLimitMs: 300 } });
  });
  afterEach(() => delivery.close());

  const settled = async (attempts: number) => {
    for (let waited = 0; waited < 3_000 && delivery.log.list().length < attempts; waited += 5) await sleep(5);
    return delivery.log.list();
  };

  it('puts what happens at the same moment into one POST per URL', async () => {
    await using receiver = await startReceiver();
    for (const id of ['a', 'b', 'c']) delivery.enqueue(receiver.url, item(id));
    delivery.enqueue(`${receiver.url}/other?tag=1`, item('d'));
    await receiver.waitForItems(4);
    expect(receiver.posts.map((posted) => posted.path).toSorted()).toEqual(['/hook', '/hook/other?tag=1']);
    expect(receiver.posts[0]?.contentType).toMatch(/^application\/json/);
  });

  it('sends no more than 100 items in a POST', async () => {
    await using receiver = await startReceiver();
    for (let n = 0; n < 250; n += 1) delivery.enqueue(receiver.url, item(String(n)));
    await receiver.waitForItems(250);
    expect(receiver.posts).toHaveLength(3);
  });

  it('repeats a refused POST when its pause has passed on the simulated clock, with growing pauses', async () => {
    await using receiver = await startReceiver({
      onPost: (_posted, response, index) => {
        response.writeHead(index < 2 ? 503 : 202).end();
      },
    });
    delivery.enqueue(receiver.url, item('a'));
    await settled(1);
    clock.advance(9_900);
    delivery.wake();
    await sleep(40);
    expect(receiver.posts).toHaveLength(1);
    clock.advance(100);
    delivery.wake();
    await settled(2);
    clock.advance(19_000);
    delivery.wake();
    await sleep(40);
    expect(receiver.posts).toHaveLength(2);
    clock.advance(1_000);
    delivery.wake();
    expect((await settled(3)).map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 503],
      [2, 503],
      [3, 202],
    ]);
    clock.advance(60 * MINUTE);
    delivery.wake();
    await sleep(40);
    expect(receiver.posts).toHaveLength(3);
  });

  it('repeats by itself when real time passes', async () => {
    await using receiver = await startReceiver({
      onPost: (_posted, response, index) => {
        response.writeHead(index === 0 ? 500 : 200).end();
      },
    });
    using quick = closing(new NotificationDelivery(clock, { timing: { firstPauseMs: 50 } }));
    quick.delivery.enqueue(receiver.url, item('a'));
    expect(await receiver.waitForItems(2)).toHaveLength(2);
  });

  it('takes every 2xx for an answer, and no other', async () => {
    let status = 0;
    await using receiver = await startReceiver({
      onPost: (_posted, response) => {
        response.writeHead(status).end();
      },
    });
    const told: unknown[] = [];
    for (status of [200, 201, 202, 204, 299, 302, 400, 410, 500]) {
      delivery.enqueue(receiver.url, item(String(status)));
      const log = await settled(told.length + 1);
      told.push([status, log.at(-1)?.delivered]);
    }
    expect(told).toEqual([
      [200, true],
      [201, true],
      [202, true],
      [204, true],
      [299, true],
      [302, false],
      [400, false],
      [410, false],
      [500, false],
    ]);
  });

  it('waits three seconds for the first answer, and ten for every later one', async () => {
    await using receiver = await startReceiver({
      onPost: (_posted, response) => {
        response.writeHead(503).end();
      },
    });
    using patient = closing(new NotificationDelivery(clock));
    const limits = vi.spyOn(AbortSignal, 'timeout');
    patient.delivery.enqueue(receiver.url, item('a'));
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await expect.poll(() => patient.delivery.log.list()).toHaveLength(attempt);
      clock.advance(10 * MINUTE);
      patient.delivery.wake();
    }
    expect(limits.mock.calls.flat().slice(0, 3)).toEqual([3_000, 10_000, 10_000]);
    limits.mockRestore();
  });

  it('takes an answer to a repeated POST that would have been too late for the first', async () => {
    await using receiver = await startReceiver({
      onPost: (_posted, response) => {
        setTimeout(() => response.writeHead(202).end(), 300);
      },
    });
    const timing = { firstLimitMs: 100, retryLimitMs: 5_000, firstPauseMs: 1 };
    using patient = closing(new NotificationDelivery(clock, { timing }));
    patient.delivery.enqueue(receiver.url, item('a'));
    await expect
      .poll(() => patient.delivery.log.list(), { timeout: 4_000 })
      .toMatchObject([
        { attempt: 1, delivered: false },
        { attempt: 2, delivered: true },
      ]);
  });

  it('gives up on an answer that comes too late, and on a closed port', async () => {
    await using receiver = await startReceiver({
      onPost: (_posted, response) => {
        setTimeout(() => response.writeHead(202).end(), 400);
      },
    });
    delivery.enqueue(receiver.url, item('a'));
    expect((await settled(1))[0]).toMatchObject({ delivered: false, status: null });
    delivery.enqueue('http://127.0.0.1:9/closed', item('b'));
    expect((await settled(2))[1]).toMatchObject({ delivered: false, status: null });
  });

  it('loses a notification that nobody took for four hours', async () => {
    let taking = false;
    await using receiver = await startReceiver({
      onPost: (_posted, response) => {
        response.writeHead(taking ? 202 : 500).end();
      },
    });
    delivery.enqueue(receiver.url, item('a'));
    await settled(1);
    clock.advance(3.9 * 60 * MINUTE);
    delivery.wake();
    await settled(2);
    // The next attempt would come after the limit: there is none.
    taking = true;
    clock.advance(24 * 60 * MINUTE);
    delivery.wake();
    await sleep(40);
    expect(receiver.posts).toHaveLength(2);
  });

  it('forgets what is under way when cleared, and sends nothing once closed', async () => {
    await using receiver = await startReceiver();
    delivery.enqueue(receiver.url, item('a'));
    delivery.clear();
    await sleep(60);
    delivery.enqueue(receiver.url, item('b'));
    delivery.close();
    delivery.enqueue(receiver.url, item('c'));
    await sleep(60);
    expect(receiver.posts).toHaveLength(0);
  });
});

const closing = (delivery: NotificationDelivery) => ({
  delivery,
  [Symbol.dispose]: () => delivery.close(),
});
