/** DELETE /api/calendars/:id */
import { DisconnectQuery, paths } from '@calmirror/api-contract';

import { noBody } from '../../api-server.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { calendarIdOf, calendarNotFound, IdParams } from '../../ids.ts';
import { askerOf } from '../../who-asks.ts';

export function calendarDelete(api: ApiServer, { connections }: Pick<ApiDeps, 'connections'>): void {
  api.delete(
    paths.calendar,
    {
      schema: {
        tags: ['calendars'],
        summary: 'Disconnect a calendar',
        description:
          'purge: its events are gone when this is answered; the row stays, disconnecting, until Microsoft has deleted the subscription. keep: its events stay readable.',
        params: IdParams,
        querystring: DisconnectQuery,
        response: { 204: noBody('disconnected') },
      },
    },
    async (request, reply) => {
      const id = calendarIdOf(request.params.id);
      const { userId, origin } = askerOf(request);
      const { data = 'purge' } = request.query;
      if (!(await connections.disconnect(id, userId, { data, origin }))) throw calendarNotFound();
      return reply.code(204).send(undefined);
    },
  );
}
