import { GraphError } from '@calmirror/graph-client/errors';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import { hashClientState } from '../src/notifications/client-state.ts';
import { tendPush } from '../src/notifications/tend-push.ts';
import { setPushWanted } from '../src/connections/push-wishes.ts';
import { takeSlot } from '../src/connections/mailbox-slots.ts';
import {
  addConnection,
  addMailbox,
  addPerson,
  DAY,
  HOUR,
  MINUTE,
  OUR_URL,
  outage,
  pushWorld,
} from './support/push-fixture.ts';
import type { Mailbox, Person, PushWorld } from './support/push-fixture.ts';
import { testDatabase } from './support/postgres.ts';

const never = new AbortController().signal;

interface Scene extends AsyncDisposable {
  readonly world: PushWorld;
  readonly mailbox: Mailbox;
  readonly person: Person;
  readonly connectionId: string;
  tend(connectionId?: string): Promise<boolean>;
  rows(): ReturnType<typeof rowsOf>;
  current(): Promise<Awaited<ReturnType<typeof rowsOf>>[number]>;
}

async function rowsOf(world: PushWorld) {
  return await world.db.selectFrom('webhook_subscription').selectAll().orderBy('created_at').execute();
}

async function scene(
  options: { isDefault?: boolean; shared?: boolean; reach?: PushWorld['reach'] } = {},
): Promise<Scene> {
  const database = await testDatabase();
  const world = pushWorld(database.db, options);
  const mailbox = await addMailbox(world.db, world.clock);
  const person = await addPerson(world.db, world.clock, mailbox);
  const connectionId = await addConnection(world.db, world.clock, { mailbox, person }, options);
  return {
    world,
    mailbox,
    person,
    connectionId,
    tend: (id = connectionId) => tendPush(world, id, never),
    rows: () => rowsOf(world),
    current: async () => {
      const rows = (await rowsOf(world)).filter((row) => row.is_active || row.next_check_at !== null);
      const [row] = rows;
      if (row === undefined || rows.length !== 1) throw new Error(`${rows.length} current rows`);
      return row;
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

async function wanted(world: PushWorld, connectionId: string): Promise<number> {
  const row = await world.db
    .selectFrom('calendar_connection')
    .select('wanted_seq')
    .where('id', '=', connectionId)
    .executeTakeFirstOrThrow();
  return row.wanted_seq;
}

describe('the subscription of a connected calendar', () => {
  it('is made with the hash committed before Graph is asked, and wants a round afterwards', async () => {
    await using s = await scene();
    let known: string[] = [];
    s.world.api.duringCreate = async () => {
      known = (await s.rows()).map((row) => row.client_state);
    };
    await s.tend();
    const made = s.world.api.only();
    expect(known).toEqual([hashClientState(made.clientState)]);
    expect(made).toMatchObject({
      resource: `users/${s.mailbox.objectId}/calendars/AAMkCalendar/events`,
      notificationUrl: OUR_URL,
    });
    expect(await s.current()).toMatchObject({
      health: 'live',
      is_active: true,
      subscription_id: made.subscriptionId,
      expiration_date_time: made.expiresAt,
      next_check_at: new Date(made.expiresAt.getTime() - 6 * HOUR),
    });
    expect(await wanted(s.world, s.connectionId)).toBe(1);
    expect(s.world.rung).toContainEqual({ name: 'sync.background', connectionId: s.connectionId });
  });

  it('has the expiry that Graph granted, not the one we asked for', async () => {
    await using s = await scene();
    s.world.api.longestMinutes = 45;
    await s.tend();
    const row = await s.current();
    expect(row.expiration_date_time).toEqual(new Date(s.world.clock.now() + 45 * MINUTE));
    expect(row.next_check_at).toEqual(new Date(s.world.clock.now() + 30 * MINUTE));
  });

  it('is asked for once, however many tend it at the same time', async () => {
    await using s = await scene();
    await Promise.all(Array.from({ length: 5 }, () => s.tend()));
    expect(s.world.api.count('create')).toBe(1);
    await s.tend();
    expect(s.world.api.calls).toHaveLength(1);
  });

  it('waits for the slot of the mailbox and says so when it stays taken', async () => {
    await using s = await scene();
    await using _slot = await takeSlot(s.world.db, s.mailbox.id, 'service', 'somebody', 5);
    expect(await s.tend()).toBe(false);
    expect(s.world.api.calls).toEqual([]);
  });

  it('is not asked for where push cannot reach, nor for a shared calendar', async () => {
    await using s = await scene({ reach: { mode: 'poll', reason: 'no' } });
    await s.tend();
    await using shared = await scene({ shared: true });
    await shared.tend();
    expect([...s.world.api.calls, ...shared.world.api.calls]).toEqual([]);
    expect(await s.rows()).toEqual([]);
  });

  it('is tried again after an outage, later each time, until Graph makes it', async () => {
    await using s = await scene();
    s.world.api.failNext('create', outage(), outage(), outage());
    const waits: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await s.tend();
      const row = await s.current();
      expect(row.health).toBe('creating');
      const wait = Number(row.next_check_at) - s.world.clock.now();
      waits.push(wait);
      await s.tend();
      s.world.clock.advance(wait);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBeLessThanOrEqual(5_000);
    await s.tend();
    expect(await s.current()).toMatchObject({ health: 'live', failures: 0 });
    expect(s.world.api.count('create')).toBe(4);
  });

  it('is refused with a sentence when Microsoft cannot reach us, and heals by itself', async () => {
    await using s = await scene();
    s.world.api.failNext('create', new GraphError('endpoint_validation_failed', 'No.', { status: 400 }));
    await s.tend();
    const row = await s.current();
    expect(row).toMatchObject({ health: 'refused', is_active: false });
    expect(row.health_reason).toContain(
      'Microsoft could not use https://calmirror.example, though it answers from here.',
    );
    s.world.clock.advance(10_000);
    await s.tend();
    expect(await s.current()).toMatchObject({ health: 'live', health_reason: null });
  });

  it('of a mailbox that refuses single calendars falls back for the default one, and the others poll for a week', async () => {
    await using s = await scene({ isDefault: true });
    s.world.api.refusesCalendarForm = true;
    const other = await addConnection(s.world.db, s.world.clock, s, { calendar: 'AAMkOther' });
    await s.tend();
    expect(s.world.api.only().resource).toBe(`users/${s.mailbox.objectId}/events`);
    await s.tend(other);
    s.world.clock.advance(6 * DAY);
    await s.tend(other);
    expect(s.world.api.count('create')).toBe(2);
    s.world.api.refusesCalendarForm = false;
    s.world.clock.advance(1 * DAY);
    await s.tend(other);
    expect([...s.world.api.entries.values()].map((each) => each.resource)).toContain(
      `users/${s.mailbox.objectId}/calendars/AAMkOther/events`,
    );
  });
});

describe('a subscription that exists already', () => {
  const request = (s: Scene, notificationUrl = OUR_URL) => ({
    resource: `users/${s.mailbox.objectId}/calendars/AAMkCalendar/events`,
    notificationUrl,
    clientState: 'lost',
  });

  it('at our address but with a lost secret is deleted and made anew', async () => {
    await using s = await scene();
    const old = s.world.api.add(request(s));
    await s.tend();
    expect(s.world.api.only().subscriptionId).not.toBe(old.subscriptionId);
    expect(await s.current()).toMatchObject({ health: 'live' });
  });

  it('is found by listing once where Graph does not name it', async () => {
    await using s = await scene();
    s.world.api.namesConflicts = false;
    const old = s.world.api.add(request(s));
    await s.tend();
    expect(s.world.api.count('list')).toBe(1);
    expect(s.world.api.only().subscriptionId).not.toBe(old.subscriptionId);
    expect(await s.current()).toMatchObject({ health: 'live' });
  });

  it('of another installation is left alone: we poll and say why', async () => {
    await using s = await scene();
    const other = s.world.api.add(request(s, 'https://another.example/hook'));
    await s.tend();
    expect(s.world.api.only()).toEqual(other);
    const row = await s.current();
    expect(row.health).toBe('refused');
    expect(row.health_reason).toContain('Another installation');
    await s.tend();
    expect(s.world.api.count('create')).toBe(1);
  });

  it.each([
    [
      'another installation has it',
      (s: Scene) => void s.world.api.add(request(s, 'https://another.example/hook')),
    ],
    ['Graph is out of order', (s: Scene) => s.world.api.failNext('create', outage())],
    [
      'Graph refuses it for good',
      (s: Scene) =>
        s.world.api.failNext('create', new GraphError('quota_exceeded', 'Too many.', { status: 403 })),
    ],
  ])('is polled from now on, though its next round may be hours away: %s', async (_why, spoil) => {
    await using s = await scene();
    const inHours = new Date(s.world.clock.now() + 6 * HOUR);
    await s.world.db
      .updateTable('calendar_connection')
      .set({ next_round_at: inHours, wanted_seq: 1, done_seq: 1 })
      .execute();
    spoil(s);
    await s.tend();
    const wanted = () =>
      s.world.db
        .selectFrom('calendar_connection')
        .select(['wanted_seq', 'wanted_cause'])
        .executeTakeFirstOrThrow();
    expect(await wanted()).toEqual({ wanted_seq: 2, wanted_cause: 'poll' });
    s.world.clock.advance(2 * DAY);
    s.world.api.failNext('create', outage());
    await s.tend();
    expect(await wanted()).toEqual({ wanted_seq: 2, wanted_cause: 'poll' });
  });

  it('and is ours and alive, though we thought it lost, is PATCHed and goes on with its secret', async () => {
    await using s = await scene();
    await s.tend();
    const alive = s.world.api.only();
    await s.world.db
      .updateTable('webhook_subscription')
      .set({ health: 'removed', is_active: false, next_check_at: s.world.clock.date() })
      .execute();
    s.world.clock.advance(HOUR);
    await s.tend();
    expect(s.world.api.only().subscriptionId).toBe(alive.subscriptionId);
    expect(s.world.api.count('renew')).toBe(1);
    expect(await s.rows()).toHaveLength(1);
    expect(await s.current()).toMatchObject({
      health: 'live',
      is_active: true,
      client_state: hashClientState(alive.clientState),
      expiration_date_time: new Date(s.world.clock.now() + 3 * DAY),
    });
  });

  it('made by an attempt whose answer was lost ends as one living subscription', async () => {
    await using s = await scene();
    let lost = true;
    s.world.api.duringCreate = () =>
      lost ? Promise.reject(new GraphError('network', 'The connection broke.')) : Promise.resolve();
    await s.tend();
    lost = false;
    expect(s.world.api.entries.size).toBe(1);
    s.world.clock.advance(MINUTE);
    await s.tend();
    const row = await s.current();
    expect(row).toMatchObject({ health: 'live', subscription_id: s.world.api.only().subscriptionId });
    expect(row.client_state).toBe(hashClientState(s.world.api.only().clientState));
  });
});

describe('a living subscription', () => {
  it('is PATCHed before it expires, for ever', async () => {
    await using s = await scene();
    await s.tend();
    const { subscriptionId } = s.world.api.only();
    for (let step = 0; step < 6; step += 1) {
      const row = await s.current();
      s.world.clock.advance(Number(row.next_check_at) - s.world.clock.now());
      await s.tend();
      expect(s.world.api.only().subscriptionId).toBe(subscriptionId);
    }
    expect(s.world.api.count('renew')).toBe(6);
    expect(s.world.api.count('create')).toBe(1);
  });

  it('whose reauthorization is asked for within ten minutes of a PATCH is PATCHed at their end', async () => {
    await using s = await scene();
    await s.tend();
    const ask = () =>
      s.world.db
        .updateTable('webhook_subscription')
        .set({ patch_wanted_at: s.world.clock.date(), next_check_at: s.world.clock.date() })
        .execute();
    s.world.clock.advance(MINUTE);
    await ask();
    await s.tend();
    expect(s.world.api.count('renew')).toBe(1);
    s.world.clock.advance(4 * MINUTE);
    await ask();
    await s.tend();
    expect(s.world.api.count('renew')).toBe(1);
    expect(Number((await s.current()).next_check_at) - s.world.clock.now()).toBe(6 * MINUTE);
    s.world.clock.advance(6 * MINUTE);
    await s.tend();
    expect(s.world.api.count('renew')).toBe(2);
    expect((await s.current()).patch_wanted_at).toBeNull();
  });

  it('that Graph has lost is made anew at once, and its calendar is read', async () => {
    await using s = await scene();
    await s.tend();
    s.world.api.entries.clear();
    const before = await wanted(s.world, s.connectionId);
    const row = await s.current();
    s.world.clock.advance(Number(row.next_check_at) - s.world.clock.now());
    await s.tend();
    expect(await s.current()).toMatchObject({
      health: 'live',
      subscription_id: s.world.api.only().subscriptionId,
    });
    expect(await wanted(s.world, s.connectionId)).toBeGreaterThan(before);
    expect(await s.rows()).toHaveLength(2);
  });

  it('that cannot be renewed is tried until it expires, then polled and made anew', async () => {
    await using s = await scene();
    await s.tend();
    let row = await s.current();
    const { id } = row;
    s.world.api.failNext('renew', ...Array.from({ length: 100 }, outage));
    s.world.api.failNext('create', outage());
    while (row.id === id && row.health === 'live') {
      s.world.clock.advance(Math.max(1, Number(row.next_check_at) - s.world.clock.now()));
      await s.tend();
      row = await s.current();
    }
    expect(s.world.api.count('renew')).toBeGreaterThan(5);
    expect(row.health).toBe('creating');
    s.world.clock.advance(Number(row.next_check_at) - s.world.clock.now());
    await s.tend();
    expect(await s.current()).toMatchObject({ health: 'live' });
  });

  it('sleeps while its account must sign in again, and is PATCHed when it is back', async () => {
    await using s = await scene();
    await s.tend();
    const set = async (status: 'active' | 'reauth_required') => {
      await s.world.db.updateTable('microsoft_account').set({ status }).execute();
      await s.world.db.updateTable('calendar_connection').set({ status }).execute();
    };
    await set('reauth_required');
    s.world.clock.advance(HOUR);
    await s.world.db
      .updateTable('webhook_subscription')
      .set({ patch_wanted_at: s.world.clock.date(), next_check_at: s.world.clock.date() })
      .execute();
    await s.tend();
    expect(s.world.api.count('renew')).toBe(0);
    expect(Number((await s.current()).next_check_at)).toBeGreaterThan(s.world.clock.now());
    await set('active');
    await s.tend();
    expect(s.world.api.count('renew')).toBe(1);
  });

  it('at an address that is no longer ours is deleted and made anew', async () => {
    await using s = await scene();
    await s.tend();
    const reach = {
      mode: 'push',
      notificationUrl: 'https://moved.example/api/webhooks/microsoft/events',
    } as const;
    await tendPush({ ...s.world, reach }, s.connectionId, never);
    expect(s.world.api.only().notificationUrl).toBe(reach.notificationUrl);
    expect(await s.current()).toMatchObject({ health: 'live', notification_url: reach.notificationUrl });
  });
});

describe('a calendar that two users have connected', () => {
  it('has one subscription, handed over when its first owner leaves, deleted with the last', async () => {
    await using s = await scene();
    await s.tend();
    const second = await addPerson(s.world.db, s.world.clock, s.mailbox);
    const other = await addConnection(s.world.db, s.world.clock, { mailbox: s.mailbox, person: second });
    await s.tend(other);
    expect(s.world.api.count('create')).toBe(1);
    expect(await s.current()).toMatchObject({ calendar_connection_id: s.connectionId });
    const disconnect = (id: string) =>
      s.world.db
        .updateTable('calendar_connection')
        .set({ status: 'disconnecting' })
        .where('id', '=', id)
        .execute();

    await disconnect(s.connectionId);
    await s.tend();
    expect(s.world.finished).toEqual([s.connectionId]);
    expect(await s.current()).toMatchObject({ calendar_connection_id: other, account_id: second.accountId });
    expect(s.world.api.count('remove')).toBe(0);

    await disconnect(other);
    await s.tend(other);
    expect(s.world.finished).toEqual([s.connectionId, other]);
    expect(s.world.api.entries.size).toBe(0);
  });
});

describe('a disconnected calendar', () => {
  const disconnect = (s: Scene) =>
    s.world.db.updateTable('calendar_connection').set({ status: 'disconnecting' }).execute();

  it('without a subscription is finished at once', async () => {
    await using s = await scene({ reach: { mode: 'poll', reason: 'no' } });
    await disconnect(s);
    await s.tend();
    expect(s.world.finished).toEqual([s.connectionId]);
  });

  it('is finished only when Graph has deleted its subscription, however often the first tries fail', async () => {
    await using s = await scene();
    await s.tend();
    await disconnect(s);
    s.world.api.failNext('remove', outage(), outage());
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await s.tend();
      expect(s.world.finished).toEqual([]);
      const row = await s.current();
      expect(row).toMatchObject({ health: 'deleting', is_active: false });
      s.world.clock.advance(Number(row.next_check_at) - s.world.clock.now());
    }
    await s.tend();
    expect(s.world.finished).toEqual([s.connectionId]);
    expect(s.world.api.entries.size).toBe(0);
  });

  it('is finished when the subscription is gone at Graph already', async () => {
    await using s = await scene();
    await s.tend();
    s.world.api.entries.clear();
    await disconnect(s);
    await s.tend();
    expect(s.world.finished).toEqual([s.connectionId]);
  });

  it('whose account cannot sign in is finished when the subscription has expired', async () => {
    await using s = await scene();
    await s.tend();
    await disconnect(s);
    await s.world.db.updateTable('microsoft_account').set({ status: 'reauth_required' }).execute();
    await s.tend();
    expect(s.world.finished).toEqual([]);
    expect(s.world.api.count('remove')).toBe(0);
    s.world.clock.advance(3 * DAY);
    await s.tend();
    expect(s.world.finished).toEqual([s.connectionId]);
  });
});

describe('what Graph has granted', () => {
  it('is written down once, though a notification locks the same rows in another order', async () => {
    await using s = await scene();
    await s.tend();
    s.world.clock.advance(2 * HOUR);
    const { db, clock } = s.world;
    await db
      .updateTable('webhook_subscription')
      .set({ patch_wanted_at: clock.date(), next_check_at: clock.date() })
      .execute();
    const waiting = async (): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
      return rows[0]?.count ?? 0;
    };
    const locked = Promise.withResolvers<void>();
    const notification = db.transaction().execute(async (tx) => {
      await sql`select id from calendar_connection for update`.execute(tx);
      locked.resolve();
      await expect.poll(waiting, { interval: 5, timeout: 10_000 }).toBe(1);
      await sql`update webhook_subscription set last_notification_at = ${clock.date()}`.execute(tx);
    });
    await locked.promise;
    await Promise.all([notification, s.tend()]);
    expect(s.world.api.count('renew')).toBe(1);
    expect(await s.current()).toMatchObject({
      last_patch_at: clock.date(),
      last_notification_at: clock.date(),
      patch_wanted_at: null,
    });
  });
});

describe('push that its owner switched off', () => {
  it('deletes the subscription and stays off until it is switched on again', async () => {
    await using s = await scene();
    await s.tend();
    const switchTo = (on: boolean) =>
      setPushWanted(
        s.world.db,
        { connectionId: s.connectionId, userId: s.person.userId },
        on,
        s.world.clock.date(),
      );
    await switchTo(false);
    await s.tend();
    expect(s.world.api.entries.size).toBe(0);
    s.world.clock.advance(DAY);
    await s.tend();
    expect(s.world.api.count('create')).toBe(1);
    expect(s.world.finished).toEqual([]);
    await switchTo(true);
    await s.tend();
    expect(await s.current()).toMatchObject({ health: 'live' });
  });
});
