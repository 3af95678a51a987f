/** POST /api/oauth/microsoft/select: the chosen calendars of a session become connections. */
import { paths, SelectAnswer, SelectBody } from '@calmirror/api-contract';

import { queryCalendars } from '../../../mirror/queries/calendars-query.ts';
import { stalest } from '../../../mirror/queries/freshness.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { presentCalendar } from '../../present/present-calendar.ts';
import { presentListFreshness } from '../../present/present-freshness.ts';
import { askerOf } from '../../who-asks.ts';

export function oauthSelect(
  api: ApiServer,
  { oauth, db, clock }: Pick<ApiDeps, 'oauth' | 'db' | 'clock'>,
): void {
  api.post(
    paths.oauthSelect,
    {
      schema: {
        tags: ['oauth'],
        summary: 'Connect the chosen calendars',
        description: 'All or nothing. A calendar that is connected already is answered with the others.',
        body: SelectBody,
        response: { 201: SelectAnswer },
      },
    },
    async (request, reply) => {
      const { userId, origin } = askerOf(request);
      const { sessionId, calendarIds } = request.body;
      const { connectionIds } = await oauth.selectMicrosoftCalendars(sessionId, calendarIds, userId, origin);
      const calendars = await queryCalendars(db, clock, { userId, ids: connectionIds });
      return reply.code(201).send({
        items: calendars.map(presentCalendar),
        nextCursor: null,
        freshness: presentListFreshness(stalest(calendars)),
      });
    },
  );
}
