import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { paths } from '@calmirror/api-contract/paths';
import { SandboxClient } from '@calmirror/sandbox';
import type { ServerProcess } from '@calmirror/sandbox';
import { sql } from 'kysely';

import { hashClientState } from '../packages/server/src/notifications/client-state.ts';
import {
  eventsNamed,
  eventually,
  outlookOf,
  startFlow,
  untilActive,
  untilEqual,
  untilPushed,
} from './support/flow.ts';
import type { Flow } from './support/flow.ts';

const MAILBOXES = 4;
const userOf = (mailbox: number): string => `person${mailbox}@many.example`;
const mailboxes = Array.from({ length: MAILBOXES }, (_, index) => index + 1);

let flow: Flow;
let person: SandboxClient;
let secondApi: ServerProcess;
let workers: readonly [ServerProcess, ServerProcess];
const connections = new Map<number, string>();

beforeAll(async () => {
  flow = await startFlow({
    env: { ROLE: 'api' },
    simulator: { population: { mailboxes: MAILBOXES, eventsEach: 3 } },
  });
  secondApi = await flow.another('api');
  workers = [await flow.another('worker'), await flow.another('worker')];
  await Promise.all([secondApi, ...workers].map((each) => each.start()));
  person = await flow.signUp('many@example.com');
  for (const mailbox of mailboxes) {
    const connected = await person.connect(userOf(mailbox), ['Calendar']);
    connections.set(mailbox, connected.get('Calendar') ?? '');
  }
  await untilActive(person);
  await untilPushed(person);
}, 120_000);
afterAll(() => flow[Symbol.asyncDispose]());

async function holders(): Promise<Set<string>> {
  const rows = await flow.db
    .selectFrom('calendar_connection')
    .select('lease_holder as holder')
    .where('lease_holder', 'is not', null)
    .execute();
  return new Set(rows.map(({ holder }) => holder?.split('/', 1)[0] ?? ''));
}

const equal = (withinMs: number): Promise<unknown> =>
  Promise.all(
    mailboxes.map((mailbox) =>
      untilEqual(
        flow,
        { connectionId: connections.get(mailbox) ?? '', user: userOf(mailbox), calendarName: 'Calendar' },
        withinMs,
      ),
    ),
  );

describe('two processes that serve and two that work, on one PostgreSQL', { timeout: 90_000 }, () => {
  it('mirror an edit, and both that serve show it', async () => {
    await outlookOf(flow.simulator, userOf(1)).create('Seen by both', 2);
    await eventually(
      'the first shows it',
      10_000,
      async () => (await eventsNamed(person, 'Seen by both')).length === 1,
    );
    const other = new SandboxClient(secondApi.url, flow.simulator);
    // A browser knows the installation by one address, whichever process answers.
    const signedIn = await other.request('/api/auth/sign-in/email', {
      body: { email: 'many@example.com', password: 'correct horse battery' },
      headers: { origin: flow.server.url },
    });
    expect(signedIn.status).toBe(200);
    expect(await eventsNamed(other, 'Seen by both')).toHaveLength(1);
  });

  it('say apart that somebody works and that somebody listens for Microsoft', async () => {
    const lastBeats = async (): Promise<Map<string, number>> => {
      const rows = await flow.db
        .selectFrom('background_job')
        .select(['name', 'last_run_at as at'])
        .where('name', 'in', ['tick', 'door'])
        .execute();
      return new Map(rows.map(({ name, at }) => [name, at?.getTime() ?? 0]));
    };
    const before = await lastBeats();
    await eventually('both beat again', 20_000, async () => {
      const now = await lastBeats();
      return ['tick', 'door'].every((name) => (now.get(name) ?? 0) > (before.get(name) ?? Infinity));
    });
  });

  it('finish a storm within a minute though one that works is killed in the middle of it', async () => {
    // Slow answers, so that both are in the middle of a round whatever the machine.
    await flow.simulator.control.setFaults({
      rules: [
        { match: { path: '/v1.0/', pathPattern: 'calendarView/delta' }, action: { type: 'delay', ms: 400 } },
      ],
    });
    const outlooks = mailboxes.map((mailbox) => outlookOf(flow.simulator, userOf(mailbox)));
    let edits = 0;
    // One of them may take all that there is: it goes on until both have something.
    await eventually('both are at work', 20_000, async () => {
      for (const outlook of outlooks) await outlook.create(`Storm ${(edits += 1)}`, 1 + (edits % 5));
      return (await holders()).size === 2;
    });
    await workers[0].kill();
    await flow.simulator.control.clearFaults();
    await equal(60_000);
    const rows = await flow.db
      .selectFrom('calendar_connection')
      .select(['wanted_seq as wanted', 'done_seq as done', 'status'])
      .execute();
    expect(rows.map(({ status }) => status)).toEqual(mailboxes.map(() => 'active'));
    await eventually('every wish is done', 20_000, async () => {
      const open = await flow.db
        .selectFrom('calendar_connection')
        .select('id')
        .whereRef('wanted_seq', '>', 'done_seq')
        .execute();
      return open.length === 0;
    });
  });

  it('take a POST again whose receiver was killed between its commit and its answer', async () => {
    const connectionId = connections.get(2) ?? '';
    const subscription = await flow.db
      .selectFrom('webhook_subscription')
      .select(['id', 'subscription_id'])
      .where('calendar_connection_id', '=', connectionId)
      .where('is_active', '=', true)
      .executeTakeFirstOrThrow();
    await flow.db
      .updateTable('webhook_subscription')
      .set({ client_state: hashClientState('known') })
      .where('id', '=', subscription.id)
      .execute();
    const post = (): Promise<number> =>
      fetch(`${secondApi.url}${paths.microsoftWebhook}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          value: [
            { subscriptionId: subscription.subscription_id, clientState: 'known', changeType: 'updated' },
          ],
        }),
      }).then(
        ({ status }) => status,
        () => 0,
      );
    const wanted = async (): Promise<number> => {
      const row = await flow.db
        .selectFrom('calendar_connection')
        .select('wanted_seq as seq')
        .where('id', '=', connectionId)
        .executeTakeFirstOrThrow();
      return row.seq;
    };
    await outlookOf(flow.simulator, userOf(2)).create('Told twice', 3);
    const before = await wanted();

    // The last thing before a commit is to wait for a lock that the test holds: the process dies, the commit happens.
    await sql`create function wait_for_the_test() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(4711); return null; end $$`.execute(flow.db);
    await sql`create constraint trigger wait_for_the_test after update of last_notification_at on webhook_subscription
      deferrable initially deferred for each row execute function wait_for_the_test()`.execute(flow.db);
    const held = await flow.db.startTransaction().execute();
    await sql`select pg_advisory_xact_lock(4711)`.execute(held);
    const cut = post();
    await eventually('it waits at its commit', 5_000, async () => {
      const { rows } =
        await sql`select 1 from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`.execute(
          flow.db,
        );
      return rows.length === 1;
    });
    await secondApi.kill();
    expect(await cut).toBe(0);
    await held.rollback().execute();
    await eventually(
      'the commit happened without an answer',
      5_000,
      async () => (await wanted()) === before + 1,
    );
    await sql`drop trigger wait_for_the_test on webhook_subscription`.execute(flow.db);

    await secondApi.start();
    expect(await post()).toBe(202);
    expect(await wanted()).toBe(before + 2);
    await equal(20_000);
    expect(await eventsNamed(person, 'Told twice')).toHaveLength(1);
  });
});
