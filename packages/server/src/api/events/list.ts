/** GET /api/events */
import { CalendarEventList, EventsQuery, paths } from '@calmirror/api-contract';

import type { ApiServer } from '../api-server.ts';
import type { ApiDeps } from '../deps.ts';
import { userIdOf } from '../who-asks.ts';
import { answerEvents } from './answer-events.ts';

export function eventList(api: ApiServer, deps: Pick<ApiDeps, 'db' | 'clock'>): void {
  api.get(
    paths.events,
    {
      schema: {
        tags: ['events'],
        summary: 'Events of all calendars that overlap a range, in the order of their start',
        querystring: EventsQuery,
        response: { 200: CalendarEventList },
      },
    },
    (request) => {
      const { calendarId, ...query } = request.query;
      return answerEvents(deps, { userId: userIdOf(request), calendarId: calendarId?.toLowerCase() }, query);
    },
  );
}
