/**
 * One living process per folder. The lock is an operating-system lock on a file (taken through SQLite, which
 * has it right on every platform): it ends with its process, however that ends, so it can never be stale.
 */
import { DatabaseSync } from 'node:sqlite';

/** Takes the lock, or returns undefined because another process (or this one) holds it. */
export function lockFolder(file: string): Disposable | undefined {
  const handle = new DatabaseSync(file, { timeout: 0 });
  try {
    handle.exec('begin exclusive');
  } catch (error) {
    handle.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return {
    [Symbol.dispose]: () => {
      if (handle.isOpen) handle.close();
    },
  };
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
