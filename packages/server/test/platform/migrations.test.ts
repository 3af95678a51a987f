import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { migrationsFolder } from '../../src/migrations-folder.ts';
import { migrate } from '../../src/platform/migrations.ts';
import { dumpSchema } from '../../src/platform/schema-dump.ts';
import { testDatabase } from '../support/postgres.ts';

async function folderWith(files: Record<string, string>): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'calmirror-migrations-'));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

describe('migrations', () => {
  it('are applied once, in order, also when several processes start at the same time', async () => {
    await using database = await testDatabase({ empty: true });
    await using folder = await folderWith({
      '0001_first.sql': 'create table first (n integer)',
      '0002_second.sql': 'alter table first add m integer',
    });
    const options = { pool: database.pool, folder: folder.path };
    const applied = await Promise.all([migrate(options), migrate(options), migrate(options)]);
    expect(applied.flat().toSorted()).toEqual(['0001_first.sql', '0002_second.sql']);
    expect(await migrate(options)).toEqual([]);
  });

  it('that fail leave nothing behind and say why', async () => {
    await using database = await testDatabase({ empty: true });
    await using folder = await folderWith({
      '0001_good.sql': 'create table good (n integer)',
      '0002_bad.sql': 'create table half (n integer); select * from nowhere',
    });
    const options = { pool: database.pool, folder: folder.path };
    await expect(migrate(options)).rejects.toThrow(/0002_bad\.sql failed and was rolled back: .*nowhere/);
    const { rows } = await database.pool.query(
      `select to_regclass('good') is not null as good, to_regclass('half') as half`,
    );
    expect(rows).toEqual([{ good: true, half: null }]);
  });

  it('refuse a database that a newer version has migrated', async () => {
    await using database = await testDatabase({ empty: true });
    await using newer = await folderWith({ '0001_a.sql': 'select 1', '0002_b.sql': 'select 2' });
    await migrate({ pool: database.pool, folder: newer.path });
    await using older = await folderWith({ '0001_a.sql': 'select 1' });
    await expect(migrate({ pool: database.pool, folder: older.path })).rejects.toThrow(
      /newer version of Calmirror \(0002_b\.sql\)/,
    );
  });

  it('refuse a file that was changed after it had been applied, but not new line ends', async () => {
    await using database = await testDatabase({ empty: true });
    await using folder = await folderWith({ '0001_a.sql': 'select 1;\nselect 2;\n' });
    const options = { pool: database.pool, folder: folder.path };
    await migrate(options);
    await writeFile(path.join(folder.path, '0001_a.sql'), 'select 1;\r\nselect 2;\r\n');
    expect(await migrate(options)).toEqual([]);
    await writeFile(path.join(folder.path, '0001_a.sql'), 'select 3;\n');
    await expect(migrate(options)).rejects.toThrow(/0001_a\.sql was changed after it had been applied/);
  });

  it('refuse a gap in the numbers', async () => {
    await using database = await testDatabase({ empty: true });
    await using folder = await folderWith({});
    await cp(migrationsFolder, folder.path, { recursive: true });
    await rm(path.join(folder.path, '0002_accounts.sql'));
    await expect(migrate({ pool: database.pool, folder: folder.path })).rejects.toThrow(/without a gap/);
  });
});

describe('schema.sql', () => {
  it('is what the migrations make', async () => {
    await using database = await testDatabase();
    const committed = await readFile(new URL('../../schema.sql', import.meta.url), 'utf8');
    expect(await dumpSchema(database.pool)).toBe(committed);
  });
});
