/**
 * The door to syncing: works on a connection that is due, and takes the requests of people.
 * A calendar's troubles never throw out of here: they are rows, read by the tick and shown to its owner.
 */
import { GraphError } from '@calmirror/graph-client/errors';

import { dataKeyOf } from '../connections/account-keys.ts';
import { releaseLease, renewLease, takeLease } from '../connections/connection-lease.ts';
import { recordFailure, wantBaseline } from '../connections/round-result.ts';
import type { LeasedConnection } from '../connections/connection-lease.ts';
import type { Lane } from '../connections/due.ts';
import type { GraphAccess } from '../connections/graph-access.ts';
import { takeSlot } from '../connections/mailbox-slots.ts';
import { mastersAwaited } from '../mirror/pending-stubs.ts';
import { announcedSeries } from '../mirror/change-log.ts';
import { issueIds } from '../mirror/sync-issues.ts';
import type { Db } from '../models/db.ts';
import type { JobName, JobPayload } from '../models/job-catalogue.ts';
import type { Clock } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { keepLease } from '../platform/lease.ts';
import type { Logger } from '../platform/logger.ts';
import type { Vault } from '../vault/vault.ts';
import { afterError } from './after-error.ts';
import type { ErrorDecision } from './after-error.ts';
import { calendarReader } from './calendar-reader.ts';
import { hasLivePush, openOrResume } from './open-round.ts';
import { requestSync, requestSyncAll } from './request-sync.ts';
import type { SyncRequest } from './request-sync.ts';
import { roundContext } from './round-context.ts';
import { FencedError, closeRound, restartRound } from './round-store.ts';
import type { Round } from './round-store.ts';
import { runRound } from './run-round.ts';
import { endRun } from './run-store.ts';
import { backOffUntil } from './schedule.ts';

export interface SyncRinger {
  ring<Name extends JobName>(name: Name, payloads: readonly JobPayload<Name>[], executor?: Db): Promise<void>;
}

export interface EventSyncDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: SyncRinger;
  readonly graph: GraphAccess;
  readonly vault: Vault;
  readonly logger: Logger;
  readonly leaseSeconds: number;
  readonly windowDays: { readonly past: number; readonly future: number };
  readonly pollIntervalSeconds: number;
  /** In [0, 1); jitter. */
  readonly random: () => number;
}

export class EventSyncService {
  readonly #deps: EventSyncDeps;
  readonly #holder = newId();

  constructor(deps: EventSyncDeps) {
    this.#deps = deps;
  }

