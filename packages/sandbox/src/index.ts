/**
 * The fixture of every flow test: simulated Microsoft in this process, Calmirror as a real process beside it,
 * a database of their own. Leases last a second; time is moved for both at once.
 */
import { randomBytes } from 'node:crypto';

import { startSimulator } from '@calmirror/graph-simulator';
import type { Simulator, SimulatorOptions } from '@calmirror/graph-simulator';
import { createLogger } from '@calmirror/server/platform/logger';
import { scratchPostgres } from '@calmirror/server/platform/scratch-database';
import { Client } from 'pg';

import { freePort } from './free-port.ts';
import { SandboxClient } from './sandbox-client.ts';
import { serverProcess } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

export { SandboxClient } from './sandbox-client.ts';
export type { Answer, ConnectSession, OfferedCalendar } from './sandbox-client.ts';
export type { ServerProcess } from './server-process.ts';

export interface SandboxOptions {
  /** An empty or migrated database; without it an embedded PostgreSQL is started for this sandbox. */
  readonly databaseUrl?: string;
  /** More variables of the server. */
  readonly env?: Readonly<Record<string, string>>;
  readonly simulator?: SimulatorOptions;
  /** false: the server is left for the test to start. */
  readonly startServer?: boolean;
}

export interface Sandbox extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly server: ServerProcess;
  readonly databaseUrl: string;
  /** One more process of the same installation, not started yet; ended with the sandbox. */
  another(role: 'api' | 'worker' | 'all'): Promise<ServerProcess>;
  /** What the server must never say: its secret and its key. */
  readonly secrets: readonly string[];
  /** A browser of its own, not signed in. */
  client(): SandboxClient;
  /** A browser signed in to a new account. */
  signUp(email?: string): Promise<SandboxClient>;
  /** Moves the simulator's clock and, from its next tick or request on, the server's. */
  advance(ms: number): Promise<void>;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  await using starting = new AsyncDisposableStack();
  const databaseUrl =
    options.databaseUrl ?? starting.use(await scratchPostgres(createLogger({ level: 'warn' }))).url;
  const simulator = starting.use(await startSimulator({ clientName: 'Calmirror', ...options.simulator }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const encryptionKey = randomBytes(32).toString('hex');
  const environment = {
    PORT: String(port),
    HOST: '127.0.0.1',
    API_URL: url,
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY: encryptionKey,
    MICROSOFT_CLIENT_ID: simulator.clientId,
    MICROSOFT_CLIENT_SECRET: simulator.clientSecret,
    MICROSOFT_LOGIN_URL: simulator.url,
    MICROSOFT_GRAPH_URL: simulator.url,
    SIGN_UP: 'open',
    LEASE_SECONDS: '1',
    LOG_LEVEL: 'debug',
    CALMIRROR_TEST_CLOCK: 'true',
    ...options.env,
  };
  const server = starting.use(serverProcess(url, environment));
  if (options.startServer !== false) await server.start();

  let people = 0;
  const client = (): SandboxClient => new SandboxClient(url, simulator);
  const running = starting.move();
  return {
    simulator,
    server,
    databaseUrl,
    another: async (role) => {
      const port = await freePort();
      return running.use(
        serverProcess(`http://127.0.0.1:${port}`, { ...environment, PORT: String(port), ROLE: role }),
      );
    },
    secrets: [simulator.clientSecret, encryptionKey],
    client,
    signUp: async (email) => {
      people += 1;
      const person = client();
      await person.signUp(email ?? `person-${people}@example.com`);
      return person;
    },
    advance: async (ms) => {
      await simulator.control.advanceClock({ advanceMs: ms });
      await moveServerClock(databaseUrl, ms);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function moveServerClock(databaseUrl: string, ms: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into clock_offset (offset_ms) values ($1)
       on conflict (only_row) do update set offset_ms = clock_offset.offset_ms + excluded.offset_ms`,
      [ms],
    );
  } finally {
    await client.end();
  }
}
