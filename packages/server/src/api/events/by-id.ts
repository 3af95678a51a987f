/** GET /api/events/:id */
import { CalendarEvent, paths } from '@calmirror/api-contract';

import { eventById } from '../../mirror/queries/event-by-id.ts';
import { ProblemError } from '../../platform/problem.ts';
import type { ApiServer } from '../api-server.ts';
import type { ApiDeps } from '../deps.ts';
import { IdParams, parseEventId } from '../ids.ts';
import { presentEvent } from '../present/present-event.ts';
import { userIdOf } from '../who-asks.ts';

type Deps = Pick<ApiDeps, 'db'>;

export function eventGet(api: ApiServer, deps: Deps): void {
  api.get(
    paths.event,
    {
      schema: {
        tags: ['events'],
        summary: 'One event with its body',
        params: IdParams,
        response: { 200: CalendarEvent },
      },
    },
    (request) => answerEvent(deps, userIdOf(request), request.params.id),
  );
}

async function answerEvent({ db }: Deps, userId: string, text: string): Promise<CalendarEvent> {
  const id = parseEventId(text);
  const event = id === undefined ? undefined : await eventById(db, userId, id);
  if (event === undefined) {
    throw new ProblemError('not_found', 'There is no such event: it may have been deleted in Outlook.');
  }
  return presentEvent(event, { body: true });
}
