/** Every way in which events are asked for (DESIGN of the HTTP contract), over rows of seed-rows.ts. */
import { createHash } from 'node:crypto';

import { encodeEventCursor, decodeEventCursor } from '../../src/mirror/queries/event-cursor.ts';
import type { EventsFilter, EventsQuery } from '../../src/mirror/queries/events-query.ts';

export interface Asking {
  readonly person: number;
  readonly userId: string;
  readonly from: Date;
}

const DAY_MS = 86_400_000;

function base({ userId, from }: Asking, days: number): EventsQuery {
  const end = new Date(from.getTime() + days * DAY_MS);
  return {
    userId,
    range: {
      start: from,
      end,
      startDate: from.toISOString().slice(0, 10),
      endDate: end.toISOString().slice(0, 10),
    },
    filter: {},
    view: 'instances',
    includeBody: false,
    limit: 100,
  };
}

const filtered =
  (filter: EventsFilter) =>
  (asking: Asking): EventsQuery => ({ ...base(asking, 30), filter });

/** As seed-rows.ts makes it. */
function calendarId({ person }: Asking): string {
  const hex = createHash('md5').update(`calendar${person}/1`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const eventQueries: Readonly<Record<string, (asking: Asking) => EventsQuery>> = {
  'default, all calendars': (asking) => base(asking, 30),
  'a week': (asking) => base(asking, 7),
  'five years': (asking) => base({ ...asking, from: new Date(asking.from.getTime() - 900 * DAY_MS) }, 1_825),
  category: filtered({ category: 'Project' }),
  'category of nothing': filtered({ category: 'None' }),
  importance: filtered({ importance: 'HIGH' }),
  showAs: filtered({ showAs: 'free' }),
  teams: filtered({ teams: true }),
  q: filtered({ q: 'budget' }),
  'q of nothing': filtered({ q: 'there is no such word' }),
  'all filters': filtered({ category: 'Project', importance: 'HIGH', showAs: 'free', teams: true, q: 'e' }),
  'view=series': (asking) => ({ ...base(asking, 30), view: 'series' }),
  'view=series, filtered': (asking) => ({
    ...base(asking, 30),
    view: 'series',
    filter: { importance: 'HIGH' },
  }),
  calendarId: (asking) => ({ ...base(asking, 30), calendarId: calendarId(asking) }),
  cursor: (asking) => ({
    ...base(asking, 30),
    after: decodeEventCursor(
      encodeEventCursor({
        start: new Date(asking.from.getTime() + 10 * DAY_MS).toISOString().replace('Z', '000Z'),
        connectionId: calendarId(asking),
        rowNumber: 1,
      }),
    ),
  }),
};
