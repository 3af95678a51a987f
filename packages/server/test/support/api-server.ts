/**
 * The whole HTTP side on real services, the real PostgreSQL and the real simulator, in this process.
 * Jobs are rung and not worked: a test works by hand what it needs.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';
import { paths } from '@calmirror/api-contract';

import { registerApi } from '../../src/api/register-api.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { AccessTokens } from '../../src/connections/access-tokens.ts';
import { ConnectionStore } from '../../src/connections/connection-store.ts';
import { EntraClient } from '../../src/connections/entra-client.ts';
import { GraphAccess } from '../../src/connections/graph-access.ts';
import { graphSubscriptions } from '../../src/connections/graph-subscriptions.ts';
import { takeSlot } from '../../src/connections/mailbox-slots.ts';
import { OAuthService } from '../../src/connections/oauth-service.ts';
import { createSignIn } from '../../src/connections/sign-in.ts';
import { deleteAllEvents } from '../../src/mirror/event-store.ts';
import { jobCatalogue, jobKey } from '../../src/models/job-catalogue.ts';
import { NotificationReceiver } from '../../src/notifications/notification-receiver.ts';
import { pushReach } from '../../src/notifications/push-reach.ts';
import type { Ring } from '../../src/notifications/ring.ts';
import { WebhookService } from '../../src/notifications/webhook-service.ts';
import { storedOffsetClock } from '../../src/platform/clock.ts';
import { createHttp } from '../../src/platform/http.ts';
import { createJobs } from '../../src/platform/jobs.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { EventSyncService } from '../../src/sync/event-sync-service.ts';
import { deriveSecret } from '../../src/vault/derive-secret.ts';
import { Vault } from '../../src/vault/vault.ts';
import { answerContract } from './answer-contract.ts';
import type { AnswerContract } from './answer-contract.ts';
import { Browser } from './browser.ts';
import { testDatabase } from './postgres.ts';
import type { TestDatabase } from './postgres.ts';

const KEY = '00112233445566778899aabbccddeeff';
export const METRICS_TOKEN = 'metrics-token-of-the-test';

export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
  readonly access: string;
}

export interface ApiUnderTest extends AsyncDisposable {
  readonly url: string;
  readonly database: TestDatabase;
  readonly simulator: Simulator;
  readonly sync: EventSyncService;
  readonly receiver: NotificationReceiver;
  readonly contract: AnswerContract;
  /** Our own routes, without HEAD and the pages of the document. */
  readonly routes: readonly RegisteredRoute[];
  /** A new person's browser, signed in to nothing. */
  browser(): Browser;
  /** Connects a demo account as a browser would; the id of the session to choose calendars from. */
  authorize(browser: Browser, user: string): Promise<string>;
}

export interface ApiOptions {
  /** Default open: several people. */
  readonly signUp?: 'first' | 'open' | 'closed';
  readonly notifications?: ApiDeps['notifications'];
  readonly readiness?: ApiDeps['readiness'];
}

