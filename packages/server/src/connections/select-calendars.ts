/**
 * The choice of calendars, in one transaction: connections, audit rows, the end of the session and the
 * bells commit together or not at all.
 */
import type { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import type { Jobs } from '../platform/jobs.ts';
import { ProblemError } from '../platform/problem.ts';
import { recordAudit } from '../audit/audit-log.ts';
import type { Origin } from '../audit/audit-log.ts';
import type { Db } from '../models/db.ts';
import type { jobCatalogue } from '../models/job-catalogue.ts';

import { lockAccount } from './account-store.ts';
import { connectCalendars } from './connect-calendars.ts';
import { consumeSession, readChoosingSession } from './oauth-session-store.ts';
import type { StoredCalendar } from './oauth-session-store.ts';

export interface SelectedCalendars {
  /** In the order asked; the ones that were connected before are among them. */
  readonly connectionIds: readonly string[];
  readonly begunConnectionIds: readonly string[];
}

export interface SelectDeps {
  readonly db: Db;
  readonly jobs: Pick<Jobs<typeof jobCatalogue>, 'ring'>;
  readonly clock: Clock;
}

/** @throws ProblemError session_not_found, validation_failed, calendar_not_in_session, calendars_already_connected */
export async function selectCalendars(
  deps: SelectDeps,
  choice: {
    readonly sessionId: string;
    readonly calendarIds: readonly string[];
    readonly userId: string;
    readonly origin?: Origin | undefined;
  },
): Promise<SelectedCalendars> {
  const { db, clock, jobs } = deps;
  const { sessionId, userId, origin } = choice;
  return inTransaction(db, async (tx) => {
    const at = clock.date();
    // Two sessions of one account that choose at the same moment go one after the other.
    const seen = await readChoosingSession(tx, { sessionId, userId, at });
    const account = seen === undefined ? undefined : await lockAccount(tx, seen.accountId);
    const session = await readChoosingSession(tx, { sessionId, userId, at }, { lock: true });
    // Its last calendar may have been disconnected since: then its tokens are gone, and nothing could sync.
    if (session === undefined || account?.mayBeUsed !== true) {
      throw new ProblemError(
        'session_not_found',
        'This sign-in was used, is older than ten minutes, or is not yours. Connect the account again.',
      );
    }
    const { connectionIds, begun } = await connectCalendars(tx, {
      userId,
      accountId: session.accountId,
      mailboxId: account.mailboxId,
      calendars: chosen(session.calendars, choice.calendarIds),
      at,
    });
    if (begun.length === 0) {
      throw new ProblemError(
        'calendars_already_connected',
        'All of these calendars are connected already. Choose others, or go on to your calendars.',
      );
    }
    for (const connectionId of begun) {
      await recordAudit(tx, {
        action: 'calendar.connected',
        outcome: 'success',
        at,
        userId,
        subject: { type: 'calendar_connection', id: connectionId },
        ...(origin === undefined ? {} : { origin }),
      });
    }
    await consumeSession(tx, session.id);
    const payloads = begun.map((connectionId) => ({ connectionId }));
    await jobs.ring('sync.background', payloads, tx);
    await jobs.ring('subscription.tend', payloads, tx);
    return { connectionIds, begunConnectionIds: begun };
  });
}

function chosen(offered: readonly StoredCalendar[], calendarIds: readonly string[]): StoredCalendar[] {
  const byId = new Map(offered.map((calendar) => [calendar.id, calendar]));
  const ids = [...new Set(calendarIds)];
  if (ids.length === 0) {
    const message = 'must name at least one calendar';
    throw new ProblemError('validation_failed', `calendarIds ${message}.`, {
      errors: [{ field: 'calendarIds', message }],
    });
  }
  return ids.map((id) => {
    const calendar = byId.get(id);
    if (calendar === undefined) {
      throw new ProblemError(
        'calendar_not_in_session',
        'One of these calendars is not among the account’s. Nothing was connected; choose from the list of this session.',
        { errors: [{ field: 'calendarIds', message: 'holds a calendar that is not in this session' }] },
      );
    }
    return calendar;
  });
}
