/** The sync engine on a given database, reading from a given Graph, with one connected calendar. */
import type { Database } from '@calmirror/server/models/database';
import { systemClock } from '@calmirror/server/platform/clock';
import type { OpenDatabase } from '@calmirror/server/platform/database';

import { engineParts } from '../../packages/server/test/support/engine-parts.ts';

export interface BenchEngine {
  readonly connectionId: string;
  baseline(): Promise<void>;
  count(): Promise<number>;
}

export async function benchEngine(database: OpenDatabase<Database>, graphUrl: string): Promise<BenchEngine> {
  const { db } = database;
  const parts = await engineParts({ db, clock: systemClock(), leaseSeconds: 15 });
  const sync = parts.sync({ graphUrl });
  const { connectionId } = await parts.connect({ calendarId: 'bench', name: 'Bench', accessToken: 'bench' });
  const signal = new AbortController().signal;
  const active = async (): Promise<boolean> => {
    const row = await db
      .selectFrom('calendar_connection')
      .select(['status', 'last_error_message'])
      .where('id', '=', connectionId)
      .executeTakeFirstOrThrow();
    if (row.last_error_message !== null) throw new Error(row.last_error_message);
    return row.status === 'active';
  };
  return {
    connectionId,
    baseline: async () => {
      while (!(await active())) await sync.syncMicrosoftEvents(connectionId, signal);
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