  /** Wants a round of a connection now; the run exists, and is waiting, before this returns. */
  requestSync(request: SyncRequest): Promise<{ runId: string }> {
    return requestSync(this.#deps, request);
  }

  /** Wants a round of every connection of the user that can sync. */
  requestSyncAll(userId: string): Promise<{ connectionId: string; runId: string }[]> {
    return requestSyncAll(this.#deps, userId);
  }

  /** Works on the connection if it is due and free; returns without a Graph request if not. */
  async syncMicrosoftEvents(connectionId: string, signal: AbortSignal): Promise<void> {
    const { db, clock, leaseSeconds } = this.#deps;
    await clock.refresh();
    const holder = `${this.#holder}/${newId()}`;
    const connection = await takeLease(db, connectionId, { holder, seconds: leaseSeconds, clock });
    if (connection === undefined) return;

    let worked = false;
    let again: Lane | undefined;
    try {
      await using lease = keepLease({
        seconds: leaseSeconds,
        renew: () => renewLease(db, connection.id, connection.fence, leaseSeconds),
      });
      await using slot = await takeSlot(db, connection.mailboxId, 'round', holder, leaseSeconds);
      if (slot !== undefined) {
        await this.#work(connection, AbortSignal.any([signal, lease.signal, slot.signal]));
        worked = true;
      }
    } finally {
      // Where all places of the mailbox were taken, the next tick rings: ringing at once would spin.
      ({ again } = await releaseLease(db, connection.id, connection.fence, clock, worked && !signal.aborted));
    }
    if (again !== undefined) await this.#deps.jobs.ring(again, [{ connectionId: connection.id }]);
  }

  async #work(connection: LeasedConnection, signal: AbortSignal): Promise<void> {
    const { db, clock, logger } = this.#deps;
    const log = logger.child({ connectionId: connection.id });
    let round: Round | undefined;
    try {
      const livePush = await hasLivePush(db, connection);
      const opened = await openOrResume(db, connection, {
        clock,
        windowDays: this.#deps.windowDays,
        livePush,
        jitter: this.#deps.random(),
      });
      round = opened.round;
      const context = roundContext({
        connection,
        round,
        cause: opened.cause,
        awaited: await mastersAwaited(db, connection.id),
        announced: round.pageCount === 0 ? [] : await announcedSeries(db, connection.id, round.runId),
        issues: await issueIds(db, connection.id),
        dataKey: await dataKeyOf(db, this.#deps.vault, connection.accountId),
        clock,
      });
      const outcome = await runRound(context, {
        db,
        reader: calendarReader(this.#deps.graph, connection, signal),
        signal,
        livePush,
        pollIntervalSeconds: this.#deps.pollIntervalSeconds,
        random: this.#deps.random,
      });
      log.info({ kind: round.kind, trigger: round.trigger, outcome, runId: round.runId }, 'round worked on');
    } catch (error) {
      // Stopping, or the lease is lost: the rows say where the next worker goes on.
      if (signal.aborted) return;
      try {
        await this.#afterError(connection, round, error);
      } catch (second) {
        if (!(second instanceof FencedError)) throw second;
      }
    }
  }

  async #afterError(connection: LeasedConnection, round: Round | undefined, error: unknown): Promise<void> {
    const { db, clock } = this.#deps;
    const current = round === undefined ? undefined : await this.#reload(round);
    const decision = await this.#confirm(connection, afterError(error, current));
    this.#deps.logger.warn(
      { connectionId: connection.id, decision: decision.do, err: error },
      'round interrupted',
    );
    const at = clock.date();
    switch (decision.do) {
      case 'leave':
        return;
      case 'restart':
        if (round !== undefined) await db.transaction().execute((tx) => restartRound(tx, round));
        return;
      case 'baseline':
        if (round !== undefined) {
          await db.transaction().execute(async (tx) => {
            await closeRound(tx, round);
            await endRun(tx, connection.id, round.runId, {
              state: 'failed',
              outcome: 'token_lost',
              errorCode: decision.code,
              at,
            });
            const wanted = await wantBaseline(tx, connection.id, {
              fence: connection.fence,
              cause: 'token_lost',
              notBefore: null,
              suspects: null,
              dropToken: true,
              at,
            });
            if (!wanted) throw new FencedError();
          });
        }
        return;
      case 'back-off':
      case 'stop':
        await this.#recordTrouble(connection, round, decision);
    }
  }

  /** One 404 is not believed: the calendar is gone when the account's list no longer has it. */
  async #confirm(connection: LeasedConnection, decision: ErrorDecision): Promise<ErrorDecision> {
    if (decision.do !== 'stop' || decision.status !== 'gone') return decision;
    let calendars: readonly { id: string }[];
    try {
      calendars = await this.#deps.graph.calendarsOf(connection.accountId);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return afterError(error, undefined);
    }
    if (!calendars.some((calendar) => calendar.id === connection.externalCalendarId)) return decision;
    const message = 'Microsoft could not find this calendar for a moment. We try again by ourselves.';
    return { do: 'back-off', retryAfterMs: undefined, code: decision.code, message };
  }

  async #recordTrouble(
    connection: LeasedConnection,
    round: Round | undefined,
    decision: Extract<ErrorDecision, { do: 'back-off' | 'stop' }>,
  ): Promise<void> {
    const { db, clock, random } = this.#deps;
    const at = clock.date();
    const stopped = decision.do === 'stop';
    const notBefore = stopped
      ? null
      : new Date(
          backOffUntil({
            now: at.getTime(),
            jitter: random(),
            failures: connection.failures,
            retryAfterMs: decision.retryAfterMs,
          }),
        );
    await db.transaction().execute(async (tx) => {
      if (!stopped && decision.restart === true && round !== undefined) await restartRound(tx, round);
      if (stopped && round !== undefined) {
        await closeRound(tx, round);
        await endRun(tx, connection.id, round.runId, {
          state: 'failed',
          outcome: decision.status,
          errorCode: decision.code,
          at,
        });
      }
      await recordFailure(tx, connection.id, {
        fence: connection.fence,
        at,
        code: decision.code,
        message: decision.message,
        notBefore,
        status: stopped ? decision.status : null,
      });
    });
  }

  /** How far the round has come, for judging an error; the worker's own copy is of its start. */
  async #reload(round: Round): Promise<{ pageCount: number; kind: Round['kind']; restarts: number }> {
    const row = await this.#deps.db
      .selectFrom('sync_round')
      .select(['page_count', 'restarts'])
      .where('connection_id', '=', round.connectionId)
      .where('id', '=', round.id)
      .executeTakeFirst();
    return { pageCount: row?.page_count ?? 0, kind: round.kind, restarts: row?.restarts ?? 0 };
  }
}
