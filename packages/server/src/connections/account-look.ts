/**
 * The daily look at every account: its list of calendars is read again, so that what was renamed is
 * followed, what is new is offered, and what had stopped goes on when its cause is gone. One request an
 * account, and one for each calendar that Microsoft had refused. Holds slot 4 of the mailbox.
 */
import { GraphError } from '@calmirror/graph-client';

import type { Db } from '../models/db.ts';
import type { jobCatalogue } from '../models/job-catalogue.ts';
import type { Clock } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Logger } from '../platform/logger.ts';

import { claimAccount, mirroredCalendars, writeVerdict } from './account-look-store.ts';
import type { DueAccount } from './account-look-store.ts';
import type { GraphAccess } from './graph-access.ts';
import { judgeCalendarList } from './judge-calendar-list.ts';
import type { ListVerdict } from './judge-calendar-list.ts';
import { takeSlot } from './mailbox-slots.ts';
import { offeredCalendars } from './offered-calendars.ts';

const DAY_MS = 86_400_000;

export interface AccountLookDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly graph: Pick<GraphAccess, 'calendarsOf' | 'with'>;
  readonly jobs: Pick<Jobs<typeof jobCatalogue>, 'ring'>;
  readonly logger: Logger;
  readonly leaseSeconds: number;
  /** In [0, 1); jitter. */
  readonly random: () => number;
}

/** Looks at every account that is due; what fails is looked at again in an hour. */
export async function lookAtAccounts(deps: AccountLookDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const account = await claimAccount(deps.db, deps.clock);
    if (account === undefined) return;
    try {
      await lookAt(deps, account, signal);
    } catch (error) {
      // One account that cannot be looked at must not keep the others from it.
      const level = error instanceof GraphError ? 'warn' : 'error';
      deps.logger[level]({ accountId: account.id, err: error }, 'an account could not be looked at');
    }
  }
}

async function lookAt(deps: AccountLookDeps, account: DueAccount, signal: AbortSignal): Promise<void> {
  const { db, clock, graph, jobs, random } = deps;
  await using slot = await takeSlot(db, account.mailboxId, 'service', newId(), deps.leaseSeconds);
  // Somebody is being served: in an hour.
  if (slot === undefined) return;
  const context = { signal: AbortSignal.any([signal, slot.signal]) };
  const listed = offeredCalendars(await graph.calendarsOf(account.id, context), [account.email]);
  const verdict = judgeCalendarList(listed, await mirroredCalendars(db, account.id), account.knownCalendars);
  const readable: ListVerdict['refused'][number][] = [];
  let isUnfinished = false;
  for (const refused of verdict.refused) {
    const answer = await mayBeRead(deps, account, refused.calendar.id, context);
    if (answer === 'yes') readable.push(refused);
    // Whoever asks for patience is not asked for the next one at once.
    isUnfinished = answer === 'later';
    if (isUnfinished) break;
  }
  await inTransaction(db, async (tx) => {
    const at = { at: clock.date(), jitter: random(), isUnfinished };
    const back = [...verdict.back, ...readable];
    const healed = await writeVerdict(tx, account, { ...verdict, back }, at);
    for (const { lane, connectionId } of healed) {
      await jobs.ring(lane, [{ connectionId }], tx);
      await jobs.ring('subscription.tend', [{ connectionId }], tx);
    }
  });
}

/** One event of today is answer enough. */
async function mayBeRead(
  { graph, clock }: AccountLookDeps,
  account: DueAccount,
  calendarId: string,
  context: { readonly signal: AbortSignal },
): Promise<'yes' | 'no' | 'later'> {
  const query = { startDate: clock.date(), endDate: new Date(clock.now() + DAY_MS), pageSize: 1 };
  try {
    await graph.with(
      account.id,
      (client, token) => client.getViewPage(token, calendarId, null, query, context),
      context,
    );
    return 'yes';
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return error.retry === 'never' || error.retry === 'after-reauth' ? 'no' : 'later';
  }
}
