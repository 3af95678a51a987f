/**
 * A real, migrated database for one test: a copy of the template, dropped at the end.
 *
 *     await using database = await testDatabase();
 */
import type { Kysely } from 'kysely';
import type pg from 'pg';
import { inject } from 'vitest';

import type { Database } from '../../src/models/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { TEMPLATE } from './databases.ts';

export interface TestDatabase extends AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly pool: pg.Pool;
  /** For a second pool or another process on the same database. */
  readonly url: string;
}

/** `empty` gives one without our tables. */
export async function testDatabase(
  options: { poolSize?: number; empty?: boolean } = {},
): Promise<TestDatabase> {
  const server = await testServerUrl();
  const name = `test_${newId().replaceAll('-', '')}`;
  await onServer(
    server,
    `create database ${name} template ${options.empty === true ? 'template1' : TEMPLATE}`,
  );
  const url = new URL(server);
  url.pathname = name;
  const opened = openDatabase<Database>({
    url: url.href,
    poolSize: options.poolSize ?? 10,
    applicationName: 'test',
  });
  return {
    db: opened.db,
    pool: opened.pool,
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function testServerUrl(): Promise<string> {
  const answer = await fetch(inject('testPostgresAddress'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The PostgreSQL of this test run did not start: ${text}`);
  return text;
}

async function onServer(url: string, statement: string): Promise<void> {
  await using server = openDatabase({ url, poolSize: 1, applicationName: 'test-setup' });
  await server.pool.query(statement);
}