export async function startApi(options: ApiOptions = {}): Promise<ApiUnderTest> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const simulator = stack.use(await startSimulator());
  const { db } = database;
  let route: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  const server = createServer((request, response) => route?.(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  stack.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  const url = `http://127.0.0.1:${address.port}`;

  const clock = storedOffsetClock(db);
  const logger = createLogger({ level: 'silent' });
  const metrics = createMetrics();
  const leaseSeconds = 2;
  const random = (): number => 0.5;
  const vault = await Vault.open({ db, keys: [KEY], clock });
  const entra = new EntraClient({
    app: {
      clientId: simulator.clientId,
      credential: { kind: 'secret', secret: simulator.clientSecret },
      loginUrl: simulator.url,
      tenant: 'common',
      redirectUri: `${url}${paths.oauthCallback}`,
    },
    clock,
  });
  const tokens = new AccessTokens({ db, vault, entra, clock, logger, leaseSeconds, random });
  const graphUrl = `${simulator.url}/v1.0`;
  const graph = new GraphAccess({ db, clock, tokens, graphUrl });
  const jobs = createJobs({ url: database.url, catalogue: jobCatalogue, keyOf: jobKey, logger });
  await jobs.start();
  stack.defer(() => jobs.stop());
  const ring: Ring = (name, payloads, executor) => jobs.ring(name, payloads, executor);
  const receiver = stack.use(new NotificationReceiver({ db, clock, ring, logger }));
  const connections = new ConnectionStore({
    db,
    clock,
    vault,
    tokens,
    jobs,
    deleteAllEvents,
    dropRound: async (tx, connectionId) => {
      await tx.deleteFrom('sync_round_page').where('connection_id', '=', connectionId).execute();
      await tx.deleteFrom('sync_round').where('connection_id', '=', connectionId).execute();
    },
  });
  const sync = new EventSyncService({
    db,
    clock,
    jobs,
    graph,
    vault,
    logger,
    leaseSeconds,
    windowDays: { past: 90, future: 365 },
    pollIntervalSeconds: 300,
    random,
  });
  const webhooks = new WebhookService({
    db,
    clock,
    ring,
    logger,
    receiver,
    reach: pushReach({ apiUrl: url, graphUrl }),
    api: graphSubscriptions(graph),
    lifetimeMinutes: 4_320,
    random,
    takeServiceSlot: (mailboxId) => takeSlot(db, mailboxId, 'service', 'test', leaseSeconds),
    finishDisconnect: (connectionId) => connections.finishDisconnect(connectionId),
  });
  const oauth = new OAuthService({
    db,
    vault,
    entra,
    graph,
    tokens,
    jobs,
    clock,
    logger,
    leaseSeconds,
    tenant: 'common',
    frontendUrl: url,
  });
  const signIn = createSignIn({
    db,
    clock,
    logger,
    apiUrl: url,
    secret: deriveSecret(KEY, 'sign-in'),
    signUp: options.signUp ?? 'open',
  });

  const app = await createHttp({
    logger,
    origins: { allowed: [url], exempt: [paths.microsoftWebhook, paths.googleWebhook] },
    rateLimit: { max: 100_000, windowMs: 60_000 },
  });
  stack.defer(() => app.close());
  const routes: RegisteredRoute[] = [];
  app.addHook('onRoute', ({ method, url: path, config }) => {
    for (const each of Array.isArray(method) ? method : [method]) {
      if (each === 'HEAD' || path.startsWith(paths.docs)) continue;
      routes.push({ method: each, url: path, access: config?.access ?? 'person' });
    }
  });
  await registerApi(app, {
    db,
    clock,
    metrics,
    signIn,
    oauth,
    connections,
    sync,
    webhooks,
    notifications: options.notifications ?? receiver,
    apiUrl: url,
    frontendUrl: url,
    metricsToken: METRICS_TOKEN,
    ...(options.readiness === undefined ? {} : { readiness: options.readiness }),
  });
  await app.ready();
  route = (request, response) => app.routing(request, response);

  const answer = await fetch(`${url}${paths.openapi}`);
  const contract = answerContract(await answer.json());
  const owned = stack.move();
  return {
    url,
    database,
    simulator,
    sync,
    receiver,
    contract,
    routes,
    browser: () => new Browser(url, contract),
    authorize: async (browser, user) => {
      await simulator.control.signIn({ user });
      const login = await browser.get(paths.oauthLogin);
      const atMicrosoft = await fetch(String(login.body['url']), { redirect: 'manual' });
      const back = new URL(atMicrosoft.headers.get('location') ?? '');
      const { headers } = await browser.get(`${back.pathname}${back.search}`);
      const session = new URL(headers.get('location') ?? '').searchParams.get('session');
      if (session === null) throw new Error(`${user} was not connected: ${headers.get('location')}`);
      return session;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
