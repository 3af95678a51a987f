import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { freePort } from '../src/free-port.ts';
import { eventually, startFlow } from './support.ts';

function program(name: 'start' | 'main', env: Record<string, string>) {
  const files = { start: '../src/start.ts', main: '../../server/src/main.ts' };
  const child = spawn(
    process.execPath,
    ['--conditions=source', fileURLToPath(new URL(files[name], import.meta.url))],
    { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, 'exit').then(() => child.exitCode);
  return {
    output: () => output,
    exit: () => ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}

function temporaryFolder(): { path: string } & AsyncDisposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'calmirror-process-'));
  // As a checkout is: PostgreSQL's user may enter it.
  chmodSync(folder, 0o755);
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const enough = {
  MICROSOFT_CLIENT_ID: 'app',
  MICROSOFT_CLIENT_SECRET: 'a-secret-value',
  ENCRYPTION_KEY: 'ab'.repeat(32),
};

describe('the server process', () => {
  it('without its variables says which are missing and exits with 1', async () => {
    await using server = program('main', {});
    expect(await server.exit()).toBe(1);
    for (const name of ['MICROSOFT_CLIENT_ID', 'ENCRYPTION_KEY']) expect(server.output()).toContain(name);
    expect(server.output()).not.toContain('at ');
  });

  it('says that its port is busy, and leaves no PostgreSQL behind', async () => {
    await using folder = temporaryFolder();
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await using server = program('main', {
      ...enough,
      HOST: '127.0.0.1',
      PORT: String(address.port),
      CALMIRROR_DATA_DIR: folder.path,
      LOG_LEVEL: 'silent',
    });
    expect(await server.exit()).toBe(1);
    busy.close();
    expect(server.output()).toMatch(/^Another program listens at port \d+: stop it, or set PORT/);
    expect(() => readFileSync(path.join(folder.path, 'postgres', 'data', 'postmaster.pid'))).toThrow(
      /ENOENT/,
    );
  });

  // Where a folder "does not exist" although its parent does, Node's own recursive mkdir never ends.
  it.skipIf(process.platform !== 'linux')('says that its data folder cannot be made', async () => {
    for (const name of ['main', 'start'] as const) {
      await using server = program(name, { ...enough, CALMIRROR_DATA_DIR: '/proc/x', PORT: '0' });
      expect(await server.exit()).toBe(1);
      expect(server.output()).toMatch(/^[^\n]*\/proc\/x[^\n]*: set CALMIRROR_DATA_DIR to a folder [^\n]*\n$/);
    }
  });

  it('says that the database refuses it', async () => {
    await using flow = await startFlow({ startServer: false });
    const url = new URL(flow.databaseUrl);
    url.password = 'wrong';
    await using server = program('main', { ...enough, DATABASE_URL: url.href, LOG_LEVEL: 'silent' });
    expect(await server.exit()).toBe(1);
    expect(server.output()).toMatch(/^The database cannot be used: it refuses the password/);
  });

  it('refuses to start with a key that did not seal what is there', async () => {
    await using flow = await startFlow();
    const person = await flow.signUp();
    await person.connect('adele@contoso.example', ['Calendar']);
    await flow.server.stop();
    await using server = program('main', { ...enough, DATABASE_URL: flow.databaseUrl, LOG_LEVEL: 'silent' });
    expect(await server.exit()).toBe(1);
    expect(server.output()).toMatch(/ENCRYPTION_KEY/);
  });

  it('of role worker answers no HTTP but its metrics, of role api does no work, and together they are one Calmirror', async () => {
    await using flow = await startFlow({ env: { ROLE: 'api' } });
    const person = await flow.signUp();
    const connections = await person.connect('adele@contoso.example', ['Calendar']);
    const status = async (): Promise<string> => {
      const row = await flow.database.db
        .selectFrom('calendar_connection')
        .select('status')
        .where('id', '=', connections.get('Calendar') ?? '')
        .executeTakeFirstOrThrow();
      return row.status;
    };
    expect(await status()).toBe('connecting');
    const metricsPort = await freePort();
    await using worker = program('main', {
      ...enough,
      METRICS_PORT: String(metricsPort),
      METRICS_TOKEN: 'a-token-for-prometheus',
      ENCRYPTION_KEY: flow.secrets[1] ?? '',
      MICROSOFT_CLIENT_ID: flow.simulator.clientId,
      MICROSOFT_CLIENT_SECRET: flow.simulator.clientSecret,
      MICROSOFT_LOGIN_URL: flow.simulator.url,
      MICROSOFT_GRAPH_URL: flow.simulator.url,
      API_URL: flow.server.url,
      DATABASE_URL: flow.databaseUrl,
      ROLE: 'worker',
      LEASE_SECONDS: '1',
    });
    await eventually('the worker synced it', async () => (await status()) === 'active');
    const ask = (path: string, token: string) =>
      fetch(`http://127.0.0.1:${metricsPort}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const answer = await ask('/metrics', 'a-token-for-prometheus');
    const counted = await answer.text();
    expect(counted).toMatch(/^calmirror_rounds_total\{trigger="connect",outcome="synced"\} [1-9]/m);
    expect(counted).toMatch(/^calmirror_worker_silence_seconds \d/m);
    expect((await ask('/metrics', 'a-token-for-somebody-else')).status).toBe(401);
    expect((await ask('/api/calendars', 'a-token-for-prometheus')).status).toBe(404);
    worker.kill('SIGTERM');
    expect(await worker.exit()).toBe(0);
  });
});

describe('npm start', () => {
  it('shows the addresses and the demo accounts, and ends with Ctrl-C', async () => {
    await using folder = temporaryFolder();
    const [port, simulatorPort] = [await freePort(), await freePort()];
    await using sandbox = program('start', {
      PORT: String(port),
      SIMULATOR_PORT: String(simulatorPort),
      CALMIRROR_DATA_DIR: folder.path,
    });
    await eventually(
      'the addresses',
      () => Promise.resolve(sandbox.output().includes('Demo accounts')),
      40_000,
    );
    for (const text of [
      `http://localhost:${port}`,
      `http://localhost:${simulatorPort}`,
      'adele@contoso.example',
    ]) {
      expect(sandbox.output()).toContain(text);
    }
    expect((await fetch(`http://localhost:${port}/health/ready`)).status).toBe(200);
    expect(statSync(path.join(folder.path, 'keys', 'encryption-key')).mode & 0o777).toBe(0o600);
    sandbox.kill('SIGINT');
    expect(await sandbox.exit()).toBe(0);
  }, 60_000);

  it('keeps the simulator away from a database that was given, where real mirrors may be', async () => {
    await using folder = temporaryFolder();
    await using sandbox = program('start', {
      DATABASE_URL: 'postgres://somebody:secret@127.0.0.1:1/mirrors',
      CALMIRROR_DATA_DIR: folder.path,
    });
    expect(await sandbox.exit()).toBe(1);
    expect(sandbox.output()).toMatch(/^DATABASE_URL is set and MICROSOFT_CLIENT_ID is not/);
    expect(sandbox.output()).not.toContain('secret');
  });

  it('with MICROSOFT_CLIENT_ID runs against the real Microsoft, and says that calendars poll', async () => {
    await using folder = temporaryFolder();
    await using sandbox = program('start', {
      MICROSOFT_CLIENT_ID: 'app',
      MICROSOFT_CLIENT_SECRET: 'a-secret-value',
      PORT: String(await freePort()),
      CALMIRROR_DATA_DIR: folder.path,
    });
    await eventually('the addresses', () => Promise.resolve(sandbox.output().includes('polled')), 40_000);
    expect(sandbox.output()).not.toContain('Demo accounts');
    expect(sandbox.output()).toContain('/api/oauth/microsoft/callback');
    sandbox.kill('SIGTERM');
    expect(await sandbox.exit()).toBe(0);
  }, 60_000);
});
