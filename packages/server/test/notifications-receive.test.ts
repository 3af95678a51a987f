import * as fc from 'fast-check';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import type { Database } from '../src/models/database.ts';
import { jobCatalogue, jobKey } from '../src/models/job-catalogue.ts';
import { hashClientState } from '../src/notifications/client-state.ts';
import { NotificationReceiver } from '../src/notifications/notification-receiver.ts';
import type { Ring } from '../src/notifications/ring.ts';
import { newId } from '../src/platform/ids.ts';
import { ProblemError } from '../src/platform/problem.ts';
import { createJobs } from '../src/platform/jobs.ts';
import { createLogger } from '../src/platform/logger.ts';
import { addConnection, addMailbox, addPerson, DAY, handClock } from './support/push-fixture.ts';
import type { HandClock, Rung } from './support/push-fixture.ts';
import { testDatabase } from './support/postgres.ts';

interface Scene extends AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly url: string;
  readonly clock: HandClock;
  readonly rung: Rung[];
  readonly receiver: NotificationReceiver;
  /** Of a calendar of its own. */
  subscribe(secret: string, calendar?: string): Promise<{ connectionId: string; subscriptionId: string }>;
  wanted(connectionId: string): Promise<number>;
}

async function scene(options: { ring?: Ring; hear?: (statement: string) => void } = {}): Promise<Scene> {
  const database = await testDatabase();
  const { hear } = options;
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: database.pool }),
    ...(hear === undefined ? {} : { log: ({ query }) => hear(query.sql) }),
  });
  const clock = handClock();
  const mailbox = await addMailbox(db, clock);
  const person = await addPerson(db, clock, mailbox);
  const rung: Rung[] = [];
  const ring: Ring = (name, payloads) => {
    rung.push(...payloads.map(({ connectionId }) => ({ name, connectionId })));
    return Promise.resolve();
  };
  const receiver = new NotificationReceiver({
    db,
    clock,
    ring: options.ring ?? ring,
    logger: createLogger({ level: 'silent' }),
  });
  return {
    db,
    url: database.url,
    clock,
    rung,
    receiver,
    subscribe: async (secret, calendar = secret) => {
      const connectionId = await addConnection(db, clock, { mailbox, person }, { calendar });
      const subscriptionId = newId();
      await db
        .insertInto('webhook_subscription')
        .values({
          id: newId(),
          calendar_connection_id: connectionId,
          mailbox_id: mailbox.id,
          account_id: person.accountId,
          external_calendar_id: calendar,
          subscription_id: subscriptionId,
          resource_path: 'users/x/events',
          notification_url: 'https://calmirror.example/hook',
          client_state: hashClientState(secret),
          expiration_date_time: new Date(clock.now() + DAY),
          last_notification_at: null,
          last_patch_at: null,
          patch_wanted_at: null,
          delete_wanted_at: null,
          is_active: true,
          health: 'live',
          health_reason: null,
          next_check_at: new Date(clock.now() + DAY / 2),
          rung_at: null,
          created_at: clock.date(),
          updated_at: clock.date(),
        })
        .execute();
      return { connectionId, subscriptionId };
    },
    wanted: async (connectionId) => {
      const { wanted_seq: seq } = await db
        .selectFrom('calendar_connection')
        .select('wanted_seq')
        .where('id', '=', connectionId)
        .executeTakeFirstOrThrow();
      return seq;
    },
    [Symbol.asyncDispose]: async () => {
      await receiver[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const from = (s: Scene, address?: string) => ({ receivedAt: s.clock.date(), address });

const item = (subscriptionId: string, clientState: string, more: Record<string, unknown> = {}) => ({
  subscriptionId,
  clientState,
  changeType: 'updated',
  ...more,
});

describe('notifications', () => {
  it('make their calendar wanted and ring its job, judged one by one', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    const b = await s.subscribe('b');
    const receipt = await s.receiver.receive(
      [
        item(a.subscriptionId, 'a'),
        item(b.subscriptionId, 'not the secret'),
        item(b.subscriptionId, 'a'),
        { nonsense: true },
        null,
      ],
      from(s),
    );
    expect(receipt).toEqual({ genuine: 1, forged: 2, malformed: 2 });
    expect([await s.wanted(a.connectionId), await s.wanted(b.connectionId)]).toEqual([1, 0]);
    expect(s.rung).toEqual([{ name: 'sync.push', connectionId: a.connectionId }]);
    const row = await s.db
      .selectFrom('webhook_subscription')
      .select('last_notification_at')
      .where('subscription_id', '=', a.subscriptionId)
      .executeTakeFirstOrThrow();
    expect(row.last_notification_at).toEqual(s.clock.date());
  });

  it('of many POSTs within a moment become one wish, committed before any of them is answered', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    const receipts = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const receipt = await s.receiver.receive([item(a.subscriptionId, 'a')], from(s));
        expect(await s.wanted(a.connectionId)).toBeGreaterThan(0);
        return receipt;
      }),
    );
    expect(receipts.every((receipt) => receipt.genuine === 1)).toBe(true);
    expect(await s.wanted(a.connectionId)).toBeLessThanOrEqual(2);
  });

  it('of all POSTs within 5 ms are persisted by one transaction of two statements', async () => {
    const said: string[] = [];
    await using s = await scene({
      hear: (statement) => said.push(statement),
      ring: (name, payloads, executor) => jobs.ring(name, payloads, executor),
    });
    const jobs = createJobs({
      url: s.url,
      catalogue: jobCatalogue,
      keyOf: jobKey,
      logger: createLogger({ level: 'silent' }),
    });
    await jobs.start();
    const [a, b] = [await s.subscribe('a'), await s.subscribe('b')];
    const both = [item(a.subscriptionId, 'a'), item(b.subscriptionId, 'b')];
    await s.receiver.receive(both, from(s));
    said.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => s.receiver.receive(both, from(s))));
    const heads = said.map((statement) =>
      /^begin|^commit|^select|update "calendar_connection"|pgboss/.exec(statement.trim()),
    );
    expect(heads.map((head) => head?.[0])).toEqual([
      'select',
      'begin',
      'update "calendar_connection"',
      'pgboss',
      'commit',
    ]);
    expect([await s.wanted(a.connectionId), await s.wanted(b.connectionId)]).toEqual([2, 2]);
    await jobs.stop();
  });

  it('of a replaced subscription still count while they come late', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    await s.db.updateTable('webhook_subscription').set({ is_active: false, next_check_at: null }).execute();
    const late = item(a.subscriptionId, 'a', { lifecycleEvent: 'subscriptionRemoved' });
    expect(await s.receiver.receive([late], from(s))).toMatchObject({ genuine: 1 });
    expect(await s.wanted(a.connectionId)).toBe(1);
    const row = await s.db.selectFrom('webhook_subscription').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ health: 'live', next_check_at: null });
  });

  it('that arrive before Graph has answered the creation tell the id and the expiry', async () => {
    await using s = await scene();
    await s.subscribe('a');
    await s.db
      .updateTable('webhook_subscription')
      .set({ subscription_id: null, expiration_date_time: null, health: 'creating' })
      .execute();
    const early = item('C0FFEE', 'a', { subscriptionExpirationDateTime: '2026-11-25T00:00:00.0000000Z' });
    await s.receiver.receive([early], from(s));
    const row = await s.db.selectFrom('webhook_subscription').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      subscription_id: 'c0ffee',
      expiration_date_time: new Date('2026-11-25T00:00:00Z'),
      health: 'creating',
    });
  });

  it('reach the job library inside the transaction: no commit, no job, no answer', async () => {
    const failing = Promise.withResolvers<void>();
    await using s = await scene({
      ring: async (name, payloads, executor) => {
        await jobs.ring(name, payloads, executor);
        failing.reject(new Error('the disk is full'));
        await failing.promise;
      },
    });
    const jobs = createJobs({
      url: s.url,
      catalogue: jobCatalogue,
      keyOf: jobKey,
      logger: createLogger({ level: 'silent' }),
    });
    await jobs.start();
    const a = await s.subscribe('a');
    await expect(s.receiver.receive([item(a.subscriptionId, 'a')], from(s))).rejects.toMatchObject({
      code: 'not_persisted',
      status: 503,
    });
    expect(await s.wanted(a.connectionId)).toBe(0);
    const { rows } = await sql<{
      count: number;
    }>`select count(*) as count from pgboss.job where name = 'sync.push'`.execute(s.db);
    expect(rows[0]?.count).toBe(0);
    await jobs.stop();
  });

  it('are refused with 503 within seconds while the database does not answer, and taken when it does', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    const blocked = await s.db.startTransaction().execute();
    await sql`lock table webhook_subscription in access exclusive mode`.execute(blocked);
    const began = performance.now();
    await expect(s.receiver.receive([item(a.subscriptionId, 'a')], from(s))).rejects.toMatchObject({
      status: 503,
    });
    expect(performance.now() - began).toBeLessThan(2_900);
    await blocked.rollback().execute();
    expect(await s.receiver.receive([item(a.subscriptionId, 'a')], from(s))).toMatchObject({
      genuine: 1,
    });
    expect(await s.wanted(a.connectionId)).toBeGreaterThan(0);
  });

  it('of several processes meeting on the same calendars in other orders are all kept', async () => {
    await using s = await scene();
    await using second = new NotificationReceiver({
      db: s.db,
      clock: s.clock,
      ring: () => Promise.resolve(),
      logger: createLogger({ level: 'silent' }),
    });
    const all = [];
    for (const secret of ['a', 'b', 'c', 'd']) all.push({ secret, ...(await s.subscribe(secret)) });
    const items = all.map((each) => item(each.subscriptionId, each.secret));
    for (let time = 0; time < 20; time += 1) {
      await Promise.all([s.receiver.receive(items, from(s)), second.receive(items.toReversed(), from(s))]);
    }
    for (const each of all) expect(await s.wanted(each.connectionId)).toBe(40);
  });
});

