/** What GET /api/events and GET /api/calendars/:id/events have in common: one query, one answer. */
import { defaultRangeDays, longestRangeDays } from '@calmirror/api-contract';
import type { CalendarEventList, CalendarEventsQuery } from '@calmirror/api-contract';

import { askedRange, RangeFieldError } from '../../mirror/queries/asked-range.ts';
import type { AskedRange } from '../../mirror/queries/asked-range.ts';
import { decodeEventCursor } from '../../mirror/queries/event-cursor.ts';
import type { EventPosition } from '../../mirror/queries/event-cursor.ts';
import { queryEvents } from '../../mirror/queries/events-query.ts';
import { listFreshness } from '../../mirror/queries/freshness-query.ts';
import type { ApiDeps } from '../deps.ts';
import { fieldProblem } from '../field-problem.ts';
import { calendarNotFound } from '../ids.ts';
import { presentEvent } from '../present/present-event.ts';
import { presentListFreshness } from '../present/present-freshness.ts';
import { refuseStale } from './refuse-stale.ts';

const DEFAULT_LIMIT = 100;

export async function answerEvents(
  { db, clock }: Pick<ApiDeps, 'db' | 'clock'>,
  scope: { readonly userId: string; readonly calendarId?: string | undefined },
  query: CalendarEventsQuery,
): Promise<CalendarEventList> {
  const range = rangeOf(query, clock.now());
  const after = query.cursor === undefined ? undefined : positionOf(query.cursor);
  const { calendars, freshness } = await listFreshness(db, clock, scope);
  if (calendars === 0 && scope.calendarId !== undefined) throw calendarNotFound();
  refuseStale(freshness, query.maxStaleness);
  const includeBody = query.include === 'body';
  const { events, nextCursor } = await queryEvents(db, {
    ...scope,
    range,
    filter: {
      category: query.category,
      importance: query.importance,
      showAs: query.showAs,
      teams: query.teams,
      q: query.q,
    },
    view: query.view ?? 'instances',
    includeBody,
    limit: query.limit ?? DEFAULT_LIMIT,
    after,
  });
  return {
    items: events.map((event) => presentEvent(event, { body: includeBody })),
    nextCursor,
    freshness: presentListFreshness(freshness),
  };
}

function rangeOf(query: CalendarEventsQuery, now: number): AskedRange {
  try {
    return askedRange(query, { defaultDays: defaultRangeDays, longestDays: longestRangeDays, now });
  } catch (error) {
    if (error instanceof RangeFieldError) throw fieldProblem(error.field, error.message);
    throw error;
  }
}

function positionOf(cursor: string): EventPosition {
  const position = decodeEventCursor(cursor);
  if (position === undefined) throw fieldProblem('cursor', 'is not a nextCursor of this list');
  return position;
}
