/**
 * A calendar that answered 404: gone, hidden for a moment, or there under another id. Asks the account's
 * list once; decides nothing else of a round.
 */
import { GraphError } from '@calmirror/graph-client/errors';

import { recordAudit } from '../audit/audit-log.ts';
import { adoptCalendar, mirroredCalendars } from '../connections/account-look-store.ts';
import { holdFence } from '../connections/connection-lease.ts';
import type { LeasedConnection } from '../connections/connection-lease.ts';
import type { GraphAccess } from '../connections/graph-access.ts';
import { sameCalendar } from '../connections/judge-calendar-list.ts';
import { offeredCalendars } from '../connections/offered-calendars.ts';
import type { Db, Tx } from '../models/db.ts';
import { afterContradiction, afterError, lostFromSight } from './after-error.ts';
import type { ErrorDecision, RoundInTrouble } from './after-error.ts';
import { FencedError } from './round-store.ts';

/** That its list is not found says nothing of one calendar. */
function saysGone(decision: ErrorDecision): boolean {
  return decision.do === 'stop' && decision.status === 'gone';
}

/**
 * One 404 is not believed: the calendar is gone when the account's list no longer has it, not even under
 * another id.
 */
export async function confirmGone(
  { db, graph }: { readonly db: Db; readonly graph: Pick<GraphAccess, 'calendarsOf'> },
  connection: LeasedConnection,
  { decision, place }: { readonly decision: ErrorDecision; readonly place: RoundInTrouble | undefined },
): Promise<{ decision: ErrorDecision; adopted?: string }> {
  if (decision.do !== 'stop' || decision.status !== 'gone') return { decision };
  let listed: ReturnType<typeof offeredCalendars>;
  try {
    listed = offeredCalendars(await graph.calendarsOf(connection.accountId), []);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const unlisted = afterError(error);
    return { decision: saysGone(unlisted) ? lostFromSight : { ...unlisted, weight: 0 } };
  }
  if (listed.some(({ id }) => id === connection.externalCalendarId))
    return { decision: afterContradiction(place) };
  const mirrored = await mirroredCalendars(db, connection.accountId);
  const lost = mirrored.find(({ id }) => id === connection.id);
  const taken = new Set(mirrored.map(({ externalCalendarId }) => externalCalendarId));
  const same = lost === undefined ? undefined : sameCalendar(listed, lost, taken);
  if (same === undefined) return { decision };
  return {
    decision: {
      do: 'baseline',
      code: decision.code,
      message: decision.message,
      retryAfterMs: undefined,
      weight: 0,
      isStuck: false,
    },
    adopted: same.id,
  };
}

/** @throws FencedError when somebody else has the connection */
export async function adopt(
  tx: Tx,
  { id, userId, fence }: LeasedConnection,
  calendar: { readonly id: string; readonly at: Date },
): Promise<void> {
  if (!(await holdFence(tx, id, fence))) throw new FencedError();
  await adoptCalendar(tx, id, calendar.id, calendar.at);
  await recordAudit(tx, {
    action: 'calendar.followed',
    outcome: 'success',
    at: calendar.at,
    userId,
    subject: { type: 'calendar_connection', id },
    detail: { newId: true },
  });
}
