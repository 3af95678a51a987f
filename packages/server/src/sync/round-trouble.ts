/**
 * Writes down what an error meant for a round: back-off, another beginning, larger pages, the plain
 * view, or the end. What is done is decided in after-error; this acts, each time in one transaction.
 */
import { GraphError } from '@calmirror/graph-client/errors';

import { recordAudit } from '../audit/audit-log.ts';
import type { LeasedConnection } from '../connections/connection-lease.ts';
import type { GraphAccess } from '../connections/graph-access.ts';
import { endUnendedRuns } from '../connections/unended-runs.ts';
import { putOffBaseline, recordFailure, rememberReading, wantBaseline } from '../connections/round-result.ts';
import type { Db, Tx } from '../models/db.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import type { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import type { Logger } from '../platform/logger.ts';
import { afterError } from './after-error.ts';
import type { ErrorDecision, RoundInTrouble } from './after-error.ts';
import { adopt, confirmGone } from './confirm-gone.ts';
import { deltaAgainAt, fullAgainAt, largerPage } from './reading.ts';
import { FencedError, closeRound, countFailure, restartRound } from './round-store.ts';
import type { Round } from './round-store.ts';
import { endRun } from './run-store.ts';
import { backOffUntil } from './schedule.ts';

export interface TroubleDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly graph: Pick<GraphAccess, 'calendarsOf'>;
  readonly logger: Logger;
  /** In [0, 1); jitter. */
  readonly random: () => number;
}

interface Trouble {
  readonly connection: LeasedConnection;
  /** undefined: it was not opened yet. */
  readonly round: Round | undefined;
  readonly error: unknown;
}

/** @throws FencedError when somebody else has the connection */
export async function handleTrouble(deps: TroubleDeps, trouble: Trouble): Promise<void> {
  const { connection, round, error } = trouble;
  const place = round === undefined ? undefined : await placeOf(deps.db, connection, round);
  // It has ended after all: the answer to its last commit was lost. Or somebody disconnected.
  if (round !== undefined && place === undefined) return;
  const { decision: meant, adopted } = await confirmGone(deps, connection, {
    decision: afterError(error, place),
    place,
  });
  const decision = meant.isStuck && !(await answersOthers(deps, connection)) ? waiting(meant) : meant;
  deps.logger.warn({ connectionId: connection.id, decision: decision.do, err: error }, 'round interrupted');
  await inTransaction(deps.db, async (tx) => {
    if (adopted !== undefined) await adopt(tx, connection, { id: adopted, at: deps.clock.date() });
    if (round !== undefined) await changeRound(tx, deps, { connection, round, decision });
    if (decision.do.startsWith('back-off') || decision.do === 'stop') {
      const failures = place?.failures ?? connection.failures;
      await writeFailure(tx, deps, connection, { decision, failures });
    }
    // Behind the connection, as whoever asks for a run takes them.
    if (decision.do === 'stop')
      await endUnendedRuns(tx, [connection.id], { outcome: decision.status, at: deps.clock.date() });
  });
}

/** One request is given up only where Graph answers another of the same account; else it is away, or something is between us. */
async function answersOthers(
  { graph, logger }: TroubleDeps,
  { accountId }: LeasedConnection,
): Promise<boolean> {
  try {
    await graph.calendarsOf(accountId);
    return true;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    logger.warn({ accountId, err: error }, 'nothing else is answered either');
    return false;
  }
}

function waiting({ code, message, retryAfterMs }: ErrorDecision): ErrorDecision {
  return { do: 'back-off', code, message, retryAfterMs, weight: 0, isStuck: false };
}

async function changeRound(
  tx: Tx,
  { clock, random }: TroubleDeps,
  { connection, round, decision }: { connection: LeasedConnection; round: Round; decision: ErrorDecision },
): Promise<void> {
  const at = clock.date();
  const { fence } = connection;
  const endAs = async (outcome: string): Promise<void> => {
    await closeRound(tx, round);
    await endRun(tx, connection.id, round.runId, { state: 'failed', outcome, errorCode: decision.code, at });
  };
  const beginAnew = async (cause: SyncTrigger, dropToken = true): Promise<void> => {
    const want = { fence, cause, notBefore: null, suspects: null, dropToken, at };
    if (!(await wantBaseline(tx, connection.id, want))) throw new FencedError();
  };
  const remember = async (memory: Parameters<typeof rememberReading>[2]['memory']): Promise<void> => {
    if (!(await rememberReading(tx, connection.id, { fence, memory, at }))) throw new FencedError();
  };
  switch (decision.do) {
    case 'restart':
    case 'back-off-restart':
      await restartRound(tx, round);
      return;
    case 'widen': {
      const deltaPageSize = largerPage(round.pageSize) ?? round.pageSize;
      await restartRound(tx, round, { pageSize: deltaPageSize });
      await remember({ deltaPageSize });
      return;
    }
    case 'view':
      await endAs('never_ends');
      await beginAnew(round.trigger);
      await remember({
        deltaPageSize: round.pageSize,
        deltaAgainAt: deltaAgainAt(at.getTime(), random()),
      });
      return;
    case 'baseline':
      await endAs('token_lost');
      await beginAnew('token_lost');
      return;
    case 'reread':
      await endAs('stuck');
      await beginAnew(round.trigger, false);
      return;
    case 'put-off': {
      await endAs('stuck');
      const until = fullAgainAt(at.getTime(), random());
      if (!(await putOffBaseline(tx, connection.id, { fence, until, at }))) throw new FencedError();
      return;
    }
    case 'back-off':
      await countFailure(tx, round, decision);
      return;
    case 'stop':
      await endAs(decision.status);
      return;
    default:
  }
}

async function writeFailure(
  tx: Tx,
  { clock, random }: TroubleDeps,
  connection: LeasedConnection,
  { decision, failures }: { readonly decision: ErrorDecision; readonly failures: number },
): Promise<void> {
  const at = clock.date();
  const status = decision.do === 'stop' ? decision.status : null;
  // What becomes of an account is said once, of the account.
  if (status !== null && status !== 'reauth_required')
    await recordAudit(tx, {
      action: 'calendar.stopped',
      outcome: 'failure',
      at,
      userId: connection.userId,
      subject: { type: 'calendar_connection', id: connection.id },
      detail: { status },
    });
  const { fence } = connection;
  const { retryAfterMs } = decision;
  await recordFailure(tx, connection.id, {
    fence,
    at,
    code: decision.code,
    message: decision.message,
    notBefore:
      status === null
        ? new Date(backOffUntil({ now: at.getTime(), jitter: random(), failures, retryAfterMs }))
        : null,
    status,
  });
}

/** How far the round has come, for judging an error; the worker's own copy is of its start. undefined: it is no more. */
async function placeOf(
  db: Db,
  { syncToken }: LeasedConnection,
  round: Round,
): Promise<(RoundInTrouble & { readonly failures: number }) | undefined> {
  const row = await db
    .selectFrom('sync_round')
    .select(['page_count', 'phase', 'restarts', 'failures', 'refusals'])
    .where('connection_id', '=', round.connectionId)
    .where('id', '=', round.id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { kind, reads, pageSize } = round;
  const { phase, page_count: pageCount, restarts, failures, refusals } = row;
  return {
    kind,
    reads,
    pageSize,
    phase,
    pageCount,
    restarts,
    failures,
    refusals,
    hasToken: syncToken !== null,
  };
}
