import type { Kysely, Transaction } from 'kysely';

import type { Database } from './database.ts';

/** Our tables through the pool, or inside one transaction. */
export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;
