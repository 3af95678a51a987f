/** A PostgreSQL with migrated databases for rooms, where no test run provides one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { migrationsFolder } from '../../../src/migrations-folder.ts';
import { openDatabase } from '../../../src/platform/database.ts';
import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres/start-embedded-postgres.ts';
import { createLogger } from '../../../src/platform/logger.ts';
import { migrate } from '../../../src/platform/migrations.ts';

export interface OwnPostgres extends AsyncDisposable {
  readonly databaseUrls: readonly string[];
}

export async function ownPostgres(databases: number): Promise<OwnPostgres> {
  await using starting = new AsyncDisposableStack();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'calmirror-scratch-'));
  starting.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = starting.use(
    await startEmbeddedPostgres({
      dataDir,
      logger: createLogger({ level: 'error' }),
      durable: false,
      mayCreateDatabases: true,
      settings: { max_connections: '300', shared_buffers: '64MB', max_wal_size: '256MB' },
    }),
  );
  const databaseUrls: string[] = [];
  for (let index = 0; index < databases; index += 1) {
    const name = `room_${index}`;
    {
      await using server = openDatabase({ url: postgres.url, poolSize: 1, applicationName: 'rooms' });
      await server.pool.query(`create database ${name}`);
    }
    const url = new URL(postgres.url);
    url.pathname = name;
    await using room = openDatabase({ url: url.href, poolSize: 1, applicationName: 'rooms' });
    await migrate({ pool: room.pool, folder: migrationsFolder });
    databaseUrls.push(url.href);
  }
  const running = starting.move();
  return { databaseUrls, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
