/**
 * A round found changes that nobody had announced. Here it is only written down, with the round's
 * own transaction; notifications/ judges it when late notifications have had their time.
 */
import { sql } from 'kysely';

import type { Tx } from '../models/db.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';

/** Notifications may lag behind what a round finds. */
const JUDGED_AFTER_MS = 15 * 60_000;

/** Rounds that nobody asked for: what they find should have been told. All others prove nothing. */
export function mayFindSilence(trigger: SyncTrigger): boolean {
  return trigger === 'poll' || trigger === 'safety_net';
}

/** @param modifiedAt of the latest change found; several pages of one round are one suspicion */
export async function noteSuspicion(
  tx: Tx,
  round: { readonly connectionId: string; readonly runId: string },
  modifiedAt: Date,
  at: Date,
): Promise<void> {
  await sql`
    insert into silence_suspicion (connection_id, run_id, webhook_subscription_id, modified_at, found_at, judge_at)
    select c.id, ${round.runId}, s.id, ${modifiedAt}, ${at}, ${new Date(at.getTime() + JUDGED_AFTER_MS)}
    from calendar_connection c
    join webhook_subscription s on s.mailbox_id = c.mailbox_id and s.external_calendar_id = c.external_calendar_id
    where c.id = ${round.connectionId} and c.push_wanted and s.is_active and s.health = 'live'
      and s.expiration_date_time > ${modifiedAt}
    on conflict (connection_id, run_id) do update
    set modified_at = greatest(silence_suspicion.modified_at, excluded.modified_at),
        found_at = excluded.found_at, judge_at = excluded.judge_at`.execute(tx);
}
