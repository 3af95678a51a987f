import { setTimeout as sleep } from 'node:timers/promises';

import type { Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';

import { beat, DOWNTIME_MS } from '../src/jobs/heartbeat.ts';
import { askFor, createRows, runIfDue } from '../src/jobs/scheduled-job.ts';
import type { ScheduledJob } from '../src/jobs/scheduled-job.ts';
import type { Database } from '../src/models/database.ts';
import { createLogger } from '../src/platform/logger.ts';
import { addConnection, addMailbox, addPerson, handClock, HOUR, MINUTE } from './support/push-fixture.ts';
import { testDatabase } from './support/postgres.ts';

const never = new AbortController().signal;

function depsOf(db: Kysely<Database>, leaseSeconds = 5) {
  return { db, clock: handClock(), logger: createLogger({ level: 'silent' }), leaseSeconds };
}

function counting(everyMs: number | null = HOUR): ScheduledJob & { runs: number } {
  const job = {
    name: 'test',
    everyMs,
    runs: 0,
    run: () => {
      job.runs += 1;
      return Promise.resolve();
    },
  };
  return job;
}

const rowOf = (db: Kysely<Database>, name = 'test') =>
  db.selectFrom('background_job').selectAll().where('name', '=', name).executeTakeFirstOrThrow();

describe('a scheduled job', () => {
  it('runs when its time has come, once, and says when, how long and when again', async () => {
    await using database = await testDatabase();
    const deps = depsOf(database.db);
    const job = counting();
    await createRows(deps.db, deps.clock, [job]);
    expect(await runIfDue(deps, job, never)).toBe(true);
    expect(await runIfDue(deps, job, never)).toBe(false);
    expect(await rowOf(deps.db)).toMatchObject({
      last_run_at: deps.clock.date(),
      next_run_at: new Date(deps.clock.now() + HOUR),
      last_error: null,
      lease_holder: null,
    });
    await createRows(deps.db, deps.clock, [job]);
    expect(await runIfDue(deps, job, never)).toBe(false);
  });

  it('that was missed many times is caught up once', async () => {
    await using database = await testDatabase();
    const deps = depsOf(database.db);
    const job = counting();
    await createRows(deps.db, deps.clock, [job]);
    deps.clock.advance(50 * HOUR);
    await runIfDue(deps, job, never);
    await runIfDue(deps, job, never);
    expect(job.runs).toBe(1);
  });

  it('has one runner over all processes, also when it takes longer than a lease', async () => {
    await using database = await testDatabase();
    const deps = depsOf(database.db, 0.3);
    let running = 0;
    let most = 0;
    const job: ScheduledJob = {
      name: 'test',
      everyMs: HOUR,
      run: async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(900);
        running -= 1;
      },
    };
    await createRows(deps.db, deps.clock, [job]);
    const first = runIfDue(deps, job, never);
    await sleep(500);
    expect(await runIfDue(deps, job, never)).toBe(false);
    expect(await first).toBe(true);
    expect(most).toBe(1);
  });

  it('that fails says so in its row and is tried again in a minute', async () => {
    await using database = await testDatabase();
    const deps = depsOf(database.db);
    let fails = true;
    const job: ScheduledJob = {
      name: 'test',
      everyMs: HOUR,
      run: () => (fails ? Promise.reject(new RangeError('no')) : Promise.resolve()),
    };
    await createRows(deps.db, deps.clock, [job]);
    await runIfDue(deps, job, never);
    expect(await rowOf(deps.db)).toMatchObject({
      last_error: 'RangeError',
      next_run_at: new Date(deps.clock.now() + MINUTE),
    });
    fails = false;
    deps.clock.advance(MINUTE);
    expect(await runIfDue(deps, job, never)).toBe(true);
    expect(await rowOf(deps.db)).toMatchObject({ last_error: null });
  });

  it('whose runner was killed is taken over when its lease has ended', async () => {
    await using database = await testDatabase();
    const deps = depsOf(database.db, 1);
    const job = counting();
    await createRows(deps.db, deps.clock, [job]);
    await deps.db
      .updateTable('background_job')
      .set((eb) => ({
        lease_holder: 'dead',
        lease_until: eb.cast<Date>(eb.val('2026-01-01T00:00:00Z'), 'timestamptz'),
      }))
      .execute();
    expect(await runIfDue(deps, job, never)).toBe(true);
  });

  it('without a rhythm runs only when asked for, and once more when asked for while it runs', async () => {
    await using database = await testDatabase();
    const deps = depsOf(database.db);
    const job = counting(null);
    const ask = () => deps.db.transaction().execute((tx) => askFor(tx, 'test', deps.clock.date()));
    await createRows(deps.db, deps.clock, [job]);
    expect(await runIfDue(deps, job, never)).toBe(false);
    await ask();
    const asking: ScheduledJob = {
      ...job,
      run: async () => {
        deps.clock.advance(1_000);
        await ask();
      },
    };
    expect(await runIfDue(deps, asking, never)).toBe(true);
    expect(await runIfDue(deps, job, never)).toBe(true);
    expect(await runIfDue(deps, job, never)).toBe(false);
  });
});

describe('the heartbeat', () => {
  const recovery = { row: 'tick', jobName: 'recover' } as const;

  it('notices that nobody was at work for ten minutes, and asks for recovery once', async () => {
    await using database = await testDatabase();
    const { db, clock } = depsOf(database.db);
    expect(await beat(db, clock, recovery)).toBeUndefined();
    clock.advance(9 * MINUTE);
    expect(await beat(db, clock, recovery)).toBeUndefined();
    clock.advance(DOWNTIME_MS + 1_000);
    const gaps = await Promise.all(Array.from({ length: 4 }, () => beat(db, clock, recovery)));
    expect(gaps.filter((gap) => gap !== undefined)).toEqual([DOWNTIME_MS + 1_000]);
    expect(await rowOf(db, 'recover')).toMatchObject({ next_run_at: clock.date() });
    expect(await beat(db, clock, recovery)).toBeUndefined();
  });

  it('wants a look at every calendar after a pause in which notifications may have been lost', async () => {
    await using database = await testDatabase();
    const { db, clock } = depsOf(database.db);
    const mailbox = await addMailbox(db, clock);
    const connectionId = await addConnection(db, clock, {
      mailbox,
      person: await addPerson(db, clock, mailbox),
    });
    const later = new Date(clock.now() + 6 * HOUR);
    const next = async (): Promise<number> => {
      const row = await db
        .selectFrom('calendar_connection')
        .select('next_round_at')
        .where('id', '=', connectionId)
        .executeTakeFirstOrThrow();
      return row.next_round_at?.getTime() ?? Infinity;
    };
    for (const row of ['tick', 'door'] as const) {
      await db.updateTable('calendar_connection').set({ next_round_at: later }).execute();
      await beat(db, clock, { row });
      clock.advance(10_000);
      await beat(db, clock, { row });
      expect(await next()).toBe(later.getTime());
      clock.advance(16_000);
      await beat(db, clock, { row });
      expect((await next()) - clock.now()).toBeLessThanOrEqual(20_000);
    }
  });

  it('says nothing at the very first start', async () => {
    await using database = await testDatabase();
    const { db, clock } = depsOf(database.db);
    expect(await beat(db, clock, recovery)).toBeUndefined();
    expect(await db.selectFrom('background_job').select('name').execute()).toEqual([{ name: 'tick' }]);
  });
});
