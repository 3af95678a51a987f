import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, statSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Client } from 'pg';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres/start-embedded-postgres.ts';
import type {
  EmbeddedPostgres,
  EmbeddedPostgresOptions,
} from '../../../src/platform/embedded-postgres/start-embedded-postgres.ts';
import { createLogger } from '../../../src/platform/logger.ts';

export const isRoot = process.getuid?.() === 0;
export const logger = createLogger({ level: 'silent' });

/** A folder that goes, with every PostgreSQL in it, when the test ends. */
export function temporaryFolder(owner?: number): { path: string } & AsyncDisposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'calmirror-embedded-'));
  chmodSync(folder, 0o755);
  if (owner !== undefined) chownSync(folder, owner, owner);
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** A folder with a database that was made once and is copied: making one takes a second of CPU. */
export async function madeFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = temporaryFolder();
  await cp(await master(), folder.path, { recursive: true, preserveTimestamps: true });
  await restoreOwner(folder.path);
  return folder;
}

let made: Promise<string> | undefined;

function master(): Promise<string> {
  made ??= (async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'calmirror-embedded-'));
    chmodSync(folder, 0o755);
    await (await start(folder)).stop();
    return folder;
  })();
  return made;
}

export async function removeMaster(): Promise<void> {
  if (made !== undefined) await rm(await made, { recursive: true, force: true });
}

/** Copies belong to root; the data must belong to whom the master's belongs to. */
async function restoreOwner(folder: string): Promise<void> {
  if (!isRoot) return;
  const { uid, gid } = statSync(path.join(await master(), 'data'));
  execFileSync('chown', ['-R', `${uid}:${gid}`, path.join(folder, 'data')]);
}

export function start(
  dataDir: string,
  options: Partial<EmbeddedPostgresOptions> = {},
): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, logger, durable: false, ...options });
}

export async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

const Said = Type.Object({
  url: Type.Optional(Type.String()),
  adopted: Type.Optional(Type.Boolean()),
  error: Type.Optional(Type.String()),
});

export interface Parent extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly said: { url?: string; adopted?: boolean; error?: string };
  /** SIGKILL: PostgreSQL stays. */
  kill(): Promise<void>;
  /** SIGTERM: PostgreSQL is stopped. */
  stop(): Promise<void>;
}

/** Another process that starts PostgreSQL on the folder. */
export async function parentProcess(
  dataDir: string,
  options: { uid?: number; durable?: boolean } = {},
): Promise<Parent> {
  const { uid } = options;
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      fileURLToPath(new URL('start-and-wait.ts', import.meta.url)),
      dataDir,
      options.durable === true ? 'durable' : 'fast',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/', ...(uid === undefined ? {} : { uid, gid: uid }) },
  );
  const lines: unknown[] = await once(createInterface(child.stdout), 'line');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  return {
    child,
    said: Value.Parse(Said, JSON.parse(String(lines[0]))),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  };
}
