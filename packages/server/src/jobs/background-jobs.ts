/**
 * The tick and the handlers: rings what is due, and answers what was rung. Holds no state that a
 * second process or a restart would miss; killing it costs at most the time to the next tick.
 */
import { claimDue } from '../connections/due.ts';
import {
  claimDueSubscriptions,
  findUntended,
  wantPatchOfUnauthorised,
  wantTendingOfMoved,
} from '../notifications/due-subscriptions.ts';
import type { PushReach } from '../notifications/push-reach.ts';
import { ringRounds } from '../notifications/ring.ts';
import type { Ring } from '../notifications/ring.ts';
import type { WebhookService } from '../notifications/webhook-service.ts';
import type { Jobs } from '../platform/jobs.ts';
import { DOOR_ROW, HEARTBEAT_ROW } from '../models/heartbeat.ts';
import type { JobName, jobCatalogue } from '../models/job-catalogue.ts';
import type { EventSyncService } from '../sync/event-sync-service.ts';
import { beatIfDue } from './heartbeat.ts';
import { forgetWhatIsOld } from './retention.ts';
import { createRows, readJobTimes, runIfDue } from './scheduled-job.ts';
import type { ScheduledJob, ScheduledJobDeps } from './scheduled-job.ts';

const TICK_MS = 1_000;
const CLAIMS_A_TICK = 200;
/** Ticks between looks for connections whose job was lost. */
const UNTENDED_EVERY = 15;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RECOVERY = 'push.recover_from_downtime';

export interface BackgroundJobsDeps extends ScheduledJobDeps {
  readonly jobs: Jobs<typeof jobCatalogue>;
  readonly sync: Pick<EventSyncService, 'syncMicrosoftEvents'>;
  readonly webhooks: WebhookService;
  readonly reach: PushReach;
  /** The daily look at every account that is due for it. */
  readonly lookAtAccounts: (signal: AbortSignal) => Promise<void>;
  /** Whether this process also listens for Microsoft. */
  readonly listens: boolean;
  readonly auditRetentionDays: number;
  /** undefined: history is kept for ever. */
  readonly historyDays: number | undefined;
  /** Handlers at a time of each queue. */
  readonly concurrency: Readonly<Record<JobName, number>>;
}

export class BackgroundJobs {
  readonly #deps: BackgroundJobsDeps;
  readonly #scheduled: readonly ScheduledJob[];
  readonly #ring: Ring;
  readonly #stopping = new AbortController();
  readonly #running = new Map<string, Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  #ticks = 0;

  constructor(deps: BackgroundJobsDeps) {
    this.#deps = deps;
    this.#ring = (name, payloads, executor) => deps.jobs.ring(name, payloads, executor);
    const { webhooks } = deps;
    this.#scheduled = [
      {
        name: 'push.renew',
        everyMs: 12 * HOUR_MS,
        run: async () => void (await webhooks.renewExpiringSubscriptions()),
      },
      {
        name: 'push.clean_up',
        everyMs: HOUR_MS,
        run: async () => void (await webhooks.cleanupExpiredSubscriptions()),
      },
      { name: 'push.judge_silence', everyMs: 5 * MINUTE_MS, run: () => webhooks.judgeSilence() },
      { name: RECOVERY, everyMs: null, run: async () => void (await webhooks.recoverFromDowntime()) },
      { name: 'accounts.look', everyMs: MINUTE_MS, run: (signal) => deps.lookAtAccounts(signal) },
      {
        name: 'retention',
        everyMs: 6 * HOUR_MS,
        run: () => forgetWhatIsOld(deps, { audit: deps.auditRetentionDays, history: deps.historyDays }),
      },
    ];
  }

  /** The server must be listening: Graph's test request comes while a subscription is being made. */
  async start(): Promise<void> {
    const { jobs, sync, webhooks, concurrency, db, clock } = this.#deps;
    await clock.refresh();
    await createRows(db, clock, this.#scheduled);
    await wantTendingOfMoved(db, clock, this.#deps.reach);
    for (const lane of ['sync.push', 'sync.background'] as const) {
      await jobs.work(lane, { concurrency: concurrency[lane] }, async ({ connectionId }, signal) => {
        await clock.refresh();
        await sync.syncMicrosoftEvents(connectionId, signal);
      });
    }
    const tend = { concurrency: concurrency['subscription.tend'] };
    await jobs.work('subscription.tend', tend, async ({ connectionId }, signal) => {
      await clock.refresh();
      await webhooks.tend(connectionId, signal);
    });
    this.#schedule(0);
  }

  /** No more ticks; waits for what runs. The handlers are stopped with the job library. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('The process is stopping.'));
    clearTimeout(this.#timer);
    await this.#ticking;
    await Promise.all(this.#running.values());
  }

  /** One look at what is due; also the door for tests. */
  async tick(): Promise<void> {
    const { db, clock, jobs, reach, logger } = this.#deps;
    await clock.refresh();
    let times = await readJobTimes(db);
    if (this.#deps.listens) await beatIfDue(db, clock, times, { row: DOOR_ROW });
    const gap = await beatIfDue(db, clock, times, { row: HEARTBEAT_ROW, jobName: RECOVERY });
    // It has asked for a job.
    if (gap !== undefined) times = await readJobTimes(db);
    if (gap !== undefined)
      logger.warn({ minutes: Math.round(gap / 60_000) }, 'nobody was at work for a while');
    await ringRounds(this.#ring, await claimDue(db, clock, CLAIMS_A_TICK), db);
    await jobs.ring('subscription.tend', await claimDueSubscriptions(db, clock, CLAIMS_A_TICK));
    if (this.#ticks % UNTENDED_EVERY === 0) {
      await wantPatchOfUnauthorised(db, clock);
      await jobs.ring('subscription.tend', await findUntended(db, clock, reach, CLAIMS_A_TICK));
    }
    this.#ticks += 1;
    const now = clock.date();
    for (const job of this.#scheduled) {
      const nextRunAt = times.get(job.name)?.nextRunAt;
      if (nextRunAt !== undefined && nextRunAt <= now) this.#runInBackground(job);
    }
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#ticking = this.#tickSafely().finally(() => {
        this.#ticking = undefined;
        if (!this.#stopping.signal.aborted) this.#schedule(TICK_MS);
      });
    }, ms);
  }

  async #tickSafely(): Promise<void> {
    try {
      await this.tick();
    } catch (error) {
      this.#deps.logger.error({ err: error }, 'a tick failed; the next comes in a second');
    }
  }

  #runInBackground(job: ScheduledJob): void {
    if (this.#running.has(job.name) || this.#stopping.signal.aborted) return;
    const run = runIfDue(this.#deps, job, this.#stopping.signal)
      .catch((error: unknown) => {
        this.#deps.logger.error({ err: error, job: job.name }, 'a background job could not be looked at');
      })
      .finally(() => this.#running.delete(job.name));
    this.#running.set(job.name, run);
  }
}
