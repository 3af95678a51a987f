/**
 * The whole HTTP side on real services, the real PostgreSQL and the real simulator, in this process.
 * Jobs are rung and not worked: a test works by hand what it needs.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';
import { pagePaths, paths } from '@calmirror/api-contract';

import type { ApiDeps } from '../../src/api/deps.ts';
import { Page } from '../../src/api/page.ts';
import { registerApi } from '../../src/api/register-api.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { jobCatalogue, jobKey } from '../../src/models/job-catalogue.ts';
import { storedOffsetClock } from '../../src/platform/clock.ts';
import { createHttp } from '../../src/platform/http.ts';
import { createJobs } from '../../src/platform/jobs.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { createServices } from '../../src/services.ts';
import type { Services } from '../../src/services.ts';
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
  readonly services: Services;
  readonly contract: AnswerContract;
  /** Our own routes, without HEAD, the pages of the document and those of people. */
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
  /** Where the built page is. Default: nowhere. */
  readonly pageFolder?: string;
  /** Per address. Default: more than a test sends. */
  readonly requestsAMinute?: number;
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
  const { config, secrets } = loadConfig({
    MICROSOFT_CLIENT_ID: simulator.clientId,
    MICROSOFT_CLIENT_SECRET: simulator.clientSecret,
    MICROSOFT_LOGIN_URL: simulator.url,
    MICROSOFT_GRAPH_URL: simulator.url,
    API_URL: url,
    FRONTEND_URL: url,
    ENCRYPTION_KEY: KEY,
    DATABASE_URL: database.url,
    SIGN_UP: options.signUp ?? 'open',
    METRICS_TOKEN,
    LEASE_SECONDS: '2',
  });
  const vault = await Vault.open({ db, keys: secrets.encryptionKeys, clock });
  const jobs = createJobs({ url: database.url, catalogue: jobCatalogue, keyOf: jobKey, logger });
  await jobs.start();
  stack.defer(() => jobs.stop());
  const services = createServices({ config, secrets, logger, db, intake: db, clock, vault, jobs, metrics });
  stack.use(services.notifications);

  const page = new Page(options.pageFolder ?? '/nowhere');
  const app = await createHttp({
    logger,
    notFound: (request, reply) => page.notFound(request, reply),
    origins: { allowed: [url], exempt: [paths.microsoftWebhook, paths.googleWebhook] },
    rateLimit: { max: options.requestsAMinute ?? 100_000, windowMs: 60_000 },
  });
  stack.defer(() => app.close());
  const routes: RegisteredRoute[] = [];
  app.addHook('onRoute', ({ method, url: path, config }) => {
    for (const each of Array.isArray(method) ? method : [method]) {
      if (each === 'HEAD' || path.startsWith(paths.docs) || isOfThePage(path)) continue;
      routes.push({ method: each, url: path, access: config?.access ?? 'person' });
    }
  });
  await registerApi(app, {
    db,
    clock,
    metrics,
    page,
    ...services,
    ...(options.notifications === undefined ? {} : { notifications: options.notifications }),
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
    services,
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

function isOfThePage(path: string): boolean {
  return path.startsWith('/assets/') || Object.values<string>(pagePaths).includes(path);
}
