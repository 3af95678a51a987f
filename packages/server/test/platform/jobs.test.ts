import { setTimeout as sleep } from 'node:timers/promises';

import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';

import { createJobs } from '../../src/platform/jobs.ts';
import type { Jobs } from '../../src/platform/jobs.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { testDatabase } from '../support/postgres.ts';

const catalogue = {
  greet: Type.Object({ name: Type.String() }),
  other: Type.Object({ name: Type.String() }),
};
type TestJobs = Jobs<typeof catalogue> & AsyncDisposable;

async function startJobs(url: string, lines: string[] = []): Promise<TestJobs> {
  const jobs = createJobs({
    url,
    catalogue,
    keyOf: (payload) => payload.name,
    logger: createLogger({ level: 'warn', destination: { write: (line: string) => lines.push(line) } }),
  });
  await jobs.start();
  return { ...jobs, [Symbol.asyncDispose]: () => jobs.stop() };
}

async function until(condition: () => boolean, ms = 5000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error('It did not happen in time.');
    await sleep(5);
  }
}

describe('jobs', () => {
  it('rung inside a transaction are heard only when it commits', async () => {
    await using database = await testDatabase();
    await using jobs = await startJobs(database.url);
    const heard: string[] = [];
    await jobs.work('greet', { concurrency: 1 }, (payload) => {
      heard.push(payload.name);
      return Promise.resolve();
    });
    await expect(
      database.db.transaction().execute(async (tx) => {
        await jobs.ring('greet', [{ name: 'rolled back' }], tx);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await database.db.transaction().execute((tx) => jobs.ring('greet', [{ name: 'committed' }], tx));
    await until(() => heard.length > 0);
    await sleep(100);
    expect(heard).toEqual(['committed']);
  });

  it('of one key wait only once in the queue, and other keys and names are untouched', async () => {
    await using database = await testDatabase();
    await using jobs = await startJobs(database.url);
    await jobs.ring('greet', [{ name: 'a' }, { name: 'a' }, { name: 'b' }]);
    await jobs.ring('greet', [{ name: 'a' }]);
    await jobs.ring('other', [{ name: 'a' }]);
    const heard: string[] = [];
    await jobs.work('greet', { concurrency: 2 }, (payload) => {
      heard.push(payload.name);
      return Promise.resolve();
    });
    await until(() => heard.length >= 2);
    await sleep(100);
    expect(heard.toSorted()).toEqual(['a', 'b']);
  });

  it('of a key whose job is active can be queued again', async () => {
    await using database = await testDatabase();
    await using jobs = await startJobs(database.url);
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    await jobs.work('greet', { concurrency: 2 }, async () => {
      begun += 1;
      await gate.promise;
    });
    await jobs.ring('greet', [{ name: 'a' }]);
    await until(() => begun === 1);
    await jobs.ring('greet', [{ name: 'a' }]);
    await until(() => begun === 2);
    gate.resolve();
    expect(begun).toBe(2);
  });

  it('work off a backlog without pausing between two of them', async () => {
    await using database = await testDatabase();
    await using jobs = await startJobs(database.url);
    let done = 0;
    await jobs.work('greet', { concurrency: 1 }, () => {
      done += 1;
      return Promise.resolve();
    });
    await jobs.ring(
      'greet',
      Array.from({ length: 30 }, (_, index) => ({ name: String(index) })),
    );
    await until(() => done === 30, 3000);
    expect(done).toBe(30);
  });

  it('that fail or have a foreign payload are logged and hold nobody up', async () => {
    await using database = await testDatabase();
    const lines: string[] = [];
    await using jobs = await startJobs(database.url, lines);
    const heard: string[] = [];
    await jobs.work('greet', { concurrency: 1 }, (payload) => {
      heard.push(payload.name);
      return payload.name === 'bad' ? Promise.reject(new Error('it broke')) : Promise.resolve();
    });
    await jobs.ring('greet', [{ name: 'bad' }]);
    await until(() => heard.length === 1);
    const stranger = createJobs({
      url: database.url,
      catalogue: { greet: Type.Object({ other: Type.Number() }) },
      keyOf: () => 'foreign',
      logger: createLogger({ level: 'silent' }),
    });
    await stranger.start();
    await stranger.ring('greet', [{ other: 1 }]);
    await until(() => lines.length === 2);
    await stranger.stop();
    await jobs.ring('greet', [{ name: 'good' }]);
    await until(() => heard.length === 2);
    expect(heard).toEqual(['bad', 'good']);
    expect(lines[0]).toContain('it broke');
  });

  it('are told to end when the process stops, and are waited for', async () => {
    await using database = await testDatabase();
    await using jobs = await startJobs(database.url);
    const events: string[] = [];
    await jobs.work('greet', { concurrency: 1 }, async (_payload, signal) => {
      events.push('begun');
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      await sleep(50);
      events.push('ended');
    });
    await jobs.ring('greet', [{ name: 'a' }]);
    await until(() => events.length === 1);
    await jobs.stop();
    expect(events).toEqual(['begun', 'ended']);
  });
});
