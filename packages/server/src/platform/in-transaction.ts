/**
 * A transaction that meets others on the same rows in another order: PostgreSQL ends one of them, which begins again.
 * What it does outside the database must be harmless twice.
 */
import type { Kysely, Transaction } from 'kysely';

const ATTEMPTS = 4;
/** deadlock_detected, serialization_failure */
const retryable = new Set(['40P01', '40001']);

export async function inTransaction<Schema, Result>(
  db: Kysely<Schema>,
  work: (tx: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
      if (attempt >= ATTEMPTS || typeof code !== 'string' || !retryable.has(code)) throw error;
    }
  }
}
