/**
 * Pages of calendarView/delta, whole: rows, removals, and where the round goes on. The pages of
 * Microsoft's walk-through (delta-query-events) are shortened: they print no `type`.
 */
import { noTimes, noType, ordinary, silentGuest } from './stored-event.ts';
import type { EventPayload, StoredEvent } from './stored-event.ts';

export interface DeltaPayload extends EventPayload {
  /** The link that is kept with the page, or with the round; `none`: the example holds no whole page. */
  readonly goesOn: 'nextLink' | 'deltaLink' | 'none';
  /** Ids that have left the window, or were touched outside it. */
  readonly removed?: readonly string[];
}

const samantha = { name: 'Samantha Booth', address: 'samanthab@contoso.onmicrosoft.com' };
const typed = { type: 'singleInstance' };

function shortened(title: string, start: string, end: string): StoredEvent {
  return {
    asSent: ['external_id', 'change_key', 'body'],
    type: 'singleInstance',
    status: 'confirmed',
    importance: 'NORMAL',
    title,
    body_type: 'html',
    start_at: start,
    end_at: end,
    time_zone: 'UTC',
    organizer: samantha,
  };
}

const party: StoredEvent = {
  ...ordinary,
  asSent: ['external_id', 'change_key', 'body', 'body_preview', 'web_link'],
  time_zone: 'America/Los_Angeles',
  raw_time_zone: 'Pacific Standard Time',
  organizer: samantha,
  is_organizer: true,
  attendees: [silentGuest(samantha.name, samantha.address)],
  response: 'none',
};

export const deltaPages: readonly DeltaPayload[] = [
  {
    file: 'calendar/delta-calendar-by-id-page-full-properties-beta.json',
    goesOn: 'nextLink',
    stored: [
      {
        ...party,
        title: 'Summer party',
        start_at: '2020-06-02T20:00:00.000Z',
        end_at: '2020-06-02T22:30:00.000Z',
        created_date_time: '2020-06-16T04:05:43.866Z',
        last_modified_date_time: '2020-06-16T04:08:27.354Z',
      },
      {
        ...party,
        title: 'Summer party part 2',
        start_at: '2020-06-04T19:30:00.000Z',
        end_at: '2020-06-04T22:30:00.000Z',
        created_date_time: '2020-06-16T04:06:18.386Z',
        last_modified_date_time: '2020-06-16T04:08:19.569Z',
      },
    ],
  },
  { file: 'calendar/delta-empty-page-with-nextlink.json', goesOn: 'nextLink', stored: [] },
  { file: 'calendar/delta-empty-round-deltalink-only.json', goesOn: 'deltaLink', stored: [] },
  {
    // A beta page that prints `DateTime` and `TimeZone`: sample noise, which real answers do not have.
    file: 'calendar/delta-events-no-window-page-beta.json',
    goesOn: 'nextLink',
    asideAsPrinted: [noTimes],
    supplied: {
      start: { dateTime: '2020-02-19T10:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2020-02-19T11:00:00.0000000', timeZone: 'UTC' },
    },
    stored: [
      {
        // With the leading space that the page prints: ids are opaque.
        asSent: ['external_id'],
        type: 'singleInstance',
        status: 'confirmed',
        importance: 'NORMAL',
        start_at: '2020-02-19T10:00:00.000Z',
        end_at: '2020-02-19T11:00:00.000Z',
        time_zone: 'UTC',
      },
    ],
  },
  {
    file: 'calendar/delta-initial-page1-nextlink.json',
    goesOn: 'nextLink',
    asideAsPrinted: [noType, noType],
    supplied: typed,
    stored: [
      shortened('Plan shopping list', '2016-12-09T20:30:00.000Z', '2016-12-09T22:00:00.000Z'),
      shortened('Pick up car', '2016-12-10T01:00:00.000Z', '2016-12-10T02:00:00.000Z'),
    ],
  },
  {
    file: 'calendar/delta-initial-page2-nextlink.json',
    goesOn: 'nextLink',
    asideAsPrinted: [noType, noType],
    supplied: typed,
    stored: [
      shortened('Get food', '2016-12-10T19:30:00.000Z', '2016-12-10T21:30:00.000Z'),
      shortened('Prepare food', '2016-12-10T22:00:00.000Z', '2016-12-11T00:00:00.000Z'),
    ],
  },
  {
    file: 'calendar/delta-initial-last-page-deltalink.json',
    goesOn: 'deltaLink',
    asideAsPrinted: [noType],
    supplied: typed,
    stored: [
      { ...shortened('Rest!', '2016-12-12T02:00:00.000Z', '2016-12-12T07:30:00.000Z'), location: 'Home' },
    ],
  },
  {
    // The address stands in `location` alone; `locations`, from which we keep addresses, is not printed.
    file: 'calendar/delta-next-round-removed-and-added.json',
    goesOn: 'deltaLink',
    removed: ['AAMkADk0MGFkODE3LWE4MmYtNDRhOS04OGQLkRkXbBznTvAADb6ytyAAA='],
    asideAsPrinted: [noType],
    supplied: typed,
    stored: [
      {
        ...shortened('Attend service', '2016-12-25T06:00:00.000Z', '2016-12-25T07:30:00.000Z'),
        location: 'Chapel of Saint Ignatius',
      },
    ],
  },
  {
    // Its reporter had only edited the event: `@removed` says "not in this window", never "deleted".
    file: 'calendar/delta-removed-tombstone-only.json',
    goesOn: 'none',
    removed: [
      'AAMkADNlZDIyMGIyLWY2M2EtNGE0NS1hNTgxLThlMjE3YzIyNjIyYgBGAAAAAABlmSrvjYWpR7w8qeyIUCsJBwDRq-dCzZ7LRb9kdOoCmT9eAAAAAAE-dCzZ7LRb9kdOoCmT9eAAM5NtUyAAA=',
    ],
    stored: [],
  },
];
