/** One event of a user, by `<connection id>.<row number>`; masters too. Scoped by owner. */
import { sql } from 'kysely';

import type { Db } from '../../models/db.ts';
import { eventColumns, joinMasterToRead, joinSeries } from './event-view.ts';
import type { EventView } from './event-view.ts';

/** With its body. undefined: unknown, or somebody else's. */
export async function eventById(
  db: Db,
  userId: string,
  id: { readonly connectionId: string; readonly rowNumber: number },
): Promise<EventView | undefined> {
  const { rows } = await sql<EventView>`
    select ${eventColumns({ body: true })}
    from calendar_connection c
    join calendar_event e on e.connection_id = c.id
    ${joinMasterToRead({ body: true })} ${joinSeries}
    where c.user_id = ${userId} and c.id = ${id.connectionId} and e.row_number = ${id.rowNumber}`.execute(db);
  return rows[0];
}
