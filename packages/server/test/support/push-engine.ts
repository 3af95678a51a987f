/**
 * Push as it runs: the simulator's notifications over real HTTP, the real job library, tick, rounds
 * and subscriptions, on the real PostgreSQL, in this process. Only the HTTP route is a stand-in.
 */
import { createServer } from 'node:http';

import { saveAccount } from '../../src/connections/account-store.ts';
import { AccessTokens } from '../../src/connections/access-tokens.ts';
import { EntraClient } from '../../src/connections/entra-client.ts';
import { GraphAccess } from '../../src/connections/graph-access.ts';
import { graphSubscriptions } from '../../src/connections/graph-subscriptions.ts';
import { takeSlot } from '../../src/connections/mailbox-slots.ts';
import { BackgroundJobs } from '../../src/jobs/background-jobs.ts';
import { jobCatalogue, jobKey } from '../../src/models/job-catalogue.ts';
import { checkEndpoint } from '../../src/notifications/check-endpoint.ts';
import { NotificationReceiver } from '../../src/notifications/notification-receiver.ts';
import { pushReach } from '../../src/notifications/push-reach.ts';
import type { Ring } from '../../src/notifications/ring.ts';
import { WebhookService } from '../../src/notifications/webhook-service.ts';
import { storedOffsetClock } from '../../src/platform/clock.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { createJobs } from '../../src/platform/jobs.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { EventSyncService } from '../../src/sync/event-sync-service.ts';
import { Vault } from '../../src/vault/vault.ts';
import { startEngine } from './engine.ts';
import type { Engine, EngineCalendar } from './engine.ts';
import { signInAt } from './sign-in.ts';

export interface PushEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly service: WebhookService;
  /** Another, whose API_URL is this. */
  serviceAt(apiUrl: string): WebhookService;
  /** Its own: without background work, refreshed by the test. */
  readonly clock: Clock;
  /** As after choosing a calendar: its jobs are rung with it. */
  connect(user: string, calendarName?: string): Promise<EngineCalendar>;
  /** Disconnecting connections that were finished. */
  readonly finished: string[];
  /** The door answers 503 while this is true, to notifications and the handshake alike. */
  closed: boolean;
}

/** A refresh token, by the code flow: days pass in these tests. */
async function signIn(engine: Engine, vault: Vault, calendar: EngineCalendar): Promise<void> {
  const { simulator, db } = engine;
  const tokens = await signInAt(simulator, calendar.user);
  const account = await db
    .selectFrom('microsoft_account as a')
    .innerJoin('mailbox as m', 'm.id', 'a.mailbox_id')
    .select(['m.tenant_id as tenantId', 'm.object_id as objectId', 'a.created_at as at'])
    .where('a.user_id', '=', calendar.userId)
    .executeTakeFirstOrThrow();
  await db.transaction().execute((tx) =>
    saveAccount(tx, vault, {
      userId: calendar.userId,
      identity: {
        tenantId: account.tenantId,
        objectId: account.objectId,
        userName: calendar.user,
        displayName: calendar.user,
      },
      email: calendar.user,
      displayName: null,
      loginTenant: 'common',
      tokens,
      at: account.at,
    }),
  );
}

/** Real ms that our own address has when we ask it ourselves. */
const CHECK_MS = 400;

export async function startPushEngine(
  options: { background?: boolean; handshakeLimitMs?: number } = {},
): Promise<PushEngine> {
  await using stack = new AsyncDisposableStack();
  const engine = stack.use(await startEngine(options));
  const { db, simulator } = engine;
  const clock = storedOffsetClock(db);
  await clock.refresh();
  const logger = createLogger({ level: 'silent' });
  const leaseSeconds = 2;
  const vault = await Vault.open({ db, keys: ['00112233445566778899aabbccddeeff'], clock });
  const entra = new EntraClient({
    app: {
      clientId: simulator.clientId,
      credential: { kind: 'secret', secret: simulator.clientSecret },
      loginUrl: simulator.url,
      tenant: 'common',
      redirectUri: 'http://localhost/callback',
    },
    clock,
  });
  const tokens = new AccessTokens({ db, vault, entra, clock, logger, leaseSeconds, random: () => 0.5 });
  const graphUrl = `${simulator.url}/v1.0`;
  const graph = new GraphAccess({ db, clock, tokens, graphUrl });
  const jobs = createJobs({ url: engine.url, catalogue: jobCatalogue, keyOf: jobKey, logger });
  await jobs.start();
  stack.defer(() => jobs.stop());
  const ring: Ring = (name, payloads, executor) => jobs.ring(name, payloads, executor);

  const receiver = stack.use(new NotificationReceiver({ db, clock, ring, logger }));
  const door = { closed: false };
  const server = createServer((request, response) => {
    const token = new URL(request.url ?? '/', 'http://localhost').searchParams.get('validationToken');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (door.closed) {
        response.writeHead(503).end();
      } else if (token !== null) {
        response.writeHead(200, { 'content-type': 'text/plain' }).end(token);
      } else {
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        const items: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'value') : [];
        receiver.receive(Array.isArray(items) ? items : [], { receivedAt: clock.date() }).then(
          () => response.writeHead(202).end(),
          () => response.writeHead(503).end(),
        );
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The door has no port.');
  const reachOf = (apiUrl: string) => pushReach({ apiUrl, graphUrl });
  const reach = reachOf(`http://127.0.0.1:${address.port}`);

  const finished: string[] = [];
  const dependencies = {
    db,
    clock,
    ring,
    logger,
    reach,
    receiver,
    api: graphSubscriptions(graph),
    checkEndpoint: (url: string, signal: AbortSignal) => checkEndpoint(url, signal, CHECK_MS),
    lifetimeMinutes: 4_320,
    random: () => 0.5,
    takeServiceSlot: (mailboxId: string) => takeSlot(db, mailboxId, 'service', 'test', leaseSeconds),
    finishDisconnect: async (connectionId: string) => {
      finished.push(connectionId);
      await db.deleteFrom('calendar_connection').where('id', '=', connectionId).execute();
    },
  };
  const service = new WebhookService(dependencies);
  const sync = new EventSyncService({
    db,
    clock,
    jobs,
    graph,
    vault,
    logger,
    leaseSeconds,
    windowDays: { past: 90, future: 365 },
    pace: { least: 60, usual: 300, most: 900 },
    random: () => 0.5,
  });
  if (options.background !== false) {
    const background = new BackgroundJobs({
      lookAtAccounts: () => Promise.resolve(),
      db,
      clock,
      logger,
      leaseSeconds,
      jobs,
      sync,
      webhooks: service,
      reach,
      listens: true,
      auditRetentionDays: 365,
      historyDays: undefined,
      concurrency: { 'sync.push': 2, 'sync.background': 2, 'subscription.tend': 2 },
    });
    await background.start();
    stack.defer(() => background.stop());
  }
  const disposables = stack.move();
  return Object.assign(door, {
    engine,
    service,
    serviceAt: (apiUrl: string) => new WebhookService({ ...dependencies, reach: reachOf(apiUrl) }),
    clock,
    finished,
    connect: async (user: string, calendarName?: string) => {
      const calendar = await engine.connect(user, calendarName);
      await signIn(engine, vault, calendar);
      const payload = [{ connectionId: calendar.connectionId }];
      await ring('sync.background', payload);
      await ring('subscription.tend', payload);
      return calendar;
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  });
}
