/** npm run db:dump: applies the migrations to an empty database and writes schema.sql from its catalogue. */
import { writeFile } from 'node:fs/promises';

import { migrationsFolder } from './migrations-folder.ts';
import { openDatabase } from './platform/database.ts';
import { createLogger } from './platform/logger.ts';
import { migrate } from './platform/migrations.ts';
import { dumpSchema } from './platform/schema-dump.ts';
import { scratchPostgres } from './platform/scratch-database.ts';

const logger = createLogger({ level: 'warn' });
await using postgres = await scratchPostgres(logger);
await using database = openDatabase({ url: postgres.url, poolSize: 2, applicationName: 'calmirror-dump' });
await migrate({ pool: database.pool, folder: migrationsFolder });
await writeFile(new URL('../schema.sql', import.meta.url), await dumpSchema(database.pool));
