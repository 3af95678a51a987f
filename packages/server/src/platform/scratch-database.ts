/** A PostgreSQL for a moment: an embedded one in a temporary folder, gone with everything in it at the end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres.ts';
import type { Logger } from './logger.ts';

export async function scratchPostgres(logger: Logger): Promise<{ url: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'calmirror-scratch-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder, logger, durable: false });
  return {
    url: postgres.url,
    [Symbol.asyncDispose]: async () => {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
