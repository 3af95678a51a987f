import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { EmbeddedPostgres } from '../../../src/platform/embedded-postgres/start-embedded-postgres.ts';
import { isPostmaster } from '../../../src/platform/embedded-postgres/pid-file.ts';
import { madeFolder, parentProcess, query, removeMaster, start, temporaryFolder } from './support.ts';

function pidIn(folder: string): number {
  return Number(readFileSync(path.join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Whether a PostgreSQL works on the folder's data under that pid (a zombie does not). */
async function runs(pid: number, folder: string): Promise<boolean> {
  return (await isPostmaster(pid, path.join(folder, 'data'))) === true;
}

afterAll(removeMaster);

describe('an embedded PostgreSQL that runs', () => {
  let folder: Awaited<ReturnType<typeof madeFolder>>;
  let postgres: EmbeddedPostgres;
  beforeAll(async () => {
    folder = await madeFolder();
    postgres = await start(folder.path);
  });
  afterAll(async () => {
    await postgres.stop();
    await folder[Symbol.asyncDispose]();
  });

  it('gives us a role that owns its database and has no powers', async () => {
    expect(
      await query(
        postgres.url,
        'select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
      ),
    ).toEqual([{ rolsuper: false, rolcreaterole: false, rolcreatedb: false }]);
    await expect(query(postgres.url, "copy (select 1) to program 'true'")).rejects.toThrow(
      /permission denied/,
    );
    await expect(query(postgres.url.replace(/:[0-9a-f]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      /password/,
    );
    expect(statSync(path.join(folder.path, 'credentials.json')).mode & 0o777).toBe(0o600);
  });

  it('runs in a session of its own, so that Ctrl-C in our terminal does not reach it', async () => {
    const pid = pidIn(folder.path);
    const session = execFileSync('ps', ['-o', 'sid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    expect(session).toBe(String(pid));
  });

  it('can be reached by nobody else over the network', async () => {
    expect(await query(postgres.superuserUrl, 'show listen_addresses')).toEqual([
      { listen_addresses: '127.0.0.1' },
    ]);
    expect(await query(postgres.superuserUrl, 'show unix_socket_directories')).toEqual([
      { unix_socket_directories: '' },
    ]);
  });
});

describe('the embedded PostgreSQL', () => {
  it('starts from nothing, keeps its data over a restart, and leaves nothing running', async () => {
    await using folder = temporaryFolder();
    const first = await start(folder.path);
    expect(first.adopted).toBe(false);
    await query(first.url, 'create table kept (n integer); insert into kept values (7)');
    const pid = pidIn(folder.path);
    await first.stop();
    await first.stop();
    expect(await runs(pid, folder.path)).toBe(false);

    await using second = await start(folder.path);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }]);
  });

  it('is adopted when its parent was killed, and stopped by the one that adopted it', async () => {
    await using folder = await madeFolder();
    await using parent = await parentProcess(folder.path);
    const url = parent.said.url ?? '';
    await query(url, 'create table kept (n integer)');
    const pid = pidIn(folder.path);
    await parent.kill();
    expect(await runs(pid, folder.path)).toBe(true);

    const adopted = await start(folder.path);
    expect([adopted.adopted, adopted.url]).toEqual([true, url]);
    expect(pidIn(folder.path)).toBe(pid);
    expect(await query(adopted.url, 'select n from kept')).toEqual([]);
    await adopted.stop();
    expect(await runs(pid, folder.path)).toBe(false);
  });

  it('recovers when it was killed itself together with its parent', async () => {
    await using folder = await madeFolder();
    await using parent = await parentProcess(folder.path, { durable: true });
    await query(parent.said.url ?? '', 'create table kept (n integer); insert into kept values (1)');
    const pid = pidIn(folder.path);
    await parent.kill();
    process.kill(pid, 'SIGKILL');
    await using again = await start(folder.path);
    expect(again.adopted).toBe(false);
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('does not trust a pid file whose pid belongs to a stranger by now', async () => {
    await using folder = await madeFolder();
    const first = await start(folder.path);
    const pidFile = path.join(folder.path, 'data', 'postmaster.pid');
    const left = readFileSync(pidFile, 'utf8');
    await first.stop();
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    try {
      writeFileSync(pidFile, left.replace(/^\d+/, String(stranger.pid)));
      await using second = await start(folder.path);
      expect(second.adopted).toBe(false);
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill();
      await once(stranger, 'exit');
    }
  });

  it('waits for one that is still shutting down, and then starts anew', async () => {
    await using folder = await madeFolder();
    await using parent = await parentProcess(folder.path);
    const pid = pidIn(folder.path);
    await parent.kill();
    process.kill(pid, 'SIGTERM');
    await using again = await start(folder.path);
    expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await isPostmaster(pidIn(folder.path), path.join(folder.path, 'data'))).toBe(true);
  });

  it('is never started twice on one folder: the second one is told who has it', async () => {
    await using folder = await madeFolder();
    await using parent = await parentProcess(folder.path);
    expect(parent.said.error).toBeUndefined();
    await expect(start(folder.path)).rejects.toThrow(/Another Calmirror already uses the database/);
  });

  it('is started once when two processes begin at the same moment on an empty folder', async () => {
    await using folder = temporaryFolder();
    const [one, two] = await Promise.all([parentProcess(folder.path), parentProcess(folder.path)]);
    await using _one = one;
    await using _two = two;
    const errors = [one.said.error, two.said.error].filter((error) => error !== undefined);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('Another Calmirror');
  });

  it.skipIf(process.platform !== 'linux')(
    'makes its database anew when the first start was killed half-way',
    async () => {
      await using folder = temporaryFolder();
      const begun = parentProcess(folder.path).catch(() => undefined);
      const unfinished = (): string[] =>
        readdirSync(folder.path).filter((name) => /^data\.[0-9a-f-]+$/.test(name));
      const end = performance.now() + 10_000;
      while (!unfinished().some((name) => existsSync(path.join(folder.path, name, 'PG_VERSION')))) {
        if (performance.now() > end) throw new Error('initdb did not begin.');
        await sleep(2);
      }
      for (const pid of processesOf(`start-and-wait.ts\0${folder.path}`)) process.kill(pid, 'SIGKILL');
      await Promise.race([begun, sleep(100)]);
      expect(existsSync(path.join(folder.path, 'data'))).toBe(false);

      await using postgres = await start(folder.path);
      expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await postgres.stop();
      await (await start(folder.path)).stop();
      expect(unfinished()).toEqual([]);
    },
  );

  it('says in a sentence that its port is busy', async () => {
    await using folder = await madeFolder();
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    try {
      await expect(start(folder.path, { port: address.port })).rejects.toThrow(
        /^Another program listens at the port/,
      );
    } finally {
      busy.close();
    }
    await using postgres = await start(folder.path, { port: address.port });
    expect(new URL(postgres.url).port).toBe(String(address.port));
  });

  it('refuses data whose credentials are lost, and data of another PostgreSQL', async () => {
    await using folder = await madeFolder();
    await (await start(folder.path)).stop();
    const credentials = path.join(folder.path, 'credentials.json');
    const kept = readFileSync(credentials, 'utf8');
    execFileSync('rm', [credentials]);
    await expect(start(folder.path)).rejects.toThrow(/credentials\.json is missing/);
    writeFileSync(credentials, '{');
    await expect(start(folder.path)).rejects.toThrow(/damaged/);
    writeFileSync(credentials, kept);
    writeFileSync(path.join(folder.path, 'data', 'PG_VERSION'), '12\n');
    await expect(start(folder.path)).rejects.toThrow(/PostgreSQL 12/);
  });
});

/** Ids of processes whose command line, arguments parted by NUL, holds this. */
function processesOf(commandLine: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(commandLine);
      } catch {
        return false;
      }
    })
    .map(Number);
}
