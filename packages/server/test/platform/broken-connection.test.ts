import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';

import { openDatabase } from '../../src/platform/database.ts';
import { createJobs } from '../../src/platform/jobs.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { problemOf } from '../../src/platform/problem.ts';
import { testDatabase } from '../support/postgres.ts';

describe('a connection that breaks while a transaction holds it', () => {
  it('fails that transaction and nothing else: the process goes on', async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtExceptionMonitor', note);
    try {
      await using database = await testDatabase();
      await using ours = openDatabase<Record<string, never>>({
        url: database.url,
        poolSize: 1,
        applicationName: 'broken',
      });
      const begun = Promise.withResolvers<void>();
      const broken = Promise.withResolvers<void>();
      const work = ours.db.transaction().execute(async (tx) => {
        begun.resolve();
        await broken.promise;
        await sql`select 1`.execute(tx);
      });
      const outcome = work.then(
        () => 'done',
        () => 'failed',
      );
      await Promise.race([begun.promise, outcome]);
      await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'broken'`,
      );
      // The news travels on the socket.
      await sleep(200);
      broken.resolve();
      expect(await outcome).toBe('failed');
      expect(uncaught).toEqual([]);
      const { rows } = await ours.pool.query<{ one: number }>('select 1 as one');
      expect(rows).toEqual([{ one: 1 }]);
    } finally {
      process.off('uncaughtExceptionMonitor', note);
    }
  });
});

describe('connections of the job library that break', () => {
  it('do not end the process, and jobs rung afterwards are heard', async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtExceptionMonitor', note);
    process.on('unhandledRejection', note);
    try {
      await using database = await testDatabase();
      const jobs = createJobs({
        url: database.url,
        catalogue: { greet: Type.Object({ name: Type.String() }) },
        keyOf: ({ name }) => name,
        logger: createLogger({ level: 'silent' }),
      });
      await jobs.start();
      await using stack = new AsyncDisposableStack();
      stack.defer(() => jobs.stop());
      const heard: string[] = [];
      await jobs.work('greet', { concurrency: 2 }, async ({ name }) => {
        await sleep(100);
        heard.push(name);
      });
      for (let round = 0; round < 5; round += 1) {
        const ringing = jobs.ring('greet', [{ name: `round ${round}` }]).catch(() => undefined);
        await sleep(round * 40);
        await database.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'calmirror-jobs' and datname = current_database()`,
        );
        await ringing;
      }
      await sleep(300);
      await jobs.ring('greet', [{ name: 'after' }]);
      await expect.poll(() => heard, { timeout: 10_000 }).toContain('after');
      expect(uncaught).toEqual([]);
    } finally {
      process.off('uncaughtExceptionMonitor', note);
      process.off('unhandledRejection', note);
    }
  });
});

describe('a database that goes away in the middle of a request', () => {
  it.each([
    new Error('Connection terminated unexpectedly'),
    new Error('Client has encountered a connection error and is not queryable'),
    Object.assign(new Error('deadlock detected'), { code: '40P01' }),
    Object.assign(new Error('canceling statement due to lock timeout'), { code: '55P03' }),
    Object.assign(new Error('terminating connection due to idle-in-transaction timeout'), { code: '25P03' }),
  ])('is no fault of the request: try again ($message)', (error) => {
    const { status, body, headers } = problemOf(error, 'id');
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'service_unavailable', '5']);
  });
});
