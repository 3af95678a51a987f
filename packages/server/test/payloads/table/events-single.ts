/** Single events of the calendar pages. Sources: event-get, user-list-events, group-list-calendarview, issue 6003. */
import { noType, ordinary, placeNamed, silentGuest } from './stored-event.ts';
import type { EventPayload, StoredEvent } from './stored-event.ts';

const typed = { type: 'singleInstance' };
const engineering = { name: 'Engineering', address: 'engineering@M365x214355.onmicrosoft.com' };
const samantha = { name: 'Samantha Booth', address: 'samanthab@a830edad905084922E17020313.onmicrosoft.com' };
const taskforce = { name: 'HR Taskforce', address: 'HRTaskforce@contoso.com' };

const touchpoint: StoredEvent = {
  asSent: ['external_id', 'change_key', 'body', 'body_preview'],
  type: 'singleInstance',
  status: 'confirmed',
  importance: 'NORMAL',
  title: 'New Product Regulations Touchpoint',
  body_type: 'html',
  start_at: '2014-11-03T17:00:00.000Z',
  end_at: '2014-11-03T17:30:00.000Z',
  time_zone: 'UTC',
  location: 'Conf Room Rainier',
  organizer: engineering,
  attendees: [
    silentGuest(engineering.name, engineering.address),
    silentGuest('Irvin Sayers', 'IrvinS@M365x214355.onmicrosoft.com'),
  ],
};

export const singleEvents: readonly EventPayload[] = [
  {
    file: 'calendar/event-all-day-single-eastern.json',
    // Its reporter blanked the ids: nobody could find such an event again.
    asideAsPrinted: ['/id must not have fewer than 1 characters'],
    supplied: { id: 'the-id', changeKey: 'the-key', iCalUId: 'the-uid' },
    stored: [
      {
        ...ordinary,
        asSent: ['external_id', 'change_key', 'body_preview', 'ical_uid'],
        body_type: null,
        title: 'All Day Outlook Event on Oct 19th 2019',
        is_all_day: true,
        start_date: '2019-10-19',
        end_date: '2019-10-20',
        start_at: '2019-10-19T00:00:00.000Z',
        end_at: '2019-10-20T00:00:00.000Z',
        time_zone: 'America/New_York',
        raw_time_zone: 'Eastern Standard Time',
        show_as: 'free',
        is_organizer: true,
        response: 'none',
        created_date_time: '2019-10-17T11:22:53.230Z',
        last_modified_date_time: '2019-10-17T11:22:54.922Z',
      },
    ],
  },
  {
    file: 'calendar/event-get-select-group-organizer.json',
    asideAsPrinted: [noType],
    supplied: typed,
    stored: [touchpoint],
  },
  {
    file: 'subscriptions/event-get-response-200.json',
    asideAsPrinted: [noType],
    supplied: typed,
    stored: [touchpoint],
  },
  {
    file: 'calendar/event-get-with-locations.json',
    asideAsPrinted: [noType],
    supplied: typed,
    stored: [{ ...touchpoint, locations: [placeNamed('Conf Room Rainier')] }],
  },
  {
    file: 'calendar/events-list-prefer-timezone-pacific.json',
    asideAsPrinted: [noType],
    supplied: { ...typed, originalStartTimeZone: 'Pacific Standard Time' },
    stored: [
      {
        asSent: ['external_id', 'change_key', 'body', 'body_preview'],
        type: 'singleInstance',
        status: 'confirmed',
        importance: 'NORMAL',
        // With the space that its author typed.
        title: 'Orientation ',
        body_type: 'html',
        // 10 to 12 in Pacific daylight time.
        start_at: '2017-04-21T17:00:00.000Z',
        end_at: '2017-04-21T19:00:00.000Z',
        time_zone: 'America/Los_Angeles',
        raw_time_zone: 'Pacific Standard Time',
        location: 'Assembly Hall',
        locations: [placeNamed('Assembly Hall')],
        organizer: samantha,
        attendees: [
          silentGuest(samantha.name, samantha.address),
          silentGuest('Dana Swope', 'danas@a830edad905084922E17020313.onmicrosoft.com'),
        ],
      },
    ],
  },
  {
    // A cancelled occurrence on an attendee's copy; its `$select` names neither type nor seriesMasterId.
    file: 'calendar/calendarview-page-default-10-nextlink-skip-cancelled.json',
    asideAsPrinted: [noType],
    supplied: {
      type: 'exception',
      seriesMasterId: 'the-master',
      originalStart: '2020-05-27T07:30:00Z',
      originalStartTimeZone: 'Belarus Standard Time',
    },
    stored: [
      {
        asSent: ['external_id', 'series_master_id'],
        type: 'exception',
        status: 'cancelled',
        importance: 'NORMAL',
        title: 'Canceled: Canceled: Daily with DevTeam',
        start_at: '2020-05-27T07:30:00.000Z',
        end_at: '2020-05-27T07:45:00.000Z',
        original_start: '2020-05-27T07:30:00.000Z',
        time_zone: 'Europe/Minsk',
        raw_time_zone: 'Belarus Standard Time',
        is_organizer: false,
        response: 'accepted',
      },
    ],
  },
  {
    // The page gives both events the same id: the last mention wins. Groups' calendars are not mirrored.
    file: 'calendar/group-calendarview-page-text-body.json',
    stored: [
      {
        ...ordinary,
        asSent: ['external_id', 'change_key', 'body', 'body_preview', 'ical_uid', 'web_link'],
        title: 'New Training Plans',
        body_type: 'text',
        start_at: '2017-08-16T21:00:00.000Z',
        end_at: '2017-08-16T22:00:00.000Z',
        time_zone: 'America/New_York',
        raw_time_zone: 'Eastern Standard Time',
        teams_enabled: true,
        // In the text alone: onlineMeetingUrl is null.
        teams_meeting_url:
          'https://teams.microsoft.com/l/meetup-join/19%3a900876baa3134907b0dcb41a0d220e31%40thread.skype/1501527539926?tenantId=dcd219dd-bc68-4b9b-bf0b-4a33a796be35',
        location: 'HR Taskforce / Facilities',
        organizer: taskforce,
        is_organizer: true,
        attendees: [
          silentGuest(taskforce.name, taskforce.address),
          silentGuest('Megan Bowen', 'MeganB@contoso.com'),
        ],
        response: 'organizer',
        created_date_time: '2017-07-31T18:59:01.982Z',
        last_modified_date_time: '2017-09-06T04:29:38.664Z',
      },
    ],
  },
];
