/**
 * Builds the page when it is missing or older than what it is made of. Several processes may ask at once
 * (test workers, `npm start`): each builds into a folder of its own and puts it in place by renaming.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

import { compressAssets } from './compress-assets.ts';

const webFolder = path.resolve(import.meta.dirname, '..');
const STAMP = 'made-of.txt';
const madeOf = [
  'src',
  'build',
  'index.html',
  'vite.config.ts',
  'package.json',
  '../api-contract/src',
  '../../package-lock.json',
];

export interface BuiltPage {
  /** Holds index.html and assets/. */
  readonly folder: string;
  /** False: the page that was there is current. */
  readonly built: boolean;
}

/** By content, not by date: a checkout or a clock may date files as it likes. */
export async function buildPage(folder = path.join(webFolder, 'dist')): Promise<BuiltPage> {
  const wanted = await digestOfSources();
  if ((await stampOf(folder)) === wanted) return { folder, built: false };
  const making = await mkdtemp(`${folder}.new-`);
  try {
    await runVite(making);
    await compressAssets(path.join(making, 'assets'));
    await writeFile(path.join(making, STAMP), wanted);
    await putInPlace(making, folder);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return { folder, built: true };
}

/** A process of its own: the build is for production, whatever NODE_ENV is here (a test runner sets it). */
async function runVite(folder: string): Promise<void> {
  const vite = path.join(
    path.dirname(createRequire(import.meta.url).resolve('vite/package.json')),
    'bin/vite.js',
  );
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', webFolder, '--logLevel', 'warn', '--outDir', folder, '--emptyOutDir'],
    { env: { ...process.env, NODE_ENV: 'production' } },
  );
}

async function putInPlace(making: string, folder: string): Promise<void> {
  const old = await mkdtemp(`${folder}.old-`);
  await rename(folder, path.join(old, 'page')).catch(ignoreMissing);
  try {
    await rename(making, folder);
  } catch (error) {
    // Somebody else put theirs there meanwhile: it is made of the same sources.
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(old, { recursive: true, force: true });
  }
}

async function digestOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const each of madeOf) {
    for (const file of await filesUnder(path.join(webFolder, each))) {
      hash.update(path.relative(webFolder, file)).update('\0');
      hash.update(await readFile(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesUnder(place: string): Promise<string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  });
  if (entries === undefined) return [place];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}

async function stampOf(folder: string): Promise<string | undefined> {
  return readFile(path.join(folder, STAMP), 'utf8').catch(ignoreMissing);
}

function ignoreMissing(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
