/** GET /api/calendars/:id/runs */
import { paths, RunsQuery, SyncRunList } from '@calmirror/api-contract';

import { listFreshness } from '../../../mirror/queries/freshness-query.ts';
import { decodeRunCursor, queryRuns } from '../../../mirror/queries/runs-query.ts';
import type { RunPosition } from '../../../mirror/queries/runs-query.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { fieldProblem } from '../../field-problem.ts';
import { calendarIdOf, calendarNotFound, IdParams } from '../../ids.ts';
import { presentListFreshness } from '../../present/present-freshness.ts';
import { presentRun } from '../../present/present-run.ts';
import { userIdOf } from '../../who-asks.ts';

const DEFAULT_LIMIT = 100;

type Deps = Pick<ApiDeps, 'db' | 'clock'>;

export function calendarRuns(api: ApiServer, deps: Deps): void {
  api.get(
    paths.calendarRuns,
    {
      schema: {
        tags: ['calendars'],
        summary: 'Progress and history of a calendar’s syncs, newest first',
        params: IdParams,
        querystring: RunsQuery,
        response: { 200: SyncRunList },
      },
    },
    (request) =>
      answerRuns(
        deps,
        { userId: userIdOf(request), calendarId: calendarIdOf(request.params.id) },
        request.query,
      ),
  );
}

async function answerRuns(
  { db, clock }: Deps,
  scope: { readonly userId: string; readonly calendarId: string },
  { limit = DEFAULT_LIMIT, cursor }: RunsQuery,
): Promise<SyncRunList> {
  const after = cursor === undefined ? undefined : positionOf(cursor);
  const { calendars, freshness } = await listFreshness(db, clock, scope);
  if (calendars === 0) throw calendarNotFound();
  const { runs, nextCursor } = await queryRuns(db, { ...scope, limit, after });
  return { items: runs.map(presentRun), nextCursor, freshness: presentListFreshness(freshness) };
}

function positionOf(cursor: string): RunPosition {
  const position = decodeRunCursor(cursor);
  if (position === undefined) throw fieldProblem('cursor', 'is not a nextCursor of this list');
  return position;
}
