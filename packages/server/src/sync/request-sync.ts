/** A person asks for a sync: the run is there before they get its id, and asking twice is asking once. */
import { recordAudit } from '../audit/audit-log.ts';
import { raiseWanted } from '../connections/due.ts';
import type { ConnectionStatus } from '../models/connection-status.ts';
import { isSyncing } from '../models/connection-status.ts';
import type { Db } from '../models/db.ts';
import type { JobName, JobPayload } from '../models/job-catalogue.ts';
import type { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import { ProblemError } from '../platform/problem.ts';
import { queueRun } from './run-store.ts';

export interface SyncRequest {
  readonly connectionId: string;
  readonly userId: string;
  /** A baseline instead of a delta round; or-ed into a run that is waiting. */
  readonly full: boolean;
}

export interface RequestDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: {
    ring<Name extends JobName>(
      name: Name,
      payloads: readonly JobPayload<Name>[],
      executor?: Db,
    ): Promise<void>;
  };
}

/** @throws ProblemError not_found for a foreign or unknown id; conflict where it cannot sync, with what to do. */
export async function requestSync(deps: RequestDeps, request: SyncRequest): Promise<{ runId: string }> {
  const at = deps.clock.date();
  return inTransaction(deps.db, async (tx) => {
    // Held, so that a disconnect is wholly before or wholly after; it takes connection and run in this order, too.
    const connection = await tx
      .selectFrom('calendar_connection')
      .select('status')
      .where('id', '=', request.connectionId)
      .where('user_id', '=', request.userId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (connection === undefined) throw new ProblemError('not_found', 'There is no such calendar.');
    if (!isSyncing(connection.status)) throw new ProblemError('conflict', whatToDo(connection.status));
    const runId = await queueRun(tx, request.connectionId, { trigger: 'manual', full: request.full, at });
    const raised = await raiseWanted(tx, [request.connectionId], 'manual', at, { full: request.full });
    await recordAudit(tx, {
      at,
      userId: request.userId,
      action: 'calendar.sync_requested',
      subject: { type: 'calendar_connection', id: request.connectionId },
      outcome: 'success',
      detail: { full: request.full },
    });
    for (const due of raised) await deps.jobs.ring(due.lane, [{ connectionId: due.connectionId }], tx);
    return { runId };
  });
}

export async function requestSyncAll(
  deps: RequestDeps,
  userId: string,
): Promise<{ connectionId: string; runId: string }[]> {
  const connections = await deps.db
    .selectFrom('calendar_connection')
    .select('id')
    .where('user_id', '=', userId)
    .where('status', 'in', ['connecting', 'active'])
    .orderBy('id')
    .execute();
  const runs: { connectionId: string; runId: string }[] = [];
  for (const { id } of connections) {
    try {
      runs.push({
        connectionId: id,
        ...(await requestSync(deps, { connectionId: id, userId, full: false })),
      });
    } catch (error) {
      // One that was disconnected since keeps no other from its sync.
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  return runs;
}

function whatToDo(status: ConnectionStatus): string {
  switch (status) {
    case 'reauth_required':
      return 'Microsoft no longer accepts our access to this account. Connect it again, then sync.';
    case 'forbidden':
      return 'Microsoft denies access to this calendar. Ask its owner or an administrator, then connect again.';
    case 'gone':
      return 'This calendar no longer exists in Outlook. Disconnect it, or connect another one.';
    case 'unsupported':
      return 'This mailbox is not in Exchange Online, so Microsoft Graph cannot read it.';
    case 'paused':
      return 'Syncing of this calendar is paused. Resume it first.';
    case 'disconnecting':
    case 'disconnected':
      return 'This calendar is disconnected. Connect it again to sync it.';
    case 'connecting':
    case 'active':
      return 'This calendar can sync.';
  }
}
