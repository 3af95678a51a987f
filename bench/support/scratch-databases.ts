/**
 * Several migrated databases on one embedded PostgreSQL: the same rows in different numbers, side by side. Nothing
 * waits for the disk, and no vacuum comes in the middle of a measurement: sizes are compared here, not disks.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Database } from '@calmirror/server/models/database';
import { openDatabase } from '@calmirror/server/platform/database';
import type { OpenDatabase } from '@calmirror/server/platform/database';
import { startEmbeddedPostgres } from '@calmirror/server/platform/embedded-postgres/start-embedded-postgres';
import { createLogger } from '@calmirror/server/platform/logger';
import { migrate } from '@calmirror/server/platform/migrations';

const migrations = path.resolve(import.meta.dirname, '../../packages/server/migrations');

export interface ScratchDatabase extends OpenDatabase<Database> {
  readonly url: string;
}

export interface ScratchDatabases extends AsyncDisposable {
  /** Empty, with our tables. */
  create(name: string): Promise<ScratchDatabase>;
}

export async function scratchDatabases(): Promise<ScratchDatabases> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'calmirror-bench-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({
    dataDir,
    logger: createLogger({ level: 'error' }),
    durable: false,
    mayCreateDatabases: true,
    settings: { autovacuum: 'off', max_wal_size: '4GB', shared_buffers: '512MB' },
  });
  stack.use(postgres);
  const disposables = stack.move();
  return {
    create: async (name) => {
      await using server = openDatabase<Database>({
        url: postgres.url,
        poolSize: 1,
        applicationName: 'bench',
      });
      await server.pool.query(`create database ${name}`);
      const url = new URL(postgres.url);
      url.pathname = name;
      const opened = openDatabase<Database>({ url: url.href, poolSize: 10, applicationName: 'bench' });
      await migrate({ pool: opened.pool, folder: migrations });
      disposables.use(opened);
      return { ...opened, url: url.href };
    },
    [Symbol.asyncDispose]: () => disposables.disposeAsync(),
  };
}
