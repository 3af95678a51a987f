/** GET /api/calendars/:id/events */
import { CalendarEventList, CalendarEventsQuery, paths } from '@calmirror/api-contract';

import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { answerEvents } from '../../events/answer-events.ts';
import { calendarIdOf, IdParams } from '../../ids.ts';
import { userIdOf } from '../../who-asks.ts';

export function calendarEvents(api: ApiServer, deps: Pick<ApiDeps, 'db' | 'clock'>): void {
  api.get(
    paths.calendarEvents,
    {
      schema: {
        tags: ['events'],
        summary: 'Events of one calendar that overlap a range, in the order of their start',
        params: IdParams,
        querystring: CalendarEventsQuery,
        response: { 200: CalendarEventList },
      },
    },
    (request) =>
      answerEvents(
        deps,
        { userId: userIdOf(request), calendarId: calendarIdOf(request.params.id) },
        request.query,
      ),
  );
}
