/** What a process counts of its own work: every process with a worker has these numbers for itself. */
import type { GraphAccessDeps } from './connections/graph-access.ts';
import type { Metrics } from './platform/metrics.ts';
import { syncTriggers } from './models/sync-trigger.ts';
import type { EndedRound, EventSyncDeps } from './sync/event-sync-service.ts';

/** All that there are begin at 0, so that a rate is right from the first. */
const outcomes = [
  'synced',
  'unchanged',
  'distrusted',
  'interrupted',
] as const satisfies EndedRound['outcome'][];
const HOP_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

export interface ServiceMetrics {
  readonly graph: Required<Pick<GraphAccessDeps, 'onRequest' | 'onThrottled'>>;
  readonly sync: Required<Pick<EventSyncDeps, 'onRound'>>;
}

export function serviceMetrics(metrics: Metrics): ServiceMetrics {
  const requests = metrics.counter('calmirror_graph_requests_total', 'HTTP requests to Microsoft Graph.', [
    'operation',
    'status',
  ]);
  const throttled = metrics.counter(
    'calmirror_graph_throttled_seconds_total',
    'Seconds for which Microsoft asked to leave a mailbox alone, added up.',
  );
  const rounds = metrics.counter('calmirror_rounds_total', 'Rounds that came to an end.', [
    'trigger',
    'outcome',
  ]);
  for (const trigger of syncTriggers) {
    for (const outcome of outcomes) rounds.inc({ trigger, outcome }, 0);
  }
  const hops = metrics.histogram(
    'calmirror_notification_hop_seconds',
    'From a notification to its changes being readable: queued until the round began, the round itself, both together.',
    ['hop'],
    HOP_SECONDS,
  );
  return {
    graph: {
      onRequest: ({ operation, status }) => requests.inc({ operation, status: status ?? 'none' }),
      onThrottled: (seconds) => throttled.inc(seconds),
    },
    sync: {
      onRound: ({ trigger, outcome, notifiedAt, startedAt, endedAt }) => {
        rounds.inc({ trigger, outcome });
        // A follow-up answers late because Microsoft did: only a round that brought something is measured.
        if (notifiedAt === null || outcome !== 'synced') return;
        const seconds = (from: Date, to: Date): number => Math.max(0, to.getTime() - from.getTime()) / 1000;
        hops.observe({ hop: 'queued' }, seconds(notifiedAt, startedAt));
        hops.observe({ hop: 'round' }, seconds(startedAt, endedAt));
        hops.observe({ hop: 'total' }, seconds(notifiedAt, endedAt));
      },
    },
  };
}
