/** What is forgotten after its time. Each table is emptied by the folder that owns it. */
import { forgetOldAudit } from '../audit/audit-log.ts';
import { forgetOldOauthSessions } from '../connections/forget-oauth-sessions.ts';
import { forgetUnusedAccounts } from '../connections/forget-unused-accounts.ts';
import { forgetOldChanges } from '../mirror/forget-changes.ts';
import { forgetOldHistory } from '../mirror/forget-history.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Db } from '../models/db.ts';
import { forgetOldRuns } from '../sync/forget-runs.ts';

const RUN_DAYS = 30;
const CHANGE_DAYS = 90;

export async function forgetWhatIsOld(
  deps: { readonly db: Db; readonly clock: Clock; readonly logger: Logger },
  days: { readonly audit: number; readonly history: number | undefined },
): Promise<void> {
  const { db, clock } = deps;
  const forgotten = {
    audit: await forgetOldAudit(db, clock, days.audit),
    oauthSessions: await forgetOldOauthSessions(db, clock),
    unusedAccounts: await forgetUnusedAccounts(db, clock),
    runs: await forgetOldRuns(db, clock, RUN_DAYS),
    changes: await forgetOldChanges(db, clock, CHANGE_DAYS),
    history: await forgetOldHistory(db, clock, days.history),
  };
  deps.logger.info({ forgotten }, 'old rows were forgotten');
}
