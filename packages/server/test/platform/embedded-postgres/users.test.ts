import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { findNativeFolder } from '../../../src/platform/embedded-postgres/binaries.ts';
import { isRoot, parentProcess, query, start, temporaryFolder } from './support.ts';

const NOBODY = 65_534;

describe('the embedded PostgreSQL and the users of the machine', () => {
  it.skipIf(!isRoot)('started by root, runs as somebody else, who alone can read its data', async () => {
    await using folder = temporaryFolder();
    await using _postgres = await start(folder.path);
    const data = statSync(path.join(folder.path, 'data'));
    expect(data.uid).not.toBe(0);
    expect(data.mode & 0o777).toBe(0o700);
    expect(statSync(path.join(folder.path, 'credentials.json')).uid).toBe(0);
  });

  it.skipIf(!isRoot)(
    'started by an ordinary user, runs as that user, also in a home of mode 700',
    async () => {
      await using home = temporaryFolder(NOBODY);
      chmodSync(home.path, 0o700);
      const dataDir = path.join(home.path, 'clone', '.calmirror', 'postgres');
      await using parent = await parentProcess(dataDir, { uid: NOBODY });
      expect(parent.said.error).toBeUndefined();
      expect(await query(parent.said.url ?? '', 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(statSync(path.join(dataDir, 'data')).uid).toBe(NOBODY);
    },
  );

  it.skipIf(!isRoot)(
    'started by root from a clone in a home of mode 700, works where its user can reach it, and finds it again',
    async () => {
      await using home = temporaryFolder();
      await using reachable = temporaryFolder();
      const clone = path.join(home.path, 'clone');
      mkdirSync(clone);
      cpSync(path.dirname(findNativeFolder()), path.join(clone, 'package'), {
        recursive: true,
        verbatimSymlinks: true,
      });
      chmodSync(home.path, 0o700);
      const options = {
        nativeFolder: path.join(clone, 'package', 'native'),
        reachableRoot: reachable.path,
      };
      const dataDir = path.join(clone, '.calmirror', 'postgres');
      const first = await start(dataDir, options);
      await query(first.url, 'create table kept (n integer)');
      await first.stop();
      expect(existsSync(path.join(dataDir, 'data'))).toBe(false);
      const location = readFileSync(path.join(dataDir, 'LOCATION'), 'utf8').trim();
      expect(existsSync(path.join(location, 'data'))).toBe(true);
      expect(readdirSync(reachable.path).some((name) => name.startsWith('postgresql-'))).toBe(true);

      await using second = await start(dataDir, options);
      expect(await query(second.url, 'select n from kept')).toEqual([]);
    },
  );

  it.skipIf(!isRoot)('says who may not enter where, when no place can be reached', async () => {
    await using home = temporaryFolder();
    chmodSync(home.path, 0o700);
    await expect(
      start(path.join(home.path, 'data'), { reachableRoot: path.join(home.path, 'elsewhere') }),
    ).rejects.toThrow(/set CALMIRROR_DATA_DIR to a folder that everybody can enter/);
  });

  it.skipIf(!isRoot)('says in a sentence that the folder belongs to somebody else', async () => {
    await using home = temporaryFolder();
    await using parent = await parentProcess(path.join(home.path, 'postgres'), { uid: NOBODY });
    expect(parent.said.error).toMatch(/^The data folder .* cannot be made/);
  });

  it('says in a sentence that no PostgreSQL is there', async () => {
    await using folder = temporaryFolder();
    await expect(start(folder.path, { nativeFolder: folder.path })).rejects.toThrow(/run npm ci again/);
  });

  it('says in a sentence that the programs do not run on this system', async () => {
    await using folder = temporaryFolder();
    await using programs = temporaryFolder();
    const native = path.join(programs.path, 'native');
    for (const inside of ['bin', 'lib']) mkdirSync(path.join(native, inside), { recursive: true });
    for (const program of ['initdb', 'postgres', 'pg_ctl']) {
      execFileSync('sh', ['-c', `printf '#!/no/such/loader\\n' > ${native}/bin/${program}`]);
      chmodSync(path.join(native, 'bin', program), 0o755);
    }
    await expect(start(folder.path, { nativeFolder: native })).rejects.toThrow(
      /set DATABASE_URL to a PostgreSQL/,
    );
  });

  it.skipIf(!canMount())('says in a sentence that the disk is full', async () => {
    await using folder = temporaryFolder();
    const small = path.join(folder.path, 'small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m,mode=755', 'tmpfs', small]);
    try {
      await expect(start(path.join(small, 'postgres'))).rejects.toThrow(/^The disk is full/);
    } finally {
      execFileSync('umount', [small]);
    }
  });
});

function canMount(): boolean {
  if (!isRoot || process.platform !== 'linux') return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
