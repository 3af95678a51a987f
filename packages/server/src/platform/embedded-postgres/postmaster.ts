/**
 * The life of one PostgreSQL: found running, started, reached, stopped. It runs in a session of its own, so a
 * signal to us (Ctrl-C in a terminal) does not reach it before our work has drained; a killed parent leaves it
 * running, and the next one adopts it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { StartError } from '../start-error.ts';
import type { Binaries } from './binaries.ts';
import { childEnvironment, run, SUPERUSER } from './cluster.ts';
import type { Credentials } from './credentials.ts';
import { explain } from './explain.ts';
import type { Home } from './home.ts';
import { disownPidFile, isPostmaster, readPidFile } from './pid-file.ts';
import { identity } from './run-as.ts';

const POLL_MS = 25;
/** Recovery after a crash can take this long. */
const START_TIMEOUT_MS = 120_000;
/** A process that may be PostgreSQL and does not answer within this time is not believed (systems without ps). */
const SILENT_TIMEOUT_MS = 10_000;
const PORT_ATTEMPTS = 5;

export function superuserUrl(credentials: Credentials, port: number, database = SUPERUSER): string {
  return `postgres://${SUPERUSER}:${credentials.superuserPassword}@127.0.0.1:${port}/${database}`;
}

/** The port of a PostgreSQL that already runs on this data, or undefined. A stale pid file is put right. */
export async function findRunning(home: Home, credentials: Credentials): Promise<number | undefined> {
  const begun = performance.now();
  for (;;) {
    const file = await readPidFile(home.data);
    if (file === undefined) return undefined;
    const alive = await isPostmaster(file.pid, home.data);
    if (alive === false) {
      await disownPidFile(home.data);
      return undefined;
    }
    if (file.port !== undefined && (await answers(superuserUrl(credentials, file.port), home)))
      return file.port;
    // Starting, recovering or shutting down: wait for what it becomes.
    const waited = performance.now() - begun;
    if (alive === 'unknown' && waited > SILENT_TIMEOUT_MS) return undefined;
    if (waited > START_TIMEOUT_MS) {
      throw new StartError(
        `A PostgreSQL (process ${file.pid}) runs on ${home.data} but does not answer: stop that process and start again.`,
      );
    }
    await sleep(POLL_MS);
  }
}

/** Starts PostgreSQL, at the port given or at a free one, and returns the port once it answers. */
export async function startPostmaster(
  home: Home,
  binaries: Binaries,
  credentials: Credentials,
  options: { port: number | undefined; settings: Readonly<Record<string, string>> },
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const failure = await tryStart(home, binaries, credentials, port, options.settings);
    if (failure === undefined) return port;
    // Somebody was faster at the free port.
    const portTaken = /could not bind/i.test(failure);
    if (!portTaken || options.port !== undefined || attempt === PORT_ATTEMPTS) {
      throw new StartError(explain(failure, home));
    }
  }
}

/** Ends its sessions, writes everything down, and waits until it is gone. */
export async function stopPostmaster(home: Home, binaries: Binaries): Promise<void> {
  if ((await readPidFile(home.data)) === undefined) return;
  try {
    await run(home, binaries.pgCtl, [
      'stop',
      '--pgdata',
      home.data,
      '--mode',
      'fast',
      '--wait',
      '--timeout',
      '60',
    ]);
  } catch (error) {
    // It had ended by itself: that is what was wanted.
    const file = await readPidFile(home.data);
    if (file !== undefined && (await isPostmaster(file.pid, home.data)) === true) throw error;
  }
}

async function tryStart(
  home: Home,
  binaries: Binaries,
  credentials: Credentials,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  await rename(home.logFile, `${home.logFile}.1`).catch(() => undefined);
  await using log = await open(home.logFile, 'a', 0o600);
  const child = spawn(binaries.postgres, ['-D', home.data, ...settingArguments(port, settings)], {
    cwd: home.folder,
    env: childEnvironment(),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...identity(home.user),
  });
  let ended: string | undefined;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', () => {
    ended ??= '';
  });
  child.unref();

  const begun = performance.now();
  while (performance.now() - begun < START_TIMEOUT_MS) {
    if (ended !== undefined) return ended === '' ? readFile(home.logFile, 'utf8') : ended;
    if (await answers(superuserUrl(credentials, port), home)) return undefined;
    await sleep(POLL_MS);
  }
  return `it did not answer within ${START_TIMEOUT_MS / 1000} seconds`;
}

function settingArguments(port: number, settings: Readonly<Record<string, string>>): string[] {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    log_checkpoints: 'off',
    // What stands in statements and rows is private: never in the log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Whether our PostgreSQL answers there: the right password is not enough, it must work on our data. */
async function answers(url: string, home: Home): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === home.data;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}