describe('lifecycle events', () => {
  it('reauthorizationRequired wants a PATCH and no round', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    await s.receiver.receive(
      [item(a.subscriptionId, 'a', { lifecycleEvent: 'reauthorizationRequired' })],
      from(s),
    );
    expect(await s.wanted(a.connectionId)).toBe(0);
    expect(s.rung).toEqual([{ name: 'subscription.tend', connectionId: a.connectionId }]);
    const row = await s.db.selectFrom('webhook_subscription').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      patch_wanted_at: s.clock.date(),
      next_check_at: s.clock.date(),
      health: 'live',
    });
  });

  it('subscriptionRemoved wants another subscription and a round', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    await s.receiver.receive(
      [item(a.subscriptionId, 'a', { lifecycleEvent: 'subscriptionRemoved' })],
      from(s),
    );
    expect(await s.wanted(a.connectionId)).toBe(1);
    expect(s.rung.map(({ name }) => name).sort()).toEqual(['subscription.tend', 'sync.push']);
    const row = await s.db.selectFrom('webhook_subscription').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ health: 'removed', is_active: false, next_check_at: s.clock.date() });
  });

  it('missed wants a round', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    await s.receiver.receive([item(a.subscriptionId, 'a', { lifecycleEvent: 'missed' })], from(s));
    expect(await s.wanted(a.connectionId)).toBe(1);
  });

  it('with a wrong secret have no effect', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    const before = await s.db.selectFrom('webhook_subscription').selectAll().execute();
    await s.receiver.receive(
      ['subscriptionRemoved', 'reauthorizationRequired', 'missed'].map((lifecycleEvent) =>
        item(a.subscriptionId, 'x', { lifecycleEvent }),
      ),
      from(s),
    );
    expect(await s.db.selectFrom('webhook_subscription').selectAll().execute()).toEqual(before);
    expect(await s.wanted(a.connectionId)).toBe(0);
  });
});

