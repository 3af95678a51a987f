/** Finds out whether rows about to be written change anything that a reader can see. Reads only. */
import { sql } from 'kysely';

import type { Tx } from '../models/db.ts';
import type { EventRow } from './event-row.ts';
import { storableJson } from './storable-json.ts';

/** Bookkeeping, and what is computed from other rows. */
const bookkeeping = [
  'row_number',
  'change_key',
  'mapper_version',
  'last_modified_date_time',
  'is_history',
  'synced_at',
  'recurrence_exceptions',
  'recurrence_additions',
  'recurrence_fidelity',
];

/**
 * When the latest of these rows was modified in Outlook that is new or alters a stored field; undefined
 * where none does. Rows without a modification time, which occurrences are, and rows that only we map
 * otherwise are left out.
 */
export async function latestAlteration(tx: Tx, rows: readonly EventRow[]): Promise<Date | undefined> {
  const dated = rows.filter((row) => row.type !== 'occurrence' && row.last_modified_date_time !== null);
  if (dated.length === 0) return undefined;
  const result = await sql<{ latest: Date | null }>`
    select max(n.last_modified_date_time) as latest
    from json_populate_recordset(null::calendar_event, ${storableJson(dated)}::json) n
    left join calendar_event e on e.connection_id = n.connection_id and e.external_id = n.external_id
    where e.connection_id is null
      or (e.change_key is distinct from n.change_key
        and to_jsonb(e) - ${bookkeeping}::text[] is distinct from to_jsonb(n) - ${bookkeeping}::text[])`.execute(
    tx,
  );
  return result.rows[0]?.latest ?? undefined;
}
