/** GET /api/changes */
import { CalendarChangeList, ChangesQuery, paths } from '@calmirror/api-contract';

import { queryChanges } from '../mirror/queries/changes-query.ts';
import { listFreshness } from '../mirror/queries/freshness-query.ts';
import type { ApiServer } from './api-server.ts';
import type { ApiDeps } from './deps.ts';
import { calendarNotFound } from './ids.ts';
import { presentChange } from './present/present-change.ts';
import { presentListFreshness } from './present/present-freshness.ts';
import { userIdOf } from './who-asks.ts';

const DEFAULT_LIMIT = 100;

type Deps = Pick<ApiDeps, 'db' | 'clock'>;

export function changeList(api: ApiServer, deps: Deps): void {
  api.get(
    paths.changes,
    {
      schema: {
        tags: ['changes'],
        summary: 'What the mirror did, in order, after a number',
        description: 'Keep nextCursor and give it as since: nothing is missed, and nothing comes twice.',
        querystring: ChangesQuery,
        response: { 200: CalendarChangeList },
      },
    },
    (request) => answerChanges(deps, userIdOf(request), request.query),
  );
}

async function answerChanges(
  { db, clock }: Deps,
  userId: string,
  query: ChangesQuery,
): Promise<CalendarChangeList> {
  const { since = 0, limit = DEFAULT_LIMIT } = query;
  const scope = { userId, calendarId: query.calendarId?.toLowerCase() };
  // Read before the changes: what the list says of itself is never newer than its items.
  const { calendars, freshness } = await listFreshness(db, clock, scope);
  if (calendars === 0 && scope.calendarId !== undefined) throw calendarNotFound();
  const { changes, nextCursor } = await queryChanges(db, { ...scope, since, limit });
  return {
    items: changes.map(presentChange),
    nextCursor: String(nextCursor),
    freshness: presentListFreshness(freshness),
  };
}
