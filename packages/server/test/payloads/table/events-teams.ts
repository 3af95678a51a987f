/** Events with a Teams meeting. Sources: outlook-calendar-online-meetings, calendar-list-events, two public captures. */
import { noType, ordinary, placeNamed, silentGuest } from './stored-event.ts';
import type { EventPayload, StoredEvent } from './stored-event.ts';

const whole = ['external_id', 'change_key', 'body', 'body_preview', 'ical_uid', 'web_link'] as const;

const alexAsks = {
  ...ordinary,
  asSent: [...whole, 'teams_meeting_url'],
  time_zone: 'America/Los_Angeles',
  raw_time_zone: 'Pacific Standard Time',
  teams_enabled: true,
  organizer: { name: 'Alex Wilber', address: 'AlexW@contoso.OnMicrosoft.com' },
  is_organizer: true,
  attendees: [silentGuest('Adele Vance', 'AdeleV@contoso.OnMicrosoft.com')],
  response: 'organizer',
} as const satisfies StoredEvent;

export const teamsEvents: readonly EventPayload[] = [
  {
    file: 'calendar/event-single-teams-full-properties.json',
    stored: [
      {
        ...ordinary,
        asSent: [...whole, 'teams_meeting_url'],
        title: 'All APIs Testing',
        start_at: '2021-09-14T08:00:00.000Z',
        end_at: '2021-09-14T08:30:00.000Z',
        // CLDR's name; Asia/Kolkata is another name of the same zone.
        time_zone: 'Asia/Calcutta',
        raw_time_zone: 'India Standard Time',
        teams_enabled: true,
        location: 'Singapore',
        locations: [placeNamed('Singapore')],
        organizer: { name: 'Samantha Booth', address: 'samanthab@adatum.onmicrosoft.com' },
        is_organizer: true,
        attendees: [silentGuest('admin@M365B877719.onmicrosoft.com', 'admin@M365B877719.onmicrosoft.com')],
        response: 'organizer',
        created_date_time: '2021-09-13T13:08:27.887Z',
        last_modified_date_time: '2021-09-14T15:14:24.624Z',
      },
    ],
  },
  {
    file: 'calendar/event-select-online-meeting-only.json',
    asideAsPrinted: [noType],
    supplied: {
      type: 'singleInstance',
      start: { dateTime: '2019-11-20T21:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2019-11-20T22:00:00.0000000', timeZone: 'UTC' },
    },
    stored: [
      {
        asSent: ['external_id', 'change_key', 'teams_meeting_url'],
        type: 'singleInstance',
        status: 'confirmed',
        importance: 'NORMAL',
        start_at: '2019-11-20T21:00:00.000Z',
        end_at: '2019-11-20T22:00:00.000Z',
        time_zone: 'UTC',
        teams_enabled: true,
        teams_conference_id: '291633251',
      },
    ],
  },
  {
    file: 'calendar/event-teams-conference-room-location.json',
    stored: [
      {
        ...alexAsks,
        title: 'Price strategy',
        start_at: '2019-11-18T23:00:00.000Z',
        end_at: '2019-11-19T00:00:00.000Z',
        teams_conference_id: '275984951',
        location: 'Conf Room Baker',
        locations: [placeNamed('Conf Room Baker', 'conferenceRoom')],
        created_date_time: '2019-11-15T02:13:38.555Z',
        last_modified_date_time: '2019-11-15T02:15:00.065Z',
      },
    ],
  },
  {
    file: 'calendar/event-teams-dialin-body-2019.json',
    stored: [
      {
        ...alexAsks,
        title: 'Prep for customer meeting',
        // 13 to 14 in Pacific standard time.
        start_at: '2019-11-20T21:00:00.000Z',
        end_at: '2019-11-20T22:00:00.000Z',
        teams_conference_id: '291633251',
        location: 'Cordova conference room',
        locations: [placeNamed('Cordova conference room')],
        created_date_time: '2019-11-15T01:55:54.802Z',
        last_modified_date_time: '2019-11-15T01:55:56.516Z',
      },
    ],
  },
  {
    // A personal account. Its meeting code is no dial-in conference: teams_conference_id stays empty.
    file: 'calendar/event-teams-live-consumer-meeting-code-body.json',
    stored: [
      {
        ...ordinary,
        asSent: [...whole, 'teams_meeting_url'],
        title: 'Test Meeting',
        start_at: '2024-05-28T07:30:00.000Z',
        end_at: '2024-05-28T08:00:00.000Z',
        time_zone: 'Asia/Calcutta',
        raw_time_zone: 'India Standard Time',
        teams_enabled: true,
        location: 'Microsoft Teams Meeting',
        locations: [placeNamed('Microsoft Teams Meeting')],
        organizer: { name: 'Example User', address: 'outlook_0000000000000000@outlook.com' },
        is_organizer: true,
        response: 'organizer',
        created_date_time: '2024-05-28T07:12:29.298Z',
        last_modified_date_time: '2024-05-28T07:14:29.943Z',
      },
    ],
  },
  {
    // The body shows the short link first; the one of onlineMeeting, which Graph vouches for, is kept.
    file: 'calendar/event-teams-short-url-body-2026.json',
    stored: [
      {
        ...ordinary,
        asSent: [...whole, 'teams_meeting_url'],
        title: 'meeting daily',
        start_at: '2026-09-15T03:40:00.000Z',
        end_at: '2026-09-15T04:10:00.000Z',
        time_zone: 'Asia/Bangkok',
        raw_time_zone: 'SE Asia Standard Time',
        teams_enabled: true,
        location: 'Microsoft Teams Meeting',
        locations: [placeNamed('Microsoft Teams Meeting')],
        organizer: { name: 'Example Organizer', address: 'organizer@contoso.com' },
        is_organizer: true,
        response: 'organizer',
        created_date_time: '2026-09-15T03:36:02.669Z',
        last_modified_date_time: '2026-09-15T03:38:04.164Z',
      },
    ],
  },
];
