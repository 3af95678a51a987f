/**
 * Work that is due by the clock and done by one process at a time: its row says when, its lease says
 * who. A missed time is caught up once. A failure is kept in the row and tried again in a minute.
 */
import type { Clock } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { keepLease, leaseEnd, leaseIsFree } from '../platform/lease.ts';
import type { Logger } from '../platform/logger.ts';
import type { Db, Tx } from '../models/db.ts';

export interface ScheduledJob {
  readonly name: string;
  /** null: only when asked for (see `askFor`). */
  readonly everyMs: number | null;
  readonly run: (signal: AbortSignal) => Promise<void>;
}

export interface ScheduledJobDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leaseSeconds: number;
}

const RETRY_MS = 60_000;
/** PostgreSQL's infinity is no Date. */
const NEVER = new Date('9999-01-01T00:00:00Z');

/** The rows of the jobs named; a new one is due at once. */
export async function createRows(db: Db, clock: Clock, jobs: readonly ScheduledJob[]): Promise<void> {
  await db
    .insertInto('background_job')
    .values(jobs.map((job) => rowOf(job.name, job.everyMs === null ? NEVER : clock.date())))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

export type JobTimes = ReadonlyMap<string, { readonly nextRunAt: Date; readonly lastRunAt: Date | null }>;

/** The times of all jobs, and of the heartbeat, in one look: a tick with nothing due costs no write. */
export async function readJobTimes(db: Db): Promise<JobTimes> {
  const rows = await db
    .selectFrom('background_job')
    .select(['name', 'next_run_at as nextRunAt', 'last_run_at as lastRunAt'])
    .execute();
  return new Map(rows.map(({ name, ...times }) => [name, times]));
}

/** Makes it due with the caller's transaction. */
export async function askFor(tx: Tx, name: string, at: Date): Promise<void> {
  await tx
    .insertInto('background_job')
    .values(rowOf(name, at))
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ next_run_at: at }))
    .execute();
}

/** Runs it if it is due and nobody else does. @returns whether it ran */
export async function runIfDue(
  deps: ScheduledJobDeps,
  job: ScheduledJob,
  signal: AbortSignal,
): Promise<boolean> {
  const { db, clock } = deps;
  const holder = newId();
  const own = db.updateTable('background_job').where('name', '=', job.name);
  const due = clock.date();
  const taken = await own
    .where('next_run_at', '<=', due)
    .where(leaseIsFree('lease_until'))
    .set({ lease_holder: holder, lease_until: leaseEnd(deps.leaseSeconds) })
    .returning('next_run_at')
    .executeTakeFirst();
  if (taken === undefined) return false;
  const held = own.where('lease_holder', '=', holder);
  await using lease = keepLease({
    seconds: deps.leaseSeconds,
    renew: async () => {
      const renewed = await held.set({ lease_until: leaseEnd(deps.leaseSeconds) }).executeTakeFirst();
      return renewed.numUpdatedRows > 0n;
    },
  });
  const began = performance.now();
  const failure = await attempt(deps, job, AbortSignal.any([signal, lease.signal]));
  const rest = job.everyMs ?? NEVER.getTime() - clock.now();
  const wait = failure === undefined ? rest : Math.min(rest, RETRY_MS);
  await held
    .set((eb) => ({
      lease_holder: null,
      lease_until: null,
      last_run_at: clock.date(),
      last_duration_ms: Math.round(performance.now() - began),
      last_error: failure ?? null,
      // Asked for again while it ran: that stands.
      next_run_at: eb
        .case()
        .when('next_run_at', '>', taken.next_run_at)
        .then(eb.ref('next_run_at'))
        .else(new Date(clock.now() + wait))
        .end(),
    }))
    .execute();
  return true;
}

async function attempt(
  deps: ScheduledJobDeps,
  job: ScheduledJob,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await job.run(signal);
    return undefined;
  } catch (error) {
    deps.logger.error(
      { err: error, job: job.name },
      'a background job failed; it is tried again in a minute',
    );
    return error instanceof Error ? error.name : 'unknown';
  }
}

function rowOf(name: string, at: Date) {
  return {
    name,
    next_run_at: at,
    last_run_at: null,
    last_duration_ms: null,
    last_error: null,
    lease_holder: null,
    lease_until: null,
  };
}
