/** The change log behind a number, oldest first: of one owner's calendars, or of all with their owners. */
import { sql } from 'kysely';

import type { Db } from '../../models/db.ts';
import type { SyncTrigger } from '../../models/sync-trigger.ts';

export interface ChangeView {
  readonly seq: number;
  readonly connectionId: string;
  readonly kind: string;
  readonly eventRow: number | null;
  readonly externalId: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly cause: SyncTrigger;
  readonly runId: string | null;
  readonly hops: unknown;
  readonly at: Date;
}

const changeColumns = sql.raw(`l.seq, l.connection_id as "connectionId", l.kind, l.event_row as "eventRow",
  l.external_id as "externalId", l.before, l.after, l.cause, l.run_id as "runId", l.hops, l.at`);

/** @returns nextCursor is `since` again where nothing is new: a reader keeps it and asks later. */
export async function queryChanges(
  db: Db,
  query: {
    readonly userId: string;
    readonly calendarId?: string | undefined;
    readonly since: number;
    readonly limit: number;
  },
): Promise<{ changes: ChangeView[]; nextCursor: number }> {
  const { rows } = await sql<ChangeView>`
    select ${changeColumns}
    from calendar_connection c cross join lateral (
      select * from calendar_change h
      where h.connection_id = c.id and h.seq > ${query.since}
      order by h.seq limit ${query.limit}
    ) l
    where c.user_id = ${query.userId} ${query.calendarId === undefined ? sql`` : sql`and c.id = ${query.calendarId}`}
    order by l.seq limit ${query.limit}`.execute(db);
  return { changes: rows, nextCursor: rows.at(-1)?.seq ?? query.since };
}

export interface OwnedChange extends ChangeView {
  readonly userId: string;
}

/** Of everybody: only for the follower, which hands each to its owner. */
export async function queryChangesOfAll(
  db: Db,
  query: { readonly since: number; readonly limit: number },
): Promise<OwnedChange[]> {
  const { rows } = await sql<OwnedChange>`
    select c.user_id as "userId", ${changeColumns}
    from calendar_change l join calendar_connection c on c.id = l.connection_id
    where l.seq > ${query.since}
    order by l.seq limit ${query.limit}`.execute(db);
  return rows;
}
