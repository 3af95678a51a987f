import { describe, expect, it } from 'vitest';

import { claimDueSubscriptions } from '../src/notifications/due-subscriptions.ts';
import type { EngineCalendar } from './support/engine.ts';
import { startPushEngine } from './support/push-engine.ts';
import type { PushEngine } from './support/push-engine.ts';
import { addConnection, DAY, HOUR, MINUTE } from './support/push-fixture.ts';

const adele = 'adele@contoso.example';
const never = new AbortController().signal;

interface Scene extends AsyncDisposable {
  readonly push: PushEngine;
  readonly first: EngineCalendar;
  /** In the order in which they are renewed. */
  rows(): Promise<Row[]>;
  /** What is due is claimed and tended, as the tick and its jobs would. @returns how many were tended */
  tick(): Promise<number>;
  /** Requests of the app to Graph since the last call: batches, and their members. */
  asked(): Promise<{ batches: number; members: { id: string; status: number | null }[] }>;
}

async function rowsOf(push: PushEngine) {
  return await push.engine.db
    .selectFrom('webhook_subscription')
    .selectAll()
    .orderBy('next_check_at')
    .orderBy('id')
    .execute();
}
type Row = Awaited<ReturnType<typeof rowsOf>>[number];

/** So many subscribed calendars of one mailbox and one account, two days later, all due for renewal. */
async function dueForRenewal(calendars: number): Promise<Scene> {
  const push = await startPushEngine({ background: false });
  const { engine, service, clock } = push;
  // What Graph says of tokens that end would come in the middle of a test, and want PATCHes of its own.
  await engine.simulator.control.setSwitches({ reauthorizationReminders: 'never' });
  const first = await push.connect(adele);
  const row = await engine.db
    .selectFrom('calendar_connection')
    .select(['mailbox_id', 'user_id', 'account_id'])
    .where('id', '=', first.connectionId)
    .executeTakeFirstOrThrow();
  const of = {
    mailbox: { id: row.mailbox_id, objectId: '' },
    person: { userId: row.user_id, accountId: row.account_id },
  };
  const connectionIds = [first.connectionId];
  for (let n = 1; n < calendars; n += 1) {
    const { id } = await first.graph('POST', '/calendars', { name: `Calendar ${n}` });
    connectionIds.push(await addConnection(engine.db, clock, of, { calendar: String(id) }));
  }
  for (const id of connectionIds) await service.tend(id, never);
  await advance(push, 2 * DAY + HOUR);
  expect(await service.renewExpiringSubscriptions()).toBe(calendars);
  await advance(push, 12 * HOUR);
  await engine.simulator.control.clearRequests();
  return {
    push,
    first,
    rows: () => rowsOf(push),
    tick: async () => {
      const due = await claimDueSubscriptions(engine.db, clock, 200);
      for (const { connectionId } of due) await service.tend(connectionId, never);
      return due.length;
    },
    asked: async () => {
      const { requests } = await engine.simulator.control.requests();
      await engine.simulator.control.clearRequests();
      const patches = requests.filter(({ method }) => method === 'PATCH');
      return {
        batches: requests.filter(({ path }) => path.includes('/$batch')).length,
        members: patches.map(({ path, status }) => ({ id: path.split('/').at(-1) ?? '', status })),
      };
    },
    [Symbol.asyncDispose]: () => push[Symbol.asyncDispose](),
  };
}

const byNumber = (a: number, b: number): number => a - b;

async function advance(push: PushEngine, ms: number): Promise<void> {
  await push.engine.advance(ms);
  await push.clock.refresh();
}

