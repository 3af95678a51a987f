import { describe, expect, it } from 'vitest';

import { storedOffsetClock, systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { StartError } from '../../src/platform/start-error.ts';
import { waitForDatabase } from '../../src/platform/wait-for-database.ts';
import { testDatabase } from '../support/postgres.ts';

describe('the database', () => {
  it('gives numbers, dates, instants and objects as we use them', async () => {
    await using database = await testDatabase();
    const { rows } = await database.pool
      .query(`select 9007199254740991::bigint as number, date '2026-03-29' as date,
      timestamptz '2026-03-29T01:30:00+02' as instant, '{"a": [1]}'::jsonb as json, count(*) from clock_offset`);
    expect(rows).toEqual([
      {
        number: 9_007_199_254_740_991,
        date: '2026-03-29',
        instant: new Date('2026-03-28T23:30:00Z'),
        json: { a: [1] },
        count: 0,
      },
    ]);
  });

  it('refuses to round a number that is too large', async () => {
    await using database = await testDatabase();
    await expect(database.pool.query('select 9007199254740992::bigint')).rejects.toThrow(/beyond 2\^53/);
  });

  it('thinks in UTC, and lets no statement or open transaction last for ever', async () => {
    await using database = await testDatabase();
    const { rows } = await database.pool.query(`select current_setting('TimeZone') as zone,
      current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`);
    expect(rows).toEqual([{ zone: 'UTC', statement: '30s', idle: '30s' }]);
  });

  it('that does not answer, or has no such database, is said in a sentence', async () => {
    await using nobody = openDatabase({
      url: 'postgres://calmirror:s3cret@127.0.0.1:9/calmirror',
      poolSize: 1,
      applicationName: 'test',
    });
    await expect(waitForDatabase(nobody.pool, 0)).rejects.toThrow(/does not answer \(ECONNREFUSED\)/);

    await using database = await testDatabase();
    const url = new URL(database.url);
    url.pathname = 'nowhere';
    await using missing = openDatabase({ url: url.href, poolSize: 1, applicationName: 'test' });
    await expect(waitForDatabase(missing.pool, 0)).rejects.toBeInstanceOf(StartError);
  });
});

describe('the clock', () => {
  it('is real time, or real time moved by a row that all processes read', async () => {
    await using database = await testDatabase();
    const [one, other] = [storedOffsetClock(database.db), storedOffsetClock(database.db)];
    await one.refresh();
    expect(Math.abs(one.now() - systemClock().now())).toBeLessThan(1000);
    await database.db.insertInto('clock_offset').values({ offset_ms: 86_400_000 }).execute();
    await Promise.all([one.refresh(), other.refresh()]);
    for (const clock of [one, other]) {
      expect(Math.abs(clock.now() - systemClock().now() - 86_400_000)).toBeLessThan(1000);
      expect(clock.date().getTime()).toBeGreaterThan(systemClock().now());
    }
  });
});
