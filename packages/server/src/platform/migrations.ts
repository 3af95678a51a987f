/**
 * Numbered, forward-only SQL migrations: `0001_name.sql`, each in a transaction of its own.
 * One runner at a time over all processes; applied files are remembered with their checksum,
 * and a database that a newer version has migrated is refused.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import type pg from 'pg';

import { StartError } from './start-error.ts';

export interface MigrateOptions {
  readonly pool: pg.Pool;
  readonly folder: string;
}

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly text: string;
}

const LOCK_KEY = 7_402_530;
const fileName = /^(\d{4})_([a-z0-9_]+)\.sql$/;

/** Applies what is missing, in order. Returns the names of the files applied now. Throws StartError. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(options.folder);
  const applied: string[] = [];
  const client = await options.pool.connect();
  try {
    for (const migration of migrations) {
      if (await applyOnce(client, migrations, migration)) applied.push(migration.name);
    }
    return applied;
  } finally {
    client.release();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(fileName.exec(name)?.[1]);
      if (version !== index + 1) {
        throw new StartError(
          `Migration ${name} is out of order: the files must be numbered from 0001 without a gap.`,
        );
      }
      const text = (await readFile(path.join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
      return { version, name, checksum: createHash('sha256').update(text).digest('hex'), text };
    }),
  );
}

async function applyOnce(
  client: pg.PoolClient,
  known: readonly Migration[],
  migration: Migration,
): Promise<boolean> {
  await client.query('begin');
  try {
    await client.query('set local statement_timeout = 0; set local lock_timeout = 0');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK_KEY]);
    const applied = await readApplied(client, known);
    if (applied.has(migration.version)) {
      await client.query('commit');
      return false;
    }
    await client.query(migration.text);
    await client.query(
      'insert into schema_migration (version, name, checksum, applied_at) values ($1, $2, $3, clock_timestamp())',
      [migration.version, migration.name, migration.checksum],
    );
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback');
    if (error instanceof StartError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Migration ${migration.name} failed and was rolled back: ${reason}`, {
      cause: error,
    });
  }
}

async function readApplied(client: pg.PoolClient, known: readonly Migration[]): Promise<Set<number>> {
  await client.query(`create table if not exists schema_migration (
    version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null)`);
  const { rows } = await client.query<{ version: number; name: string; checksum: string }>(
    'select version, name, checksum from schema_migration order by version',
  );
  for (const row of rows) {
    const migration = known[row.version - 1];
    if (migration === undefined) {
      throw new StartError(
        `The database was migrated by a newer version of Calmirror (${row.name}): start that version, or restore an older backup.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new StartError(
        `Migration ${row.name} was changed after it had been applied: restore the file, and put the change into a new migration.`,
      );
    }
  }
  return new Set(rows.map((row) => row.version));
}
