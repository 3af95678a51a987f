/** POST /api/calendars/:id/sync */
import { paths, SyncQuery, SyncRequested } from '@calmirror/api-contract';
import { Compile } from 'typebox/compile';

import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { fieldProblem } from '../../field-problem.ts';
import { calendarIdOf, IdParams } from '../../ids.ts';
import { userIdOf } from '../../who-asks.ts';

const Wish = Compile(SyncQuery);

export function calendarSync(api: ApiServer, { sync }: Pick<ApiDeps, 'sync'>): void {
  api.post(
    paths.calendarSync,
    {
      schema: {
        tags: ['calendars'],
        summary: 'Sync a calendar now',
        description:
          'A run that is still waiting is answered again; full is or-ed into it. It may stand in the query or in a JSON body.',
        params: IdParams,
        querystring: SyncQuery,
        response: { 202: SyncRequested },
      },
    },
    async (request, reply) => {
      const connectionId = calendarIdOf(request.params.id);
      const full = request.query.full === true || fullOf(request.body);
      const { runId } = await sync.requestSync({ connectionId, userId: userIdOf(request), full });
      return reply.code(202).send({ runId });
    },
  );
}

/** What a body asks is done or refused, never passed over. */
function fullOf(body: unknown): boolean {
  if (body === undefined) return false;
  if (!Wish.Check(body)) throw fieldProblem('full', 'must be true or false, alone in the body');
  return body.full === true;
}
