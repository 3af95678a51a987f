/**
 * Whether Microsoft still lets us in: said on the account and on every connection through it.
 * Data is kept; connecting the same mailbox again heals all of them.
 */
import type { Clock } from '../platform/clock.ts';
import { recordAudit } from '../audit/audit-log.ts';
import type { Db, Tx } from '../models/db.ts';

import { endUnendedRuns } from './unended-runs.ts';

/** @param reason a sentence for its owner */
export async function markReauthRequired(
  db: Db | Tx,
  clock: Clock,
  account: { id: string; reason: string; code: string; ifRefreshHolder?: string },
): Promise<boolean> {
  const at = clock.date();
  let update = db
    .updateTable('microsoft_account')
    .set({ status: 'reauth_required', status_reason: account.reason, updated_at: at })
    .where('id', '=', account.id)
    .where('status', '=', 'active');
  if (account.ifRefreshHolder !== undefined)
    update = update.where('refresh_holder', '=', account.ifRefreshHolder);
  const marked = await update.returning('user_id').executeTakeFirst();
  if (marked === undefined) return false;
  const stopped = await db
    .updateTable('calendar_connection')
    .set({ status: 'reauth_required', status_reason: account.reason, updated_at: at })
    .where('account_id', '=', account.id)
    .where('status', 'in', ['connecting', 'active'])
    .returning('id')
    .execute();
  const ids = stopped.map(({ id }) => id);
  await endUnendedRuns(db, ids, { outcome: 'reauth_required', at });
  await recordAudit(db, {
    action: 'account.reauth_required',
    outcome: 'failure',
    at,
    userId: marked.user_id,
    subject: { type: 'microsoft_account', id: account.id },
    detail: { reason: account.code },
  });
  return true;
}
