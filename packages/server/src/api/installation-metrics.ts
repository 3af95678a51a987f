/**
 * Numbers about the whole installation, read from the database when somebody asks: the same from every
 * process, whatever its role. What a process counts itself is beside its work (services.ts).
 */
import { queryBackgroundJobs, queryInstallation } from '../mirror/queries/installation-query.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { ApiDeps } from './deps.ts';

/** Seconds; from "now" over the poll interval to the safety net and beyond. */
const LAGS = [1, 15, 60, 300, 600, 900, 3_600, 21_600, 25_200, 86_400];
const healths = ['creating', 'live', 'expired', 'removed', 'refused', 'deleting'] as const;

/** @returns brings the numbers up to date */
export function installationMetrics(
  metrics: Metrics,
  { db, clock, queues }: Pick<ApiDeps, 'db' | 'clock' | 'queues'>,
): () => Promise<void> {
  const subscriptions = metrics.gauge('calmirror_subscriptions', 'Subscriptions at Microsoft by state.', [
    'health',
  ]);
  const lag = metrics.histogram(
    'calmirror_calendar_lag_seconds',
    'How long ago each calendar was known to be current, at this moment (no history).',
    ['mode'],
    LAGS,
  );
  const unread = metrics.gauge('calmirror_calendars_never_read', 'Calendars that were not read yet.', [
    'mode',
  ]);
  const rebuilds = metrics.gauge(
    'calmirror_push_rebuilds_last_day',
    'Calendars whose push was made anew in the last 24 hours because Microsoft was silent.',
  );
  const beat = metrics.gauge(
    'calmirror_worker_silence_seconds',
    'Since any worker last said that it is there; -1: never.',
  );
  const overdue = metrics.gauge(
    'calmirror_background_job_overdue_seconds',
    'By how much a job on a schedule is late; 0: it is not.',
    ['job'],
  );
  const lastRun = metrics.gauge(
    'calmirror_background_job_age_seconds',
    'Since a job on a schedule last ran; -1: never.',
    ['job'],
  );
  const failed = metrics.gauge(
    'calmirror_background_job_failed',
    '1: the last run of this job on a schedule failed.',
    ['job'],
  );
  const queued = metrics.gauge('calmirror_queued_jobs', 'Jobs that wait or are worked on.', [
    'queue',
    'state',
  ]);
  const oldest = metrics.gauge(
    'calmirror_queued_job_oldest_seconds',
    'How long the oldest waiting job has waited.',
    ['queue'],
  );

  return async () => {
    const numbers = await queryInstallation(db, clock);
    const jobs = await queryBackgroundJobs(db);
    const backlog = await queues();
    const now = clock.now();
    const since = (at: Date | null): number => (at === null ? -1 : Math.max(0, now - at.getTime()) / 1000);

    for (const health of healths) {
      subscriptions.set({ health }, numbers.subscriptions.find((each) => each.health === health)?.count ?? 0);
    }
    lag.reset();
    unread.reset();
    for (const mode of ['push', 'polling', 'blocked'] as const) {
      lag.zero({ mode });
      unread.set({ mode }, 0);
    }
    for (const { mode, asOf } of numbers.freshness) {
      if (asOf === null) unread.inc({ mode });
      else lag.observe({ mode }, since(asOf));
    }
    rebuilds.set(numbers.rebuildsLastDay);
    beat.set(since(numbers.lastBeatAt));
    for (const job of jobs) {
      const late = job.nextRunAt === null || job.isRunning ? 0 : (now - job.nextRunAt.getTime()) / 1000;
      overdue.set({ job: job.name }, Math.max(0, late));
      lastRun.set({ job: job.name }, since(job.lastRunAt));
      failed.set({ job: job.name }, job.lastError === null ? 0 : 1);
    }
    for (const queue of backlog) {
      queued.set({ queue: queue.name, state: 'waiting' }, queue.waiting);
      queued.set({ queue: queue.name, state: 'active' }, queue.active);
      oldest.set({ queue: queue.name }, queue.oldestSeconds);
    }
  };
}
