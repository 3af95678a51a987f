import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import { openDatabase } from '../../src/platform/database.ts';
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
      await new Promise((resolve) => setTimeout(resolve, 200));
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
