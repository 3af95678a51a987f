/**
 * The sandbox makes an ENCRYPTION_KEY for itself, once, and keeps it beside its data: whoever tries Calmirror
 * need not know what it is. The server itself never does that.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { makeFolders } from '@calmirror/server/platform/make-folders';
import { StartError } from '@calmirror/server/platform/start-error';

/**
 * Hexadecimal.
 * @throws StartError where the folder cannot be made or written
 */
export function sandboxKey(dataDir: string): string {
  try {
    return keptKey(dataDir);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartError(
      `${dataDir} cannot be used as the data folder (${why}): set CALMIRROR_DATA_DIR to a folder that can be written.`,
      { cause: error },
    );
  }
}

function keptKey(dataDir: string): string {
  const folder = path.join(dataDir, 'keys');
  const file = path.join(folder, 'encryption-key');
  // dataDir itself stays open: PostgreSQL may have to run as another user below it.
  makeFolders(dataDir, 0o755);
  makeFolders(folder, 0o700);
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
