import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createSlots, takeSlot } from '../src/connections/mailbox-slots.ts';
import { newId } from '../src/platform/ids.ts';
import { testDatabase } from './support/postgres.ts';
import type { TestDatabase } from './support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ poolSize: 20 });
});
afterAll(() => database[Symbol.asyncDispose]());

async function mailbox(options: { slots?: boolean } = {}): Promise<string> {
  const id = newId();
  await database.db
    .insertInto('mailbox')
    .values({
      id,
      tenant_id: newId(),
      object_id: newId(),
      blocked_until: null,
      calendar_subscription_refused_until: null,
      created_at: new Date(0),
    })
    .execute();
  if (options.slots !== false) await createSlots(database.db, id);
  return id;
}

describe('slots of a mailbox', () => {
  it('let at most three rounds and one service in, whoever asks at the same moment', async () => {
    const id = await mailbox();
    const rounds = await Promise.all(
      Array.from({ length: 12 }, (_, index) => takeSlot(database.db, id, 'sync.push', `process ${index}`, 5)),
    );
    const services = await Promise.all(
      Array.from({ length: 5 }, (_, index) => takeSlot(database.db, id, 'service', `process ${index}`, 5)),
    );
    const numbers = (slots: typeof rounds): number[] =>
      slots.flatMap((slot) => (slot === undefined ? [] : [slot.slot])).toSorted((a, b) => a - b);
    expect(numbers(rounds)).toEqual([1, 2, 3]);
    expect(numbers(services)).toEqual([4]);
    for (const slot of [...rounds, ...services]) await slot?.[Symbol.asyncDispose]();
  });

  it('are never all taken by first syncs and polls: one is left to a round that somebody waits for', async () => {
    const id = await mailbox();
    const take = (lane: 'sync.push' | 'sync.background') => takeSlot(database.db, id, lane, lane, 5);
    const background = [await take('sync.background'), await take('sync.background')];
    expect(background.map((slot) => slot?.slot)).toEqual([1, 2]);
    expect(await take('sync.background')).toBeUndefined();
    await using push = await take('sync.push');
    expect(push?.slot).toBe(3);
    await background[0]?.[Symbol.asyncDispose]();
    await using another = await take('sync.push');
    expect(another?.slot).toBe(1);
    await background[1]?.[Symbol.asyncDispose]();
  });

  it('are free again when they are given back', async () => {
    const id = await mailbox();
    for (let turn = 0; turn < 3; turn += 1) {
      await using slot = await takeSlot(database.db, id, 'service', 'one', 5);
      expect(slot).toBeDefined();
      expect(await takeSlot(database.db, id, 'service', 'another', 5)).toBeUndefined();
    }
  });

  it('are held for as long as their holder lives, beyond one lease', async () => {
    const id = await mailbox();
    await using slot = await takeSlot(database.db, id, 'service', 'one', 0.3);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(slot?.signal.aborted).toBe(false);
    expect(await takeSlot(database.db, id, 'service', 'another', 0.3)).toBeUndefined();
  });

  it('of a dead holder are free after one lease', async () => {
    const id = await mailbox();
    await database.pool.query(
      `update mailbox_slot set holder = 'dead', lease_until = clock_timestamp() + interval '200 ms' where mailbox_id = $1`,
      [id],
    );
    expect(await takeSlot(database.db, id, 'service', 'next', 5)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 250));
    await using slot = await takeSlot(database.db, id, 'service', 'next', 5);
    expect(slot?.slot).toBe(4);
  });

  it('tell their holder when somebody else has them, and are not given back in his name', async () => {
    const id = await mailbox();
    const slot = await takeSlot(database.db, id, 'service', 'slow', 0.3);
    await database.pool.query(
      `update mailbox_slot set holder = 'quick', lease_until = clock_timestamp() + interval '1 minute'
       where mailbox_id = $1 and slot = 4`,
      [id],
    );
    await expect.poll(() => slot?.signal.aborted).toBe(true);
    await slot?.[Symbol.asyncDispose]();
    const { rows } = await database.pool.query<{ holder: string }>(
      'select holder from mailbox_slot where mailbox_id = $1 and slot = 4',
      [id],
    );
    expect(rows).toEqual([{ holder: 'quick' }]);
  });

  it('of one mailbox have nothing to do with those of another', async () => {
    const [one, two] = [await mailbox(), await mailbox()];
    await using first = await takeSlot(database.db, one, 'service', 'same', 5);
    await using second = await takeSlot(database.db, two, 'service', 'same', 5);
    expect([first?.slot, second?.slot]).toEqual([4, 4]);
  });

  it('are made for a mailbox that has none yet', async () => {
    const id = await mailbox({ slots: false });
    await using slot = await takeSlot(database.db, id, 'sync.background', 'one', 5);
    expect(slot?.slot).toBe(1);
  });
});
