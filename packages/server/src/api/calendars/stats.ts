/** GET /api/calendars/stats */
import { CalendarStats, paths } from '@calmirror/api-contract';
import type { connectionStatuses } from '@calmirror/api-contract';

import { stalest } from '../../mirror/queries/freshness.ts';
import { queryStats } from '../../mirror/queries/stats-query.ts';
import type { CalendarNumbers } from '../../mirror/queries/stats-query.ts';
import type { ApiServer } from '../api-server.ts';
import type { ApiDeps } from '../deps.ts';
import { presentListFreshness } from '../present/present-freshness.ts';
import { instantOrNull } from '../present/times.ts';
import { userIdOf } from '../who-asks.ts';

type Deps = Pick<ApiDeps, 'db' | 'clock'>;

export function calendarStats(api: ApiServer, deps: Deps): void {
  api.get(
    paths.calendarStats,
    {
      schema: { tags: ['calendars'], summary: 'Numbers about the mirror', response: { 200: CalendarStats } },
    },
    (request) => answerStats(deps, userIdOf(request)),
  );
}

async function answerStats({ db, clock }: Deps, userId: string): Promise<CalendarStats> {
  const { calendars, runs } = await queryStats(db, clock, userId);
  const sum = (of: (calendar: CalendarNumbers) => number): number =>
    calendars.reduce((total, calendar) => total + of(calendar), 0);
  const inMode = (mode: string): number =>
    calendars.filter(({ freshness }) => freshness.mode === mode).length;
  return {
    calendars: {
      total: calendars.length,
      byStatus: byStatus(calendars),
      push: inMode('push'),
      polling: inMode('polling'),
      blocked: inMode('blocked'),
    },
    events: {
      total: sum(({ events }) => events),
      upcoming: sum(({ upcoming }) => upcoming),
      series: sum(({ series }) => series),
      teamsMeetings: sum(({ teamsMeetings }) => teamsMeetings),
      issues: sum(({ issues }) => issues),
    },
    runs: {
      last24Hours: runs.last24Hours,
      failedLast24Hours: runs.failedLast24Hours,
      lastFinishedAt: instantOrNull(runs.lastFinishedAt),
    },
    items: calendars.map(({ calendarId, name, events, upcoming, series }) => ({
      calendarId,
      name,
      events,
      upcoming,
      series,
    })),
    freshness: presentListFreshness(stalest(calendars)),
  };
}

function byStatus(calendars: readonly CalendarNumbers[]): CalendarStats['calendars']['byStatus'] {
  const counts = {
    connecting: 0,
    active: 0,
    reauth_required: 0,
    forbidden: 0,
    gone: 0,
    unsupported: 0,
    paused: 0,
    disconnecting: 0,
    disconnected: 0,
  } satisfies Record<(typeof connectionStatuses)[number], number>;
  for (const { status } of calendars) counts[status] += 1;
  return counts;
}
