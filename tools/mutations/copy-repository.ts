/**
 * A copy of the repository that may be broken at will: the files that Git knows or would know, as they are now,
 * and the installed packages by links. Our own packages are linked inside the copy, or a test would read the
 * original instead of what was broken.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export interface RepositoryCopy extends AsyncDisposable {
  readonly folder: string;
}

export async function copyRepository(root: string): Promise<RepositoryCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'calmirror-mutate-'));
  try {
    for (const file of await filesOf(root)) {
      await cp(path.join(root, file), path.join(folder, file), { recursive: true });
    }
    await linkPackages(root, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function filesOf(root: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
  );
  // One that was deleted and not committed is still listed.
  return stdout.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)));
}

async function linkPackages(root: string, copy: string): Promise<void> {
  const installed = path.join(root, 'node_modules');
  const own = path.join(copy, 'node_modules/@calmirror');
  await mkdir(own, { recursive: true });
  for (const name of await readdir(installed)) {
    if (name !== '@calmirror')
      await symlink(path.join(installed, name), path.join(copy, 'node_modules', name));
  }
  for (const name of await readdir(path.join(copy, 'packages'))) {
    await symlink(path.join(copy, 'packages', name), path.join(own, name));
    const nested = path.join(root, 'packages', name, 'node_modules');
    if (existsSync(nested)) await symlink(nested, path.join(copy, 'packages', name, 'node_modules'));
  }
}
