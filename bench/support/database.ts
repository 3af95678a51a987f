import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openDatabase } from '@calmirror/server/platform/database';
import type { OpenDatabase } from '@calmirror/server/platform/database';
import { startEmbeddedPostgres } from '@calmirror/server/platform/embedded-postgres/start-embedded-postgres';
import { createLogger } from '@calmirror/server/platform/logger';
import { migrate } from '@calmirror/server/platform/migrations';
import type { Database } from '@calmirror/server/models/database';

const migrations = path.resolve(import.meta.dirname, '../../packages/server/migrations');

export interface BenchDatabase extends OpenDatabase<Database> {
  /** For a server of its own. */
  readonly url: string;
  /** For extensions that count. */
  readonly superuserUrl: string;
}

/** An embedded PostgreSQL as the product runs it, durable, in a folder that goes with it. */
export async function benchDatabase(settings: Readonly<Record<string, string>> = {}): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'calmirror-bench-'));
  const postgres = await startEmbeddedPostgres({
    dataDir,
    logger: createLogger({ level: 'error' }),
    settings,
  });
  const opened = openDatabase<Database>({ url: postgres.url, poolSize: 10, applicationName: 'bench' });
  await migrate({ pool: opened.pool, folder: migrations });
  return {
    ...opened,
    url: postgres.url,
    superuserUrl: postgres.superuserUrl,
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
