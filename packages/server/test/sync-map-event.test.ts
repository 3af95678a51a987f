import { parseEvent } from '@calmirror/graph-client/wire';
import { describe, expect, it } from 'vitest';

import { instantOrNull } from '../src/sync/event-times.ts';
import { mapEvent, mapOccurrence } from '../src/sync/map-event.ts';

const context = {
  connectionId: '3f2b8a52-0f2f-4a8e-9a53-0d9a1a3a0001',
  windowStart: new Date('2026-08-24T00:00:00Z'),
  syncedAt: '2026-11-23T12:00:00.000Z',
};

const single = {
  id: 'AAMkAGI1-aB_c==',
  type: 'singleInstance',
  start: { dateTime: '2026-11-25T09:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-11-25T10:00:00.0000000', timeZone: 'UTC' },
};
const rowOf = (event: object) => mapEvent(parseEvent({ ...single, ...event }), context);

describe('a moment that Graph writes as one text', () => {
  it.each([
    ['2021-06-04T19:00:00Z', '2021-06-04T19:00:00.000Z'],
    ['2021-06-04T19:00:00.0000000Z', '2021-06-04T19:00:00.000Z'],
    ['2021-06-04T15:00:00-04:00', '2021-06-04T19:00:00.000Z'],
    ['2021-06-05T00:30:00.0000000+05:30', '2021-06-04T19:00:00.000Z'],
    ['2021-06-04T19:00:00.0000000', '2021-06-04T19:00:00.000Z'],
    ['2021-06-04T07:00:00Z', '2021-06-04T07:00:00.000Z'],
    ['2021-06-04', '2021-06-04T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', null],
    ['0000-01-01T00:00:00Z', null],
    ['2021-02-30T19:00:00Z', null],
    ['soon', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%j is read as %j, wherever the server stands', (text, instant) => {
    expect(instantOrNull(text)).toBe(instant);
  });
});

describe('an event of Graph as a row of the mirror', () => {
  it('keeps the case of its ids', () => {
    expect(rowOf({}).external_id).toBe('AAMkAGI1-aB_c==');
    expect(rowOf({ type: 'exception', seriesMasterId: 'AAMkAGI1-AB_C==' }).series_master_id).toBe(
      'AAMkAGI1-AB_C==',
    );
  });

  it('leaves out a category that is null, and keeps the others', () => {
    expect(rowOf({ categories: ['Red category', null, ''] }).outlook_categories).toEqual([
      'Red category',
      '',
    ]);
  });

  it('takes null for any text that Graph may leave out', () => {
    const names =
      'subject bodyPreview iCalUId webLink changeKey seriesMasterId originalStartTimeZone originalEndTimeZone onlineMeetingUrl createdDateTime lastModifiedDateTime importance sensitivity showAs onlineMeetingProvider'.split(
        ' ',
      );
    const empty = Object.fromEntries(names.map((name) => [name, null]));
    expect(
      rowOf({
        ...empty,
        body: { contentType: null, content: null },
        location: { displayName: null, locationUri: null },
        locations: [{ displayName: null }],
        organizer: { emailAddress: { name: null, address: null } },
        attendees: [{ type: null, status: null, emailAddress: null }],
        responseStatus: { response: null, time: null },
        categories: null,
      }),
    ).toMatchObject({
      title: null,
      body: null,
      importance: 'NORMAL',
      status: 'confirmed',
      time_zone: 'UTC',
      raw_time_zone: null,
      outlook_categories: [],
      teams_enabled: false,
      ical_uid: null,
    });
  });

  it('keeps members of enums that nobody knows yet as text, with a safe default where it has to choose', () => {
    expect(
      rowOf({
        importance: 'urgent',
        sensitivity: 'secret',
        showAs: 'travelling',
        onlineMeetingProvider: 'holograms',
      }),
    ).toMatchObject({
      importance: 'NORMAL',
      sensitivity: 'secret',
      show_as: 'travelling',
      status: 'confirmed',
    });
  });

  it.each([
    [{ importance: 'high' }, { importance: 'HIGH' }],
    [{ importance: 'Low' }, { importance: 'LOW' }],
    [{ showAs: 'tentative' }, { status: 'tentative', show_as: 'tentative' }],
    [
      { isCancelled: true, subject: 'Canceled: Review' },
      { status: 'cancelled', title: 'Canceled: Review' },
    ],
    [{ isCancelled: true, showAs: 'tentative' }, { status: 'cancelled' }],
    [
      { sensitivity: 'private', subject: 'Private Appointment' },
      { sensitivity: 'private', title: 'Private Appointment' },
    ],
    [{ categories: ['Blue category', 'Ärger'] }, { outlook_categories: ['Blue category', 'Ärger'] }],
    [{ '@odata.etag': 'W/"abc+/="' }, { change_key: 'abc+/=' }],
    [{ webLink: 'javascript:alert(1)' }, { web_link: null }],
    [
      { originalStartTimeZone: 'Nepal Standard Time' },
      { time_zone: 'Asia/Katmandu', raw_time_zone: 'Nepal Standard Time' },
    ],
    [
      { originalStartTimeZone: 'tzone://Microsoft/Custom', originalEndTimeZone: 'Tokyo Standard Time' },
      { time_zone: 'Asia/Tokyo', raw_time_zone: 'tzone://Microsoft/Custom' },
    ],
  ])('of %j has %j', (event, row) => {
    expect(rowOf(event)).toMatchObject(row);
  });

  it.each(['UTC', 'Tokyo Standard Time', 'tzone://Microsoft/Custom', '', null])(
    'keeps an all-day event on its dates, whatever zone %j labels them',
    (timeZone) => {
      const day = (date: string) => ({ dateTime: `${date}T00:00:00.0000000`, timeZone });
      expect(rowOf({ isAllDay: true, start: day('2026-11-25'), end: day('2026-11-27') })).toMatchObject({
        is_all_day: true,
        start_date: '2026-11-25',
        end_date: '2026-11-27',
      });
    },
  );

  it('of an occurrence takes identity and times from the stub, day and zone from its master', () => {
    const stub = parseEvent({ ...single, type: 'occurrence', seriesMasterId: 'AAMk-Master==' });
    expect(mapOccurrence(stub, { isAllDay: false, timeZone: 'Europe/Berlin' }, context)).toMatchObject({
      external_id: 'AAMkAGI1-aB_c==',
      series_master_id: 'AAMk-Master==',
      time_zone: 'Europe/Berlin',
      start_at: '2026-11-25T09:00:00.000Z',
      original_start: '2026-11-25T09:00:00.000Z',
      title: null,
      importance: null,
    });
    expect(mapOccurrence(stub, { isAllDay: true, timeZone: 'Europe/Berlin' }, context)).toMatchObject({
      start_date: '2026-11-25',
      is_all_day: true,
    });
  });
});
