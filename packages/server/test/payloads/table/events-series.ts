/**
 * Series: masters, occurrences, exceptions. Occurrences keep identity and times, the rest is their
 * master's. Sources: event-list-instances, user-post-events, event-get (beta), issues 1716, 2804 and
 * contrib 34, test data of closeio/sync-engine.
 */
import { noType, ordinary, placeNamed, silentGuest } from './stored-event.ts';
import type { EventPayload, StoredEvent } from './stored-event.ts';

const occurrence = {
  asSent: ['external_id', 'series_master_id'],
  type: 'occurrence',
  status: 'confirmed',
} as const satisfies StoredEvent;

/** An occurrence's original start is its start: a stub has no other. */
function occurrenceAt(start: string, end: string, timeZone: string): StoredEvent {
  return { ...occurrence, start_at: start, end_at: end, original_start: start, time_zone: timeZone };
}

const expansion = {
  ...ordinary,
  title: 'Expansion',
  is_organizer: true,
} as const satisfies Partial<StoredEvent>;

export const seriesEvents: readonly EventPayload[] = [
  {
    file: 'calendar/delta-occurrence-stub-2017.json',
    master: { isAllDay: false, timeZone: 'Europe/Berlin' },
    stored: [occurrenceAt('2017-09-19T05:00:00.000Z', '2017-09-19T06:00:00.000Z', 'Europe/Berlin')],
  },
  {
    file: 'calendar/delta-occurrence-stub-2023.json',
    master: { isAllDay: false, timeZone: 'Asia/Kolkata' },
    stored: [occurrenceAt('2023-07-23T10:25:00.000Z', '2023-07-23T10:55:00.000Z', 'Asia/Kolkata')],
  },
  {
    // Graph's originalStart is midnight in the series' zone; all-day dates float all the same.
    file: 'calendar/event-all-day-series-occurrence-and-exception.json',
    supplied: { seriesMasterId: 'the-master' },
    master: { isAllDay: true, timeZone: 'America/Los_Angeles' },
    stored: [
      {
        ...occurrenceAt('2018-06-05T00:00:00.000Z', '2018-06-06T00:00:00.000Z', 'America/Los_Angeles'),
        is_all_day: true,
        start_date: '2018-06-05',
        end_date: '2018-06-06',
      },
      {
        asSent: ['external_id', 'change_key', 'series_master_id'],
        type: 'exception',
        status: 'confirmed',
        importance: 'NORMAL',
        title: 'Test changed',
        is_all_day: true,
        start_date: '2018-06-06',
        end_date: '2018-06-07',
        start_at: '2018-06-06T00:00:00.000Z',
        end_at: '2018-06-07T00:00:00.000Z',
        original_start: '2018-06-06T07:00:00.000Z',
        time_zone: 'UTC',
        raw_time_zone: 'UTC',
      },
    ],
  },
  {
    // The exception comes first; its originalStart is not among the properties selected.
    file: 'calendar/event-instances-exception-and-occurrences.json',
    master: { isAllDay: false, timeZone: 'America/Los_Angeles' },
    stored: [
      {
        asSent: ['external_id', 'change_key', 'series_master_id', 'body_preview'],
        type: 'exception',
        status: 'confirmed',
        importance: 'NORMAL',
        title: 'Review strategy for Q3',
        start_at: '2019-04-16T20:30:00.000Z',
        end_at: '2019-04-16T21:00:00.000Z',
        time_zone: 'UTC',
      },
      occurrenceAt('2019-04-08T20:30:00.000Z', '2019-04-08T21:00:00.000Z', 'America/Los_Angeles'),
      occurrenceAt('2019-04-22T20:30:00.000Z', '2019-04-22T21:00:00.000Z', 'America/Los_Angeles'),
      occurrenceAt('2019-04-29T20:30:00.000Z', '2019-04-29T21:00:00.000Z', 'America/Los_Angeles'),
    ],
  },
  {
    // cancelledOccurrences and exceptionOccurrences come only to those who select or expand them: not read.
    file: 'calendar/event-series-master-cancelled-and-exception-occurrences.json',
    asideAsPrinted: [noType],
    supplied: { type: 'seriesMaster' },
    stored: [
      {
        asSent: ['external_id', 'change_key'],
        type: 'seriesMaster',
        status: 'confirmed',
        importance: 'NORMAL',
        title: 'Daily stand-up',
        start_at: '2020-04-23T11:30:00.000Z',
        end_at: '2020-04-23T12:00:00.000Z',
        time_zone: 'UTC',
      },
    ],
  },
  {
    file: 'calendar/event-series-master-daily-with-moved-exception.json',
    stored: [
      {
        ...expansion,
        asSent: ['external_id', 'body', 'recurrence'],
        type: 'seriesMaster',
        start_at: '2022-09-26T12:00:00.000Z',
        end_at: '2022-09-26T12:30:00.000Z',
        time_zone: 'America/New_York',
        raw_time_zone: 'Eastern Standard Time',
        recurrence_rule: 'FREQ=DAILY;UNTIL=20220928T120000Z',
        recurrence_start: '2022-09-26T08:00:00',
        recurrence_time_zone: 'America/New_York',
      },
      {
        ...expansion,
        asSent: ['external_id', 'series_master_id', 'body'],
        type: 'exception',
        // Moved from 12:00.
        start_at: '2022-09-27T13:30:00.000Z',
        end_at: '2022-09-27T14:00:00.000Z',
        time_zone: 'UTC',
      },
      occurrenceAt('2022-09-26T12:00:00.000Z', '2022-09-26T12:30:00.000Z', 'America/New_York'),
      occurrenceAt('2022-09-28T12:00:00.000Z', '2022-09-28T12:30:00.000Z', 'America/New_York'),
    ],
  },
  {
    file: 'calendar/event-series-master-daily-with-three-occurrences.json',
    stored: [
      {
        ...expansion,
        asSent: ['external_id', 'body', 'recurrence'],
        type: 'seriesMaster',
        start_at: '2022-09-19T15:00:00.000Z',
        end_at: '2022-09-19T15:30:00.000Z',
        time_zone: 'America/Los_Angeles',
        raw_time_zone: 'Pacific Standard Time',
        recurrence_rule: 'FREQ=DAILY;UNTIL=20220921T150000Z',
        recurrence_start: '2022-09-19T08:00:00',
        recurrence_time_zone: 'America/Los_Angeles',
      },
      occurrenceAt('2022-09-19T15:00:00.000Z', '2022-09-19T15:30:00.000Z', 'America/Los_Angeles'),
      occurrenceAt('2022-09-20T15:00:00.000Z', '2022-09-20T15:30:00.000Z', 'America/Los_Angeles'),
      occurrenceAt('2022-09-21T15:00:00.000Z', '2022-09-21T15:30:00.000Z', 'America/Los_Angeles'),
    ],
  },
  {
    file: 'calendar/event-series-master-weekly-enddate.json',
    stored: [
      {
        ...ordinary,
        asSent: ['external_id', 'change_key', 'body', 'body_preview', 'recurrence', 'ical_uid', 'web_link'],
        type: 'seriesMaster',
        title: "Let's go for lunch",
        // 12 to 14 in Pacific daylight time; the range ends in standard time.
        start_at: '2017-09-04T19:00:00.000Z',
        end_at: '2017-09-04T21:00:00.000Z',
        time_zone: 'America/Los_Angeles',
        raw_time_zone: 'Pacific Standard Time',
        recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO;WKST=SU;UNTIL=20171231T200000Z',
        recurrence_start: '2017-09-04T12:00:00',
        recurrence_time_zone: 'America/Los_Angeles',
        location: "Harry's Bar",
        locations: [placeNamed("Harry's Bar")],
        organizer: { name: 'Alex Wilber', address: 'AlexW@contoso.onmicrosoft.com' },
        is_organizer: true,
        attendees: [silentGuest('Adele Vance', 'AdeleV@contoso.onmicrosoft.com')],
        response: 'organizer',
        created_date_time: '2017-10-07T04:59:12.969Z',
        last_modified_date_time: '2017-10-07T04:59:13.813Z',
      },
    ],
  },
];
