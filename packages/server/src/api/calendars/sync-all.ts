/** POST /api/calendars/sync-all */
import { paths, SyncAllRequested } from '@calmirror/api-contract';

import { queryCalendars } from '../../mirror/queries/calendars-query.ts';
import type { ApiServer } from '../api-server.ts';
import type { ApiDeps } from '../deps.ts';
import { userIdOf } from '../who-asks.ts';

export function calendarSyncAll(api: ApiServer, deps: Pick<ApiDeps, 'db' | 'clock' | 'sync'>): void {
  api.post(
    paths.calendarSyncAll,
    {
      schema: {
        tags: ['calendars'],
        summary: 'Sync every calendar now',
        response: { 202: SyncAllRequested },
      },
    },
    async (request, reply) => {
      const userId = userIdOf(request);
      const runs = await deps.sync.requestSyncAll(userId);
      const running = new Set(runs.map(({ connectionId }) => connectionId));
      const calendars = await queryCalendars(deps.db, deps.clock, { userId });
      return reply.code(202).send({
        runs: runs.map(({ connectionId, runId }) => ({ calendarId: connectionId, runId })),
        notRun: calendars
          .filter(({ id }) => !running.has(id))
          .map(({ id, status }) => ({ calendarId: id, status })),
      });
    },
  );
}
