/**
 * One pool and one Kysely over it. Knows how values arrive, and no table.
 * bigint arrives as number, date as 'YYYY-MM-DD', timestamptz as Date, jsonb parsed.
 */
import { Kysely, PostgresDialect } from 'kysely';
import { Pool, TypeOverrides, types as pgTypes } from 'pg';
import type { CustomTypesConfig } from 'pg';

import { copyingPool } from './copy-in.ts';

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly applicationName: string;
  /** Statements are given up by the server after this, and connections by us soon after. */
  readonly patienceMs?: number;
  /** An idle connection broke (a restart of the server, for example); the pool replaces it. */
  readonly onIdleError?: (error: Error) => void;
}

export interface OpenDatabase<DB> extends AsyncDisposable {
  readonly db: Kysely<DB>;
  readonly pool: Pool;
}

const PATIENCE_MS = 30_000;
/** The server's own word that it gave up is still waited for, for a sixth of the patience. */
const HANG_UP_AFTER = 7 / 6;
const LOCK_TIMEOUT_MS = 10_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Does not connect: the first query does. Disposing waits for queries under way. */
export function openDatabase<DB>(options: DatabaseOptions): OpenDatabase<DB> {
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: Math.min(CONNECT_TIMEOUT_MS, patienceMs),
    statement_timeout: patienceMs,
    lock_timeout: Math.min(LOCK_TIMEOUT_MS, patienceMs),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    options: '-c TimeZone=UTC',
    keepAlive: true,
    types: valueTypes(),
  });
  // Without a listener a broken idle connection would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  // So would one that breaks while a transaction holds it: the pool listens to idle ones only. The holder's
  // next query fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = kyselyOver<DB>(pool, patienceMs);
  return {
    db,
    pool,
    [Symbol.asyncDispose]: async () => {
      // Ends the pool only if Kysely has ever used it.
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}

export function kyselyOver<DB>(pool: Pool, patienceMs = PATIENCE_MS): Kysely<DB> {
  const copying = copyingPool(pool, Math.ceil(patienceMs * HANG_UP_AFTER));
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: copying }) });
}

/** How PostgreSQL's values become JavaScript's; also for a single pg.Client. */
export function valueTypes(): CustomTypesConfig {
  const types = new TypeOverrides();
  types.setTypeParser(pgTypes.builtins.INT8, parseInt8);
  types.setTypeParser(pgTypes.builtins.DATE, (text: string) => text);
  types.setTypeParser(pgTypes.builtins.TIMESTAMPTZ, parseInstant);
  return types;
}

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53`);
  return value;
}

/** As PostgreSQL writes it in UTC, it is nearly what JavaScript reads fastest; the rest (infinity, BC) goes the long way. */
export function parseInstant(text: string): unknown {
  if (!text.endsWith('+00') || text[10] !== ' ') {
    const parser: unknown = pgTypes.getTypeParser(pgTypes.builtins.TIMESTAMPTZ);
    return typeof parser === 'function' ? Reflect.apply(parser, undefined, [text]) : text;
  }
  return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}