describe('forged notifications', () => {
  it('become one audit row a minute, however many there are', async () => {
    await using s = await scene();
    const flood = Array.from({ length: 300 }, (_, n) => item(newId(), `guess ${n}`));
    const counts = async (): Promise<unknown[]> => {
      const rows = await s.db
        .selectFrom('audit_log')
        .select('detail')
        .where('action', '=', 'webhook.forged')
        .execute();
      return rows.map(({ detail }) => detail['count']);
    };
    await s.receiver.receive(flood, from(s));
    await s.receiver.receive(flood, from(s));
    await expect.poll(counts).toEqual([300]);
    s.clock.advance(60_000);
    await s.receiver.receive(flood.slice(0, 5), from(s));
    await expect.poll(counts).toEqual([300, 305]);
  });

  it('never take the place of genuine ones, however many wait', async () => {
    await using s = await scene();
    const a = await s.subscribe('a');
    await s.receiver.receive([item(a.subscriptionId, 'a')], from(s));
    const blocked = await s.db.startTransaction().execute();
    await sql`lock table webhook_subscription in access exclusive mode`.execute(blocked);
    const flood = Array.from({ length: 25 }, (_, post) =>
      s.receiver
        .receive(
          Array.from({ length: 1_000 }, (__, n) => item(`${post}-${n}`, `guess ${post} ${n}`)),
          from(s, `203.0.113.${post}`),
        )
        .then(
          () => 202,
          (error: unknown) => (error instanceof ProblemError ? error.status : error),
        ),
    );
    const genuine = s.receiver.receive([item(a.subscriptionId, 'a')], from(s));
    await blocked.rollback().execute();
    expect(await genuine).toMatchObject({ genuine: 1 });
    const answers = new Set(await Promise.all(flood));
    expect(answers).toEqual(new Set([202, 503]));
  });

  it('in masses from one address make it wait, and genuine ones from there still pass', async () => {
    await using s = await scene();
    const [a, b] = [await s.subscribe('a'), await s.subscribe('b')];
    const address = '203.0.113.7';
    const flood = (length: number) => Array.from({ length }, (_, n) => item(newId(), `guess ${n}`));
    await s.receiver.receive([item(a.subscriptionId, 'a')], from(s, address));
    expect(await s.receiver.receive(flood(1_100), from(s, address))).toMatchObject({ forged: 1_100 });

    const answers = await Promise.allSettled(
      Array.from({ length: 4 }, () => s.receiver.receive(flood(400), from(s, address))),
    );
    const refused = answers.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).toEqual([
      expect.objectContaining({ status: 429, headers: { 'retry-after': '30' } }),
      expect.objectContaining({ status: 429 }),
    ]);
    expect(await s.receiver.receive([item(a.subscriptionId, 'a')], from(s, address))).toMatchObject({
      genuine: 1,
    });
    expect(await s.receiver.receive([item(b.subscriptionId, 'b')], from(s, address))).toMatchObject({
      genuine: 1,
    });
    expect(await s.receiver.receive(flood(1_500), from(s, '203.0.113.8'))).toMatchObject({ forged: 1_500 });
    s.clock.advance(40_000);
    expect(await s.receiver.receive(flood(1_500), from(s, address))).toMatchObject({ forged: 1_500 });
  });
});

