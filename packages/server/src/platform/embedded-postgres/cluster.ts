/**
 * Makes a new database cluster. It grows under a name of its own and is renamed when complete, so that a start
 * that was killed in between leaves nothing that looks like a database. The initdb of a killed start lives on
 * for a moment: a name is never used twice.
 */
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { newId } from '../ids.ts';
import { StartError } from '../start-error.ts';
import type { Binaries } from './binaries.ts';
import { explain } from './explain.ts';
import type { Home } from './home.ts';
import { giveTo, identity } from './run-as.ts';

export const SUPERUSER = 'postgres';
const MAJOR = '18';

export async function hasCluster(home: Home): Promise<boolean> {
  return (await stat(path.join(home.data, 'PG_VERSION')).catch(() => undefined)) !== undefined;
}

/** Throws StartError when the data is of another PostgreSQL. */
export async function checkVersion(home: Home): Promise<void> {
  const version = (await readFile(path.join(home.data, 'PG_VERSION'), 'utf8')).trim();
  if (version !== MAJOR) {
    throw new StartError(
      `The data in ${home.data} is of PostgreSQL ${version}, and this Calmirror brings PostgreSQL ${MAJOR}: dump it with the version that wrote it, or set DATABASE_URL.`,
    );
  }
}

/** `durable` false skips waiting for the disk: for tests. */
export async function createCluster(
  home: Home,
  binaries: Binaries,
  password: string,
  durable: boolean,
): Promise<void> {
  const growing = `${home.data}.${newId()}`;
  const passwordFile = `${growing}.password`;
  await mkdir(growing, { mode: 0o700 });
  await giveTo(home.user, growing);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(home.user, passwordFile);
  try {
    await run(home, binaries.initdb, [
      `--pgdata=${growing}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      // The same order and case rules on every machine.
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ]);
    await rename(growing, home.data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(growing, { recursive: true, force: true });
  }
}

/** What killed starts have left. Their initdb may still be writing: what resists goes the next time. */
export async function removeUnfinished(home: Home): Promise<void> {
  const prefix = `${path.basename(home.data)}.`;
  for (const name of await readdir(home.folder)) {
    if (!name.startsWith(prefix)) continue;
    await rm(path.join(home.folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Runs one of PostgreSQL's programs to its end. Throws StartError with the reason it gave. */
export function run(home: Home, program: string, args: readonly string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(program, args, {
    cwd: home.folder,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity(home.user),
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  child.on('error', (error) => {
    reject(new StartError(explain(error.message, home), { cause: error }));
  });
  child.on('close', (code) => {
    if (code === 0) resolve();
    else reject(new StartError(explain(output, home)));
  });
  return promise;
}

/** Nothing of ours: a PGPORT or PGDATA of the person's shell must not decide, and no secret is inherited. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', SYSTEMROOT: process.env['SYSTEMROOT'] };
}
