/** Where the change log begins and ends, for a reader that comes with a cursor. */
import { sql } from 'kysely';

import type { Db } from '../../models/db.ts';

export interface ChangeLogEnds {
  /** The oldest number that is kept; null: none is. */
  readonly first: number | null;
  /** The newest number that can be seen: whatever commits later has a higher one. */
  readonly last: number;
  /** The highest number ever given, also to rows that are gone since. */
  readonly given: number;
}

export async function queryChangeLogEnds(db: Db): Promise<ChangeLogEnds> {
  const { rows } = await sql<ChangeLogEnds>`
    select (select min(seq) from calendar_change) as first,
      coalesce((select max(seq) from calendar_change), 0) as last,
      (select case when is_called then last_value else 0 end from calendar_change_seq_source) as given`.execute(
    db,
  );
  return rows[0] ?? { first: null, last: 0, given: 0 };
}

/**
 * Whether everything behind a cursor is still here. Rows go by age and with a purged calendar, and the log
 * does not remember whose they were: in doubt, no.
 */
export function isKnownCursor(cursor: number, { first, given }: ChangeLogEnds): boolean {
  if (cursor > given) return false;
  return cursor === given || (first !== null && cursor >= first - 1);
}
