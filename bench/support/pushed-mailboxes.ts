/**
 * Server, simulator and database as in production, and mailboxes that are connected and pushed. Their secrets are
 * replaced by known ones, so that the bench itself can say when a notification arrives; the simulator's own count as
 * forged and have no effect.
 */
import type { Simulator } from '@calmirror/graph-simulator';
import { hashClientState } from '@calmirror/server/notifications/client-state';
import type { Db } from '@calmirror/server/models/db';

import { SandboxClient } from '../../packages/sandbox/src/sandbox-client.ts';
import type { ServerProcess } from '../../packages/sandbox/src/server-process.ts';
import { eventually } from '../../e2e/support/flow.ts';
import { benchDatabase } from './database.ts';
import { startServer } from './server-under-test.ts';
import { startSimulatorProcess } from './start-simulator.ts';
import type { Subscribed } from './subscribed-calendars.ts';

export interface PushedMailboxes extends AsyncDisposable {
  readonly db: Db;
  readonly simulator: Simulator;
  readonly server: ServerProcess;
  readonly person: SandboxClient;
  readonly subscribed: readonly Subscribed[];
}

export const userOf = (mailbox: number): string => `person${mailbox}@many.example`;

export async function pushedMailboxes(options: {
  mailboxes: number;
  /** Of these, the first ones. */
  connected: number;
  eventsEach: number;
}): Promise<PushedMailboxes> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await benchDatabase());
  const { db } = database;
  const simulator = stack.use(await startSimulatorProcess(options.mailboxes, options.eventsEach));
  const server = stack.use(
    await startServer({
      databaseUrl: database.url,
      role: 'all',
      microsoftUrl: simulator.url,
      client: { id: simulator.clientId, secret: simulator.clientSecret },
    }),
  );
  const person = new SandboxClient(server.url, simulator);
  await person.signUp('bench@example.com');
  for (let mailbox = 1; mailbox <= options.connected; mailbox += 1) {
    const { sessionId, calendars } = await person.beginConnect(userOf(mailbox));
    const first = calendars.find(({ isDefault }) => isDefault);
    await person.request('/api/oauth/microsoft/select', { body: { sessionId, calendarIds: [first?.id] } });
  }
  await eventually('every calendar is read and pushed', 120_000, async () => {
    const { ready } = await db
      .selectFrom('webhook_subscription as s')
      .innerJoin('calendar_connection as c', 'c.id', 's.calendar_connection_id')
      .select((eb) => eb.fn.countAll<number>().as('ready'))
      .where('s.health', '=', 'live')
      .where('c.status', '=', 'active')
      .whereRef('c.wanted_seq', '=', 'c.done_seq')
      .executeTakeFirstOrThrow();
    return ready === options.connected;
  });
  const subscribed: Subscribed[] = [];
  const rows = await db
    .selectFrom('webhook_subscription')
    .selectAll()
    .where('is_active', '=', true)
    .execute();
  for (const row of rows) {
    const secret = `known ${row.id}`;
    await db
      .updateTable('webhook_subscription')
      .set({ client_state: hashClientState(secret) })
      .where('id', '=', row.id)
      .execute();
    subscribed.push({
      connectionId: row.calendar_connection_id,
      subscriptionId: row.subscription_id ?? '',
      secret,
    });
  }
  const running = stack.move();
  return { db, simulator, server, person, subscribed, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