describe('the subscriptions of a mailbox that are due together', () => {
  it('are renewed by one of them, in batches of twenty, each once, and sleep', async () => {
    await using s = await dueForRenewal(21);
    expect(await s.tick()).toBe(1);
    const { batches, members } = await s.asked();
    // Twenty, and the last one by itself.
    expect(batches).toBe(1);
    expect(new Set(members.map(({ id }) => id)).size).toBe(21);
    expect(members).toHaveLength(21);
    const rows = await s.rows();
    expect(rows.every((row) => row.patch_wanted_at === null && row.failures === 0)).toBe(true);
    const left = rows.map((row) => Number(row.expiration_date_time) - Number(row.last_patch_at));
    expect(Math.min(...left)).toBeGreaterThan(3 * DAY - MINUTE);
    expect(await s.tick()).toBe(0);
  });

  it('of which one is throttled wait for as long as Graph asked, and those before it stay renewed', async () => {
    await using s = await dueForRenewal(5);
    const { control } = s.push.engine.simulator;
    const hit = { method: 'PATCH', after: 2, times: 1 };
    await control.setFaults({
      rules: [{ match: hit, action: { type: 'status', status: 429, retryAfter: 60 } }],
    });
    await s.tick();
    expect((await s.asked()).members.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect((await s.rows()).map((row) => row.failures).toSorted(byNumber)).toEqual([0, 0, 1, 1, 1]);
    await advance(s.push, 59_000);
    expect(await s.tick()).toBe(0);
    await advance(s.push, MINUTE);
    expect(await s.tick()).toBeGreaterThan(0);
    const again = await s.asked();
    expect(again).toMatchObject({ batches: 1, members: [{ status: 200 }, { status: 200 }, { status: 200 }] });
    expect((await s.rows()).every((row) => row.last_patch_at !== null && row.failures === 0)).toBe(true);
  });

  it('of which Graph has lost one go on in a new batch, and that one is made anew', async () => {
    await using s = await dueForRenewal(4);
    const second = (await s.rows())[1];
    const app = await s.push.engine.simulator.control.token({
      user: adele,
      appId: s.push.engine.simulator.clientId,
    });
    const gone = `${s.push.engine.simulator.url}/v1.0/subscriptions/${second?.subscription_id}`;
    await fetch(gone, { method: 'DELETE', headers: { authorization: `Bearer ${app.accessToken}` } });
    await s.tick();
    const { members } = await s.asked();
    expect(members.map(({ status }) => status ?? 0).toSorted(byNumber)).toEqual([200, 200, 200, 404]);
    const lost = (await s.rows()).find((row) => row.id === second?.id);
    expect(lost).toMatchObject({ health: 'removed', is_active: false });
    await advance(s.push, MINUTE);
    await s.tick();
    const living = (await s.rows()).filter((row) => row.is_active && row.health === 'live');
    expect(living.map((row) => row.external_calendar_id)).toContain(second?.external_calendar_id);
    expect(living).toHaveLength(4);
  });

  it('of which one meets a refused token go on with a fresh one, and no PATCH is sent twice', async () => {
    await using s = await dueForRenewal(4);
    const hit = { method: 'PATCH', after: 1, times: 1 };
    await s.push.engine.simulator.control.setFaults({
      rules: [{ match: hit, action: { type: 'status', status: 401, code: 'InvalidAuthenticationToken' } }],
    });
    await s.tick();
    const { batches, members } = await s.asked();
    expect(batches).toBe(2);
    expect(members.map(({ status }) => status)).toEqual([200, 401, 200, 200, 200]);
    expect(new Set(members.map(({ id }) => id)).size).toBe(4);
    expect((await s.rows()).every((row) => row.last_patch_at !== null)).toBe(true);
  });

  it('are all tried again when the batch itself is refused', async () => {
    await using s = await dueForRenewal(3);
    await s.push.engine.simulator.control.setFaults({
      rules: [
        {
          match: { path: '/v1.0/$batch', times: 1 },
          action: { type: 'status', status: 503, retryAfter: 60 },
        },
      ],
    });
    await s.tick();
    expect(await s.asked()).toMatchObject({ batches: 1, members: [] });
    expect((await s.rows()).map((row) => [row.health, row.failures])).toEqual([
      ['live', 1],
      ['live', 1],
      ['live', 1],
    ]);
    await advance(s.push, 2 * MINUTE);
    await s.tick();
    expect((await s.rows()).every((row) => row.last_patch_at !== null && row.failures === 0)).toBe(true);
  });

  it('are given up for now when three batches in a row bring nothing, and are due as before', async () => {
    await using s = await dueForRenewal(6);
    await s.push.engine.simulator.control.setFaults({
      rules: [{ match: { method: 'PATCH' }, action: { type: 'status', status: 500 } }],
    });
    await s.tick();
    const { members } = await s.asked();
    expect(members.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect((await s.rows()).map((row) => row.failures).toSorted(byNumber)).toEqual([0, 0, 0, 1, 1, 1]);
    await s.push.engine.simulator.control.clearFaults();
    await advance(s.push, MINUTE);
    await s.tick();
    expect((await s.rows()).every((row) => row.last_patch_at !== null)).toBe(true);
  });
});
