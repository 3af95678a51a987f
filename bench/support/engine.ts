/** The sync engine on a given database, reading from a given Graph, with one connected calendar. */
import { setTimeout } from 'node:timers/promises';

import { sql } from 'kysely';

import type { Database } from '@calmirror/server/models/database';
import { systemClock } from '@calmirror/server/platform/clock';
import type { OpenDatabase } from '@calmirror/server/platform/database';

import { engineParts } from '../../packages/server/test/support/engine-parts.ts';

export interface BenchEngine {
  readonly connectionId: string;
  baseline(): Promise<void>;
  /** Wants one more, of a calendar that is mirrored. */
  wantBaseline(): Promise<void>;
  count(): Promise<number>;
  /** Rows of calendar_event that PostgreSQL has inserted, updated or deleted so far. */
  writtenRows(): Promise<number>;
}

export async function benchEngine(database: OpenDatabase<Database>, graphUrl: string): Promise<BenchEngine> {
  const { db } = database;
  const parts = await engineParts({ db, clock: systemClock(), leaseSeconds: 15 });
  const sync = parts.sync({ graphUrl });
  const { connectionId } = await parts.connect({ calendarId: 'bench', name: 'Bench', accessToken: 'bench' });
  const signal = new AbortController().signal;
  const done = async (): Promise<boolean> => {
    const row = await db
      .selectFrom('calendar_connection')
      .select(['status', 'last_error_message', 'wanted_full', 'wanted_seq', 'done_seq'])
      .where('id', '=', connectionId)
      .executeTakeFirstOrThrow();
    if (row.last_error_message !== null) throw new Error(row.last_error_message);
    return row.status === 'active' && !row.wanted_full && row.wanted_seq === row.done_seq;
  };
  return {
    connectionId,
    baseline: async () => {
      while (!(await done())) await sync.syncMicrosoftEvents(connectionId, signal);
    },
    wantBaseline: async () => {
      await db
        .updateTable('calendar_connection')
        .set({ wanted_full: true, wanted_cause: 'manual' })
        .where('id', '=', connectionId)
        .execute();
    },
    writtenRows: async () => {
      // A backend tells what it counted some time later, and when it ends.
      const others = sql`from pg_stat_activity where datname = current_database()
        and backend_type = 'client backend' and pid <> pg_backend_pid()`;
      await sql`select pg_terminate_backend(pid) ${others}`.execute(db);
      while ((await sql`select 1 ${others}`.execute(db)).rows.length > 0) await setTimeout(10);
      const result = await sql<{ written: number }>`
        select n_tup_ins + n_tup_upd + n_tup_del as written from pg_stat_user_tables
        where relname = 'calendar_event'`.execute(db);
      return result.rows[0]?.written ?? NaN;
    },
    count: async () => {
      const row = await db
        .selectFrom('calendar_event')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('connection_id', '=', connectionId)
        .executeTakeFirstOrThrow();
      return row.count;
    },
  };
}
