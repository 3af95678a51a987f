/** npm run db:migrate: brings the database of DATABASE_URL, or the embedded one, up to date. */
import path from 'node:path';

import { loadDatabaseConfig } from './config/load-config.ts';
import { processEnvironment } from './config/environment.ts';
import { migrationsFolder } from './migrations-folder.ts';
import { openDatabase } from './platform/database.ts';
import { startEmbeddedPostgres } from './platform/embedded-postgres/start-embedded-postgres.ts';
import { createLogger } from './platform/logger.ts';
import { migrate } from './platform/migrations.ts';
import { StartError } from './platform/start-error.ts';
import { waitForDatabase } from './platform/wait-for-database.ts';

async function main(): Promise<void> {
  const { databaseUrl, dataDir } = loadDatabaseConfig(processEnvironment());
  await using stack = new AsyncDisposableStack();
  let url = databaseUrl;
  if (url === undefined) {
    const logger = createLogger({ level: 'warn' });
    url = stack.use(await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres'), logger })).url;
  }
  const database = stack.use(openDatabase({ url, poolSize: 1, applicationName: 'calmirror-migrate' }));
  await waitForDatabase(database.pool);
  const applied = await migrate({ pool: database.pool, folder: migrationsFolder });
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}
