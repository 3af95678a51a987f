/** A parent process for the tests: starts the embedded PostgreSQL, says so, and waits to be killed or told to stop. */
import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres/start-embedded-postgres.ts';
import { createLogger } from '../../../src/platform/logger.ts';

const [dataDir = '', durable] = process.argv.slice(2);
try {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    logger: createLogger({ level: 'silent' }),
    durable: durable === 'durable',
  });
  console.log(JSON.stringify({ url: postgres.url, adopted: postgres.adopted }));
  const alive = setInterval(() => undefined, 60_000);
  process.once('SIGTERM', () => {
    clearInterval(alive);
    void postgres.stop();
  });
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
}
