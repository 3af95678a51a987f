/** A pool as the product has it, on sockets that can be cut where a lifeline is given. */
import type { Kysely } from 'kysely';
import pg from 'pg';

import type { Database } from '../../../src/models/database.ts';
import { kyselyOver, valueTypes } from '../../../src/platform/database.ts';
import type { Lifeline } from './lifeline.ts';

export interface RoomDatabase {
  readonly db: Kysely<Database>;
  readonly pool: pg.Pool;
}

export function openRoomDatabase(url: string, lifeline?: Lifeline): RoomDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    types: valueTypes(),
    options: '-c TimeZone=UTC',
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    ...(lifeline === undefined ? {} : { stream: lifeline.socket }),
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { db: kyselyOver<Database>(pool), pool };
}
