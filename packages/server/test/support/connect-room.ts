/**
 * The services of src/connections over a real database, real jobs and a real simulator over HTTP,
 * with a clock that tests move. One room serves many tests: each makes its own people.
 */
import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator } from '@calmirror/graph-simulator';

import { AccessTokens } from '../../src/connections/access-tokens.ts';
import { ConnectionStore } from '../../src/connections/connection-store.ts';
import { EntraClient } from '../../src/connections/entra-client.ts';
import { GraphAccess } from '../../src/connections/graph-access.ts';
import type { MicrosoftApp } from '../../src/connections/microsoft-app.ts';
import { OAuthService } from '../../src/connections/oauth-service.ts';
import type { BrowserSession } from '../../src/connections/oauth-session-store.ts';
import { deleteAllEvents } from '../../src/mirror/event-store.ts';
import { jobCatalogue, jobKey } from '../../src/models/job-catalogue.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';
import { createJobs } from '../../src/platform/jobs.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { dropRound, holdRound } from '../../src/sync/round-store.ts';
import { Vault } from '../../src/vault/vault.ts';
import { testDatabase } from './postgres.ts';
import type { TestDatabase } from './postgres.ts';

export interface MovableClock extends Clock {
  advance(ms: number): void;
}

export function movableClock(): MovableClock {
  let offset = 0;
  return {
    now: () => Date.now() + offset,
    date: () => new Date(Date.now() + offset),
    refresh: () => Promise.resolve(),
    advance: (ms) => {
      offset += ms;
    },
  };
}

/** One process: its own memory of tokens and keys, on the shared database. */
export interface ConnectProcess {
  readonly vault: Vault;
  readonly entra: EntraClient;
  readonly tokens: AccessTokens;
  readonly graph: GraphAccess;
  readonly oauth: OAuthService;
  readonly store: ConnectionStore;
}

export interface ProcessOptions {
  readonly app?: Partial<MicrosoftApp>;
  readonly tenant?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly leaseSeconds?: number;
}

export interface ConnectRoom extends AsyncDisposable, ConnectProcess {
  readonly database: TestDatabase;
  readonly simulator: Simulator;
  readonly clock: MovableClock;
  readonly logs: string[];
  readonly process: (options?: ProcessOptions) => Promise<ConnectProcess>;
  readonly person: () => Promise<BrowserSession>;
  /** As a browser that is signed in at Microsoft as `user`: what comes back on the callback's query. */
  readonly visit: (url: string, user: string, scopes?: string[]) => Promise<Record<string, string>>;
  /** The whole flow: the id of a session whose calendars can be chosen. */
  readonly connect: (person: BrowserSession, user: string, by?: ConnectProcess) => Promise<string>;
}

export const FRONTEND = 'http://localhost:5173';
const KEY = 'c0'.repeat(32);

export async function connectRoom(): Promise<ConnectRoom> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase({ poolSize: 20 }));
  const simulator = stack.use(await startSimulator());
  const clock = movableClock();
  const logs: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void logs.push(line) } });
  const jobs = createJobs({ url: database.url, catalogue: jobCatalogue, keyOf: jobKey, logger });
  await jobs.start();
  stack.defer(() => jobs.stop());
  const { db } = database;

  const makeProcess = async (options: ProcessOptions = {}): Promise<ConnectProcess> => {
    const leaseSeconds = options.leaseSeconds ?? 1;
    const vault = await Vault.open({ db, keys: [KEY], clock });
    const app: MicrosoftApp = {
      clientId: simulator.clientId,
      credential: { kind: 'secret', secret: simulator.clientSecret },
      loginUrl: simulator.url,
      tenant: 'common',
      redirectUri: 'http://localhost:3000/api/oauth/microsoft/callback',
      ...options.app,
    };
    const fetch = options.fetch === undefined ? {} : { fetch: options.fetch };
    const entra = new EntraClient({ app, clock, ...fetch });
    const tokens = new AccessTokens({ db, vault, entra, clock, logger, leaseSeconds, random: Math.random });
    const graph = new GraphAccess({ db, clock, tokens, graphUrl: `${simulator.url}/v1.0` });
    const oauth = new OAuthService({
      db,
      random: () => 0.5,
      vault,
      entra,
      graph,
      tokens,
      jobs,
      clock,
      logger,
      leaseSeconds,
      tenant: options.tenant ?? app.tenant,
      frontendUrl: FRONTEND,
    });
    const store = new ConnectionStore({
      db,
      clock,
      vault,
      tokens,
      jobs,
      holdRound,
      dropRound,
      deleteAllEvents,
    });
    return { vault, entra, tokens, graph, oauth, store };
  };

  const visit = async (url: string, user: string, scopes?: string[]): Promise<Record<string, string>> => {
    await simulator.control.signIn({ user, ...(scopes === undefined ? {} : { scopes }) });
    return queryOfRedirect(await fetch(url, { redirect: 'manual' }));
  };

  const main = await makeProcess();
  return {
    ...main,
    database,
    simulator,
    clock,
    logs,
    process: makeProcess,
    person: async () => {
      const userId = newId();
      const at = clock.date();
      await db
        .insertInto('app_user')
        .values({
          id: userId,
          name: 'Somebody',
          email: `${userId}@example.org`,
          image: null,
          created_at: at,
          updated_at: at,
        })
        .execute();
      return { userId, browserSessionHash: newId() };
    },
    visit,
    connect: async (person, user, by = main) => {
      const query = await visit(await by.oauth.beginLogin(person), user);
      const { redirectTo } = await by.oauth.handleCallback({ ...person, query });
      const session = new URL(redirectTo).searchParams.get('session');
      if (session === null) throw new Error(`Connecting ended at ${redirectTo}`);
      return session;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export function queryOfRedirect(answer: Response): Record<string, string> {
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`No redirect but ${answer.status}`);
  return Object.fromEntries(new URL(location).searchParams);
}
