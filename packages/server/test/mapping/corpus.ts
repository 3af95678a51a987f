/**
 * Events whose rows must not change without a new mapperVersion: one for every decision of the
 * mapping, in the shapes of Microsoft's examples, with made-up people and meetings. Fixed: an event
 * is added, never edited.
 */
import { parseEvent } from '@calmirror/graph-client/wire';

import type { EventRow } from '../../src/mirror/event-row.ts';
import { mapEvent, mapOccurrence } from '../../src/sync/map-event.ts';
import { invitations } from '../../../graph-client/test/support/invitations.ts';

export const context = {
  connectionId: '3f2b8a52-0f2f-4a8e-9a53-0d9a1a3a0001',
  windowStart: new Date('2026-08-24T00:00:00Z'),
  syncedAt: '2026-11-23T12:00:00.000Z',
};

const utc = (dateTime: string) => ({ dateTime: `${dateTime}.0000000`, timeZone: 'UTC' });

const single = {
  '@odata.etag': 'W/"ZlnW4RIAV06KYYwlrfNZvQAAKGWwbw=="',
  id: 'AAMkAGI1-aB_c==',
  changeKey: 'ZlnW4RIAV06KYYwlrfNZvQAAKGWwbw==',
  createdDateTime: '2026-09-14T07:12:30.1234567Z',
  lastModifiedDateTime: '2026-09-14T07:12:31.7654321Z',
  type: 'singleInstance',
  subject: 'Review',
  bodyPreview: 'Agenda',
  body: { contentType: 'html', content: '<p>Agenda</p>' },
  start: utc('2026-11-25T09:00:00'),
  end: utc('2026-11-25T10:00:00'),
  originalStartTimeZone: 'W. Europe Standard Time',
  originalEndTimeZone: 'W. Europe Standard Time',
  importance: 'normal',
  sensitivity: 'normal',
  showAs: 'busy',
  isAllDay: false,
  isCancelled: false,
  isOrganizer: true,
  isOnlineMeeting: false,
  categories: ['Red category', 'Grüße'],
  hasAttachments: true,
  iCalUId: '040000008200E00074C5B7101A82E008',
  webLink: 'https://outlook.office365.com/owa/?itemid=AAMkAGI1',
  location: { displayName: 'Room 1', locationType: 'conferenceRoom', uniqueIdType: 'private' },
  locations: [
    { displayName: 'Room 1', locationType: 'conferenceRoom', locationEmailAddress: 'room1@example.com' },
    { displayName: 'Lobby', address: { street: '1 Main', city: 'Bonn', countryOrRegion: 'DE' } },
  ],
  organizer: { emailAddress: { name: 'Adele', address: 'Adele@example.com' } },
  attendees: [
    {
      type: 'required',
      status: { response: 'accepted', time: '2026-09-15T08:00:00Z' },
      emailAddress: { name: 'Alex', address: 'alex@example.com' },
    },
    { type: 'resource', status: { response: 'none', time: '0001-01-01T00:00:00Z' }, emailAddress: {} },
  ],
  responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
};

const range = {
  type: 'noEnd',
  startDate: '2026-11-25',
  endDate: '0001-01-01',
  recurrenceTimeZone: 'Pacific Standard Time',
  numberOfOccurrences: 0,
};
const filled = { interval: 1, month: 0, dayOfMonth: 0, firstDayOfWeek: 'sunday', index: 'first' };
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const series = (pattern: object, ends: object = {}, event: object = {}): object => ({
  type: 'seriesMaster',
  recurrence: { pattern: { ...filled, ...pattern }, range: { ...range, ...ends } },
  ...event,
});
const daily = { type: 'daily' };
const allDay = { isAllDay: true, start: utc('2026-11-25T00:00:00'), end: utc('2026-11-26T00:00:00') };
const instance = { seriesMasterId: 'AAMkAGI1-master', originalStart: '2026-11-24T17:00:00Z' };
const joinUrl =
  'https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%7d';
const olderUrl = joinUrl.replace('abc', 'older');
const meeting = {
  isOnlineMeeting: true,
  onlineMeetingProvider: 'teamsForBusiness',
  onlineMeeting: { joinUrl, conferenceId: '291633251', tollNumber: '+1 323-555-0166' },
};