describe('any mixture of items', () => {
  const kinds = ['genuine', 'wrong secret', 'swapped secret', 'unknown', 'no secret', 'malformed'] as const;
  const events = [
    undefined,
    null,
    'missed',
    'reauthorizationRequired',
    'REAUTHORIZATIONREQUIRED',
    'another',
  ] as const;
  const resources = [
    undefined,
    null,
    7,
    'Users/622e/Events/AAMk',
    "Users('622e')/Events('AAMk')",
    'users/622e@84bd/events/AAMk',
  ] as const;
  const secrets = ['a', 'b', 'c'] as const;

  it('has exactly the effects of its genuine items, each judged alone', async () => {
    await using s = await scene();
    const known = new Map<string, Awaited<ReturnType<typeof s.subscribe>>>();
    for (const secret of secrets) known.set(secret, await s.subscribe(secret));
    const drawn = fc.record({
      kind: fc.constantFrom(...kinds),
      secret: fc.constantFrom(...secrets),
      event: fc.constantFrom(...events),
      resource: fc.constantFrom(...resources),
    });
    const build = ({
      kind,
      secret,
      event,
      resource,
    }: typeof drawn extends fc.Arbitrary<infer T> ? T : never) => {
      const id = known.get(secret)?.subscriptionId ?? '';
      const more = {
        ...(event === undefined ? {} : { lifecycleEvent: event }),
        ...(resource === undefined ? {} : { resource }),
      };
      if (kind === 'genuine') return item(id.toUpperCase(), secret, more);
      if (kind === 'wrong secret') return item(id, `${secret}?`, more);
      if (kind === 'swapped secret') return item(id, secret === 'a' ? 'b' : 'a', more);
      if (kind === 'unknown') return item(newId(), newId(), more);
      return kind === 'no secret' ? { subscriptionId: id, ...more } : { ...more, clientState: secret };
    };
    const wantsRound = (event: (typeof events)[number]) => event?.toLowerCase() !== 'reauthorizationrequired';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(drawn, { maxLength: 6 }), { maxLength: 5 }), async (posts) => {
        await s.db
          .updateTable('webhook_subscription')
          .set({ patch_wanted_at: null, last_notification_at: null })
          .execute();
        await s.db.updateTable('calendar_connection').set({ wanted_seq: 0 }).execute();
        const receipts = await Promise.all(
          posts.map((post) => s.receiver.receive(post.map(build), from(s, '203.0.113.7'))),
        );
        expect(receipts).toEqual(
          posts.map((post) => ({
            genuine: post.filter(({ kind }) => kind === 'genuine').length,
            forged: post.filter(({ kind }) => kind !== 'genuine' && kind !== 'malformed').length,
            malformed: post.filter(({ kind }) => kind === 'malformed').length,
          })),
        );
        for (const secret of secrets) {
          const told = posts.flat().filter((each) => each.kind === 'genuine' && each.secret === secret);
          const { connectionId = '', subscriptionId = '' } = known.get(secret) ?? {};
          expect((await s.wanted(connectionId)) > 0).toBe(told.some(({ event }) => wantsRound(event)));
          const row = await s.db
            .selectFrom('webhook_subscription')
            .select(['last_notification_at as told', 'patch_wanted_at as patch'])
            .where('subscription_id', '=', subscriptionId)
            .executeTakeFirstOrThrow();
          expect(row.told !== null).toBe(told.length > 0);
          expect(row.patch !== null).toBe(told.some(({ event }) => !wantsRound(event)));
        }
        // Forged items of earlier mixtures do not make this one wait.
        s.clock.advance(60_000);
      }),
      { numRuns: 40 },
    );
  });
});
