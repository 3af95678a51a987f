/**
 * The sandbox makes an ENCRYPTION_KEY for itself, once, and keeps it beside its data: whoever tries Calmirror
 * need not know what it is. The server itself never does that.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Hexadecimal. */
export function sandboxKey(dataDir: string): string {
  const folder = path.join(dataDir, 'keys');
  const file = path.join(folder, 'encryption-key');
  // dataDir itself stays open: PostgreSQL may have to run as another user below it.
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