const events: Readonly<Record<string, object>> = {
  'a single event': {},
  'a single event with nothing but id, type and times': Object.fromEntries(
    Object.keys(single)
      .filter((key) => !['id', 'type', 'start', 'end'].includes(key))
      .map((key) => [key, null]),
  ),
  'no changeKey but an etag': { changeKey: null },
  'a cancelled event': { isCancelled: true, subject: 'Canceled: Review' },
  'a tentative private event': { showAs: 'tentative', sensitivity: 'private', importance: 'high' },
  'unknown members of enumerations': { showAs: 'x', sensitivity: 'y', importance: 'z' },
  'an answer of its own': {
    responseStatus: { response: 'tentativelyAccepted', time: '2026-09-15T08:00:00Z' },
  },
  'a link that is no https': { webLink: 'http://outlook.example/1' },
  'an event before the window': { start: utc('2026-01-01T09:00:00'), end: utc('2026-01-01T10:00:00') },
  'a start in a zone': {
    start: { dateTime: '2026-11-25T09:00:00.1239999', timeZone: 'Pacific Standard Time' },
  },
  'a custom zone': { originalStartTimeZone: 'tzone://Microsoft/Custom', originalEndTimeZone: 'Europe/Paris' },
  'an unknown zone': { originalStartTimeZone: 'Customized Time Zone', originalEndTimeZone: null },
  'an all-day event': allDay,
  'an all-day event that is labelled elsewhere': {
    ...allDay,
    start: { dateTime: '2026-11-25T00:00:00.0000000', timeZone: 'Tokyo Standard Time' },
  },
  'an occurrence': { type: 'occurrence', ...instance },
  'an exception': { type: 'exception', ...instance },
  'an exception with an offset': {
    type: 'exception',
    ...instance,
    originalStart: '2026-11-24T09:00:00-08:00',
  },
  'an exception without its original start': { type: 'exception', ...instance, originalStart: null },
  'a daily series': series(daily),
  'a numbered series': series({ ...daily, interval: 3 }, { type: 'numbered', numberOfOccurrences: 5 }),
  'a series to a date': series(daily, { type: 'endDate', endDate: '2026-12-31' }),
  'a series to the last of all dates': series(daily, { type: 'endDate', endDate: '9999-12-31' }),
  'a series to the last of all dates, late in the day': series(
    daily,
    { type: 'endDate', endDate: '9999-12-31' },
    { start: utc('2026-11-26T01:00:00'), end: utc('2026-11-26T02:00:00') },
  ),
  'an all-day series to a date': series(daily, { type: 'endDate', endDate: '2026-12-31' }, allDay),
  'a series that ends before it begins': series(daily, { type: 'endDate', endDate: '2026-11-24' }),
  'a weekly series': series({ type: 'weekly', interval: 2, daysOfWeek: ['sunday', 'wednesday'] }),
  'a series on the 31st': series({ type: 'absoluteMonthly', dayOfMonth: 31 }),
  'a series on the last weekday': series({ type: 'relativeMonthly', daysOfWeek: weekdays, index: 'last' }),
  'a series on 29 February': series({ type: 'absoluteYearly', dayOfMonth: 29, month: 2 }),
  'a series of the second Tuesday of May': series({
    type: 'relativeYearly',
    daysOfWeek: ['tuesday'],
    index: 'second',
    month: 5,
  }),
  'a series of an unknown kind': series({ type: 'lunar' }),
  'a series without a zone': series(daily, { recurrenceTimeZone: '' }),
  'a Teams meeting': meeting,
  'a Teams meeting whose link is not there yet': { ...meeting, onlineMeeting: null },
  'a Teams meeting above an older invitation': {
    body: {
      contentType: 'html',
      content: `<a href="${joinUrl}">x</a><hr><a href="${olderUrl}">y</a><p>Conference ID: 957 123 456#</p>`,
    },
  },
  'a Teams meeting with the number of a room system': {
    body: {
      contentType: 'html',
      content: `<a href="${joinUrl}">x</a><p>VTC Conference ID: 118 273 645 5</p>`,
    },
  },
  'a Teams link in a Japanese sentence': {
    body: { contentType: 'text', content: `会議（${joinUrl}）。` },
  },
  'a meeting of another service': { ...meeting, onlineMeeting: { joinUrl: 'https://zoom.us/j/1' } },
  ...Object.fromEntries(
    invitations.map(({ name, contentType, content }) => [
      `an invitation ${name}`,
      { body: { contentType, content } },
    ]),
  ),
};

const stub = { id: 'AAMkAGI1-stub', type: 'occurrence', seriesMasterId: 'AAMkAGI1-master' };

/** As Graph sends them. */
export function corpusEvents(): object[] {
  return Object.values(events).map((event) => ({ ...single, ...event }));
}

/** By the name of what each event shows. */
export function mappedCorpus(): ReadonlyMap<string, EventRow> {
  const rows = new Map<string, EventRow>();
  for (const [name, event] of Object.entries(events))
    rows.set(name, mapEvent(parseEvent({ ...single, ...event }), context));
  const timed = parseEvent({ ...stub, start: single.start, end: single.end });
  rows.set('a stub', mapOccurrence(timed, { isAllDay: false, timeZone: 'Europe/Berlin' }, context));
  const dated = parseEvent({ ...stub, start: allDay.start, end: allDay.end });
  rows.set('an all-day stub', mapOccurrence(dated, { isAllDay: true, timeZone: null }, context));
  return rows;
}
