/** POST /api/calendars/:id/sync */
import { paths, SyncQuery, SyncRequested } from '@calmirror/api-contract';

import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { calendarIdOf, IdParams } from '../../ids.ts';
import { userIdOf } from '../../who-asks.ts';

export function calendarSync(api: ApiServer, { sync }: Pick<ApiDeps, 'sync'>): void {
  api.post(
    paths.calendarSync,
    {
      schema: {
        tags: ['calendars'],
        summary: 'Sync a calendar now',
        description: 'A run that is still waiting is answered again; full is or-ed into it.',
        params: IdParams,
        querystring: SyncQuery,
        response: { 202: SyncRequested },
      },
    },
    async (request, reply) => {
      const connectionId = calendarIdOf(request.params.id);
      const full = request.query.full === true;
      const { runId } = await sync.requestSync({ connectionId, userId: userIdOf(request), full });
      return reply.code(202).send({ runId });
    },
  );
}
