/** GET /api/calendars/:id */
import { CalendarConnection, paths } from '@calmirror/api-contract';

import { queryCalendars } from '../../../mirror/queries/calendars-query.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { calendarIdOf, calendarNotFound, IdParams } from '../../ids.ts';
import { presentCalendar } from '../../present/present-calendar.ts';
import { userIdOf } from '../../who-asks.ts';

type Deps = Pick<ApiDeps, 'db' | 'clock'>;

export function calendarGet(api: ApiServer, deps: Deps): void {
  api.get(
    paths.calendar,
    {
      schema: {
        tags: ['calendars'],
        summary: 'One calendar',
        params: IdParams,
        response: { 200: CalendarConnection },
      },
    },
    (request) => answerCalendar(deps, userIdOf(request), calendarIdOf(request.params.id)),
  );
}

async function answerCalendar({ db, clock }: Deps, userId: string, id: string): Promise<CalendarConnection> {
  const [calendar] = await queryCalendars(db, clock, { userId, ids: [id] });
  if (calendar === undefined) throw calendarNotFound();
  return presentCalendar(calendar);
}
