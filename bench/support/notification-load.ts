/**
 * Posts notifications as Microsoft does, in a process of its own, so that what is measured in the server is the
 * server. Told by messages what to send; answers each with what came of it.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { percentile } from './targets.ts';

export const Load = Type.Object({
  url: Type.String(),
  subscribed: Type.Array(Type.Object({ subscriptionId: Type.String(), secret: Type.String() })),
  itemsPerPost: Type.Integer(),
  /** In all. */
  items: Type.Integer(),
  /** Items a second, whether or not they are answered; undefined: as fast as answers come. */
  rate: Type.Optional(Type.Integer()),
  /** What was not taken is sent again until it is. */
  redeliver: Type.Optional(Type.Boolean()),
});
export type Load = Static<typeof Load>;

export const LoadResult = Type.Object({
  seconds: Type.Number(),
  statuses: Type.Record(Type.String(), Type.Integer()),
  p50: Type.Number(),
  p99: Type.Number(),
  max: Type.Number(),
  /** When the last POST that was taken left for each subscription, ms since the epoch; 0: none. */
  lastTaken: Type.Array(Type.Number()),
});

const SIDE_BY_SIDE = 64;
const REDELIVER_AFTER_MS = 1_000;
const agent = new Agent({ keepAlive: true, maxSockets: 4_096 });

interface Post {
  readonly subscriptions: readonly number[];
  readonly body: string;
}

/** The items of the n-th POST, of one subscription after the other. */
function postOf(load: Load, n: number): Post {
  const subscriptions = Array.from(
    { length: load.itemsPerPost },
    (_, item) => (n * load.itemsPerPost + item) % load.subscribed.length,
  );
  const value = subscriptions.map((index) => ({
    subscriptionId: load.subscribed[index]?.subscriptionId,
    subscriptionExpirationDateTime: '2027-01-01T00:00:00.0000000Z',
    changeType: 'updated',
    resource: 'Users/622eaaff-0683-4862-9de4-f2ec83c2bd98/Events/AAMkAGUwNjQ4ZjIxAAA=',
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Event',
      '@odata.id': 'Users/622eaaff-0683-4862-9de4-f2ec83c2bd98/Events/AAMkAGUwNjQ4ZjIxAAA=',
      '@odata.etag': 'W/"CQAAABYAAADkrWGo7bouTKlsgTZMr9KwAAAUWRHf"',
      id: 'AAMkAGUwNjQ4ZjIxAAA=',
    },
    clientState: load.subscribed[index]?.secret,
    tenantId: '84bd8158-6d4d-4958-8b9f-9d6445542f95',
  }));
  return { subscriptions, body: JSON.stringify({ value }) };
}

/** 0 where there was no answer. */
function send(url: string, body: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', () => resolve(0));
    sent.end(body);
  });
}

async function run(load: Load): Promise<Static<typeof LoadResult>> {
  const posts = Math.ceil(load.items / load.itemsPerPost);
  const statuses: Record<string, number> = {};
  const times: number[] = [];
  const lastTaken = load.subscribed.map(() => 0);
  /** @param due when it should have left: a generator that lags must not flatter the server */
  const deliver = async (post: Post, due: number): Promise<void> => {
    for (;;) {
      const left = Date.now();
      const status = await send(load.url, post.body);
      times.push(performance.now() - due);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 202) {
        for (const index of post.subscriptions) lastTaken[index] = Math.max(lastTaken[index] ?? 0, left);
        return;
      }
      if (load.redeliver !== true) return;
      await sleep(REDELIVER_AFTER_MS);
      due = performance.now();
    }
  };

  const began = performance.now();
  if (load.rate === undefined) {
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < posts) {
        next += 1;
        await deliver(postOf(load, next), performance.now());
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  } else {
    const everyMs = (1000 * load.itemsPerPost) / load.rate;
    const underWay: Promise<void>[] = [];
    for (let n = 0; n < posts;) {
      for (; n < posts && began + n * everyMs <= performance.now(); n += 1)
        underWay.push(deliver(postOf(load, n), began + n * everyMs));
      await sleep(1);
    }
    await Promise.all(underWay);
  }
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return {
    seconds,
    statuses,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    max: times.at(-1) ?? NaN,
    lastTaken,
  };
}

process.on('message', (message) => {
  void run(Value.Parse(Load, message)).then((result) => process.send?.(result));
});
