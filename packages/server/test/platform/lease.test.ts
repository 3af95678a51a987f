import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import { keepLease, leaseEnd, leaseIsFree } from '../../src/platform/lease.ts';
import { testDatabase } from '../support/postgres.ts';
import type { TestDatabase } from '../support/postgres.ts';

async function withRow(database: TestDatabase): Promise<void> {
  await database.db
    .insertInto('background_job')
    .values({ name: 'job', next_run_at: new Date(0) })
    .execute();
}

function take({ db }: TestDatabase, holder: string, seconds: number) {
  return db
    .updateTable('background_job')
    .set({ lease_holder: holder, lease_until: leaseEnd(seconds) })
    .where('name', '=', 'job')
    .where(leaseIsFree('lease_until'))
    .executeTakeFirst()
    .then((result) => result.numUpdatedRows === 1n);
}

describe('a lease', () => {
  it('is taken by one of many, and is free again when its time has passed', async () => {
    await using database = await testDatabase();
    await withRow(database);
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => take(database, holder, 0.3)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await take(database, 'late', 0.3)).toBe(false);
    await sleep(350);
    expect(await take(database, 'late', 0.3)).toBe(true);
  });

  it('runs by the database’s time, whatever the clock of business says', async () => {
    await using database = await testDatabase();
    await withRow(database);
    await take(database, 'a', 60);
    await sql`insert into clock_offset (offset_ms) values (${86_400_000 * 365})`.execute(database.db);
    expect(await take(database, 'b', 60)).toBe(false);
  });

  it('that is kept outlives its seconds, and ends with its keeper', async () => {
    await using database = await testDatabase();
    await withRow(database);
    await take(database, 'a', 0.3);
    {
      await using kept = keepLease({
        seconds: 0.3,
        renew: async () => {
          const result = await database.db
            .updateTable('background_job')
            .set({ lease_until: leaseEnd(0.3) })
            .where('lease_holder', '=', 'a')
            .executeTakeFirst();
          return result.numUpdatedRows === 1n;
        },
      });
      await sleep(700);
      expect(await take(database, 'b', 1)).toBe(false);
      expect(kept.signal.aborted).toBe(false);
    }
    await sleep(400);
    expect(await take(database, 'b', 1)).toBe(true);
  });

  it('that somebody else has taken tells its keeper to stop', async () => {
    let told = 0;
    await using kept = keepLease({
      seconds: 0.06,
      renew: () => Promise.resolve(false),
      onLost: () => {
        told += 1;
      },
    });
    await sleep(100);
    expect([kept.signal.aborted, told]).toEqual([true, 1]);
  });

  it('survives a database that is away for a moment, and is lost when it stays away', async () => {
    let calls = 0;
    await using patient = keepLease({
      seconds: 0.3,
      renew: () => {
        calls += 1;
        return calls === 1 ? Promise.reject(new Error('away')) : Promise.resolve(true);
      },
    });
    await using hopeless = keepLease({ seconds: 0.3, renew: () => Promise.reject(new Error('away')) });
    await using hanging = keepLease({ seconds: 0.3, renew: () => sleep(900, true) });
    await sleep(750);
    expect(calls).toBeGreaterThan(1);
    expect(patient.signal.aborted).toBe(false);
    expect(hopeless.signal.aborted).toBe(true);
    expect(hanging.signal.aborted).toBe(true);
  });
});
