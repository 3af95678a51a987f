/** GET /api/calendars */
import { CalendarList, paths } from '@calmirror/api-contract';

import { queryCalendars } from '../../mirror/queries/calendars-query.ts';
import { stalest } from '../../mirror/queries/freshness.ts';
import { queryOffers } from '../../mirror/queries/offers-query.ts';
import type { ApiServer } from '../api-server.ts';
import type { ApiDeps } from '../deps.ts';
import { presentCalendar } from '../present/present-calendar.ts';
import { instant } from '../present/times.ts';
import { presentListFreshness } from '../present/present-freshness.ts';
import { userIdOf } from '../who-asks.ts';

type Deps = Pick<ApiDeps, 'db' | 'clock' | 'reach'>;

export function calendarList(api: ApiServer, deps: Deps): void {
  api.get(
    paths.calendars,
    { schema: { tags: ['calendars'], summary: 'All connected calendars', response: { 200: CalendarList } } },
    (request) => answerCalendars(deps, userIdOf(request)),
  );
}

async function answerCalendars({ db, clock, reach }: Deps, userId: string): Promise<CalendarList> {
  const calendars = await queryCalendars(db, clock, { userId });
  return {
    items: calendars.map(presentCalendar),
    nextCursor: null,
    freshness: presentListFreshness(stalest(calendars)),
    offers: (await queryOffers(db, userId)).map((offer) => ({
      ...offer,
      noticedAt: instant(offer.noticedAt),
    })),
    pushObstacle: reach.mode === 'poll' ? reach.reason : null,
  };
}
