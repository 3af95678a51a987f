/**
 * The door to syncing: works on a connection that is due, and takes the requests of people.
 * A calendar's troubles never throw out of here: they are rows, read by the tick and shown to its owner.
 */
import { dataKeyOf } from '../connections/account-keys.ts';
import type { Lane } from '../connections/due.ts';
import type { GraphAccess } from '../connections/graph-access.ts';
import { takeRoundLease } from '../connections/round-lease.ts';
import type { RoundLease } from '../connections/round-lease.ts';
import type { Db } from '../models/db.ts';
import type { JobName, JobPayload } from '../models/job-catalogue.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import type { Clock } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/logger.ts';
import type { Vault } from '../vault/vault.ts';
import { calendarReader } from './calendar-reader.ts';
import type { RoundOutcome } from './finish-round.ts';
import { openOrResume } from './open-round.ts';
import type { PollPace } from './poll-wait.ts';
import { requestSync, requestSyncAll } from './request-sync.ts';
import type { SyncRequest } from './request-sync.ts';
import { roundContext } from './round-context.ts';
import { FencedError } from './round-store.ts';
import type { Round } from './round-store.ts';
import { handleTrouble } from './round-trouble.ts';
import { runRound } from './run-round.ts';

export interface SyncRinger {
  ring<Name extends JobName>(name: Name, payloads: readonly JobPayload<Name>[], executor?: Db): Promise<void>;
}

export interface EndedRound {
  readonly trigger: SyncTrigger;
  readonly outcome: RoundOutcome | 'interrupted';
  /** Of the notification it answers; null: it answers none. */
  readonly notifiedAt: Date | null;
  readonly startedAt: Date;
  readonly endedAt: Date;
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
  readonly pace: PollPace;
  /** In [0, 1); jitter. */
  readonly random: () => number;
  /** For metrics: each round that came to an end, of this process. */
  readonly onRound?: (round: EndedRound) => void;
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
    await using lease = await takeRoundLease(db, connectionId, { holder, seconds: leaseSeconds, clock });
    if (lease === undefined) return;

    let again: Lane | undefined;
    try {
      if (lease.hasSlot) await this.#work(lease, AbortSignal.any([signal, lease.signal]));
    } finally {
      // Where all places of the mailbox were taken, the next tick rings: ringing at once would spin.
      ({ again } = await lease.release(lease.hasSlot && !signal.aborted));
    }
    if (again !== undefined) await this.#deps.jobs.ring(again, [{ connectionId }]);
  }

  async #work({ connection, found }: RoundLease, signal: AbortSignal): Promise<void> {
    const { db, clock, logger } = this.#deps;
    const { livePush } = found;
    const log = logger.child({ connectionId: connection.id });
    let round: Round | undefined;
    try {
      const opened = await openOrResume(db, connection, found, {
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
        awaited: opened.awaited,
        announced: opened.announced,
        issues: opened.issues,
        dataKey: await dataKeyOf(db, this.#deps.vault, connection.accountId),
        clock,
      });
      const outcome = await runRound(context, {
        db,
        reader: calendarReader(this.#deps.graph, connection, signal),
        signal,
        livePush,
        pace: this.#deps.pace,
        random: this.#deps.random,
      });
      if (outcome !== 'more') this.#ended(round, outcome, opened.cause, context.notifiedAt);
      log.info({ kind: round.kind, trigger: round.trigger, outcome, runId: round.runId }, 'round worked on');
    } catch (error) {
      // Stopping, or the lease is lost: the rows say where the next worker goes on.
      if (signal.aborted) return;
      if (round !== undefined) this.#ended(round, 'interrupted', round.trigger, null);
      try {
        await handleTrouble(this.#deps, { connection, round, error });
      } catch (second) {
        if (!(second instanceof FencedError)) throw second;
      }
    }
  }

  #ended(round: Round, outcome: EndedRound['outcome'], cause: SyncTrigger, notifiedAt: Date | null): void {
    this.#deps.onRound?.({
      trigger: round.trigger,
      outcome,
      notifiedAt: cause === 'notification' ? notifiedAt : null,
      startedAt: round.startedAt,
      endedAt: this.#deps.clock.date(),
    });
  }
}
