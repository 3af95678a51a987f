import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { raiseWanted } from '../src/connections/due.ts';
import { beat } from '../src/jobs/heartbeat.ts';
import { listFreshness } from '../src/mirror/queries/freshness-query.ts';
import type { Freshness } from '../src/mirror/queries/freshness.ts';
import type { SyncTrigger } from '../src/models/sync-trigger.ts';
import { insertWebhook } from './support/owned-calendar.ts';
import { startPushEngine } from './support/push-engine.ts';
import type { PushEngine } from './support/push-engine.ts';
import type { EngineCalendar } from './support/engine.ts';

const HOUR = 3_600_000;

let push: PushEngine;
let adele: EngineCalendar;
beforeAll(async () => {
  // Nobody works but the test.
  push = await startPushEngine({ background: false });
  adele = await push.connect('adele@contoso.example');
  const row = await push.engine.db
    .selectFrom('calendar_connection')
    .select(['account_id', 'mailbox_id', 'external_calendar_id'])
    .where('id', '=', adele.connectionId)
    .executeTakeFirstOrThrow();
  await insertWebhook(
    push.engine.db,
    { connectionId: adele.connectionId, accountId: row.account_id, mailboxId: row.mailbox_id },
    {
      external_calendar_id: row.external_calendar_id,
      expiration_date_time: new Date('2099-01-01T00:00:00Z'),
    },
  );
  await adele.settle();
}, 60_000);
afterAll(() => push[Symbol.asyncDispose]());

/** Time goes by, and somebody is at work all the while. */
async function pass(ms: number): Promise<void> {
  const { db, clock } = push.engine;
  await push.engine.advance(ms);
  const tick = db.updateTable('background_job').where('name', '=', 'tick');
  await tick.set({ last_run_at: clock.date() }).execute();
  await beat(db, clock, { row: 'tick' });
}

/** Read, then an hour in which nothing is told. */
async function quietHour(): Promise<void> {
  const rows = push.engine.db.updateTable('calendar_connection');
  await rows.set((eb) => ({ done_seq: eb.ref('wanted_seq'), followup_step: 0 })).execute();
  await want('safety_net');
  await work();
  await pass(HOUR);
}

async function want(cause: SyncTrigger, options: { gaps?: string[] } = {}): Promise<void> {
  const { db, clock } = push.engine;
  await clock.refresh();
  await raiseWanted(db, [adele.connectionId], cause, clock.date(), options);
}

const work = () => push.engine.sync.syncMicrosoftEvents(adele.connectionId, new AbortController().signal);

async function freshness(): Promise<Freshness> {
  const { db, clock } = push.engine;
  await clock.refresh();
  const { freshness: found } = await listFreshness(db, clock, { userId: adele.userId });
  if (found === null) throw new Error('There is a calendar.');
  return found;
}

/** Where less than a minute of the test's own time is nothing. */
async function lag(): Promise<'none' | 'an hour' | number> {
  const { lagSeconds } = await freshness();
  const seconds = lagSeconds ?? Infinity;
  if (seconds < 60) return 'none';
  return seconds > 3_540 && seconds < 3_660 ? 'an hour' : seconds;
}

describe('what is known of a pushed calendar', { timeout: 30_000 }, () => {
  it('is now while nothing is told, though it was read an hour ago', async () => {
    await push.engine.db
      .insertInto('background_job')
      .values({
        name: 'tick',
        next_run_at: push.engine.clock.date(),
        unbroken_since: new Date('2020-01-01T00:00:00Z'),
      })
      .execute();
    await quietHour();
    expect(await lag()).toBe('none');
  });

  it('is when the notification came, while delta does not bring what it told', async () => {
    await quietHour();
    await want('notification');
    await work();
    const told = await freshness();
    expect(told.lagSeconds).toBeGreaterThan(0);
    // Empty: repeated in 2, 15 and 60 seconds. Until then the change is missing here.
    for (const wait of [2_000, 15_000, 60_000]) {
      await pass(wait);
      expect((await freshness()).asOf).toEqual(told.asOf);
      await work();
    }
    const after = await freshness();
    expect(after.lagSeconds).toBe(0);
  });

  it('is the start of the last round, where something was missed, or may have been, before', async () => {
    await quietHour();
    await want('notification', { gaps: [adele.connectionId] });
    expect(await lag()).toBe('an hour');
    await want('notification');
    expect(await lag()).toBe('an hour');
    await work();
    for (const wait of [2_000, 15_000, 60_000]) {
      await pass(wait);
      await work();
    }
    expect(await lag()).toBe('none');
    await quietHour();
    await want('notification');
    await want('safety_net');
    expect(await lag()).toBe('an hour');
  });

  it('is when a person asked for a sync, which says nothing against what was known', async () => {
    await quietHour();
    await want('manual');
    expect(await lag()).toBe('none');
    await work();
    expect(await lag()).toBe('none');
  });

  it('is not older for the baseline of the week', async () => {
    await quietHour();
    const { db } = push.engine;
    await db
      .updateTable('calendar_connection')
      .set({
        last_full_check_at: new Date('2020-01-01T00:00:00Z'),
        next_round_at: new Date('2020-01-01T00:00:00Z'),
      })
      .execute();
    await push.engine.simulator.control.setFaults({
      rules: [{ match: { pathPattern: '/delta' }, action: { type: 'status', status: 500 } }],
    });
    await work();
    expect(await lag()).toBe('none');
    await push.engine.simulator.control.clearFaults();
  });
});
