/** The sync engine on a given database, reading from a given Graph, with one connected calendar. */
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
  /** Wants a round, as if a notification had come. */
  wantDelta(): Promise<void>;
  /** One turn of a worker. */
  work(): Promise<void>;
  /** What the last delta round came to; it must have ended. */
  lastDelta(): Promise<{ requests: number; updated: number }>;
  count(): Promise<number>;
  /** A moment, for writtenSince. */
  mark(): Promise<number>;
  /** Rows of calendar_event whose version is of a later transaction: inserted, or updated in any way. */
  writtenSince(mark: number): Promise<number>;
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
    mark: async () => {
      const result = await sql<{ mark: number }>`select pg_current_xact_id()::text::bigint as mark`.execute(
        db,
      );
      return result.rows[0]?.mark ?? NaN;
    },
    writtenSince: async (mark) => {
      const result = await sql<{ written: number }>`
        select count(*) as written from calendar_event where xmin::text::bigint >= ${mark}`.execute(db);
      return result.rows[0]?.written ?? NaN;
    },
    wantDelta: async () => {
      await sql`update calendar_connection set wanted_seq = wanted_seq + 1, wanted_cause = 'notification'
        where id = ${connectionId}`.execute(db);
    },
    work: () => sync.syncMicrosoftEvents(connectionId, signal),
    lastDelta: async () => {
      if (!(await done())) throw new Error('The round did not come to its end.');
      return db
        .selectFrom('sync_run')
        .select(['requests', 'updated'])
        .where('connection_id', '=', connectionId)
        .where('kind', '=', 'delta')
        .orderBy('started_at', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
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
