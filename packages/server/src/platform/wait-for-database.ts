/** A database that is given may come up after us; one that refuses us or is too old is said at once. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Pool } from 'pg';

import { StartError } from './start-error.ts';

const OLDEST = 16;
const PATIENCE_MS = 30_000;
const AGAIN_MS = 500;

const refusals: Readonly<Record<string, string>> = {
  '28P01': 'it refuses the password of DATABASE_URL',
  '28000': 'it refuses the user of DATABASE_URL',
  '3D000': 'the database named in DATABASE_URL does not exist: create it first',
  ENOTFOUND: 'the host named in DATABASE_URL is not known',
};

/** Resolves when it answers. @throws StartError */
export async function waitForDatabase(pool: Pool, patienceMs = PATIENCE_MS): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      const { rows } = await pool.query<{ version: string }>(
        "select current_setting('server_version_num') as version",
      );
      const major = Math.floor(Number(rows[0]?.version) / 10_000);
      if (major >= OLDEST) return;
      throw new StartError(`The database is PostgreSQL ${major}, and Calmirror needs ${OLDEST} or newer.`);
    } catch (error) {
      if (error instanceof StartError) throw error;
      const code = codeOf(error);
      const reason = refusals[code];
      if (reason !== undefined)
        throw new StartError(`The database cannot be used: ${reason}.`, { cause: error });
      if (performance.now() > until) {
        throw new StartError(`The database does not answer (${code}): check DATABASE_URL and start again.`, {
          cause: error,
        });
      }
    }
    await sleep(AGAIN_MS);
  }
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : 'unknown';
}
