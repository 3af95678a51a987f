/** Facts about events, series and calendars that no other test holds, and about what may be asked for. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createGraphApp, type GraphApp, isJson, type Json, text } from '../helpers/graph-app.ts';

const MARCH = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

let graph: GraphApp;
let base: string;

beforeEach(async () => {
  graph = createGraphApp();
  const calendars = await graph.ask('/v1.0/me/calendars');
  base = `/v1.0/me/calendars/${text(calendars.value.find(({ name }) => name === 'Family')?.['id'])}`;
});

const at = (dateTime: string, timeZone = 'UTC'): Json => ({ dateTime, timeZone });

async function make(body: Json): Promise<Json> {
  const answer = await graph.ask(`${base}/events`, { method: 'POST', body });
  expect(answer.status).toBe(201);
  return answer.body;
}

function create(more: Json = {}): Promise<Json> {
  return make({
    subject: 'Probe',
    start: at('2026-03-02T09:00:00'),
    end: at('2026-03-02T10:00:00'),
    ...more,
  });
}

const DAILY: Json = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences: 3 },
};

/** The properties of R/event of Microsoft's documentation that come without being asked for. */
const EVENT_KEYS = `allowNewTimeProposals attendees body bodyPreview categories changeKey createdDateTime end
  hasAttachments hideAttendees iCalUId id importance isAllDay isCancelled isDraft isOnlineMeeting isOrganizer
  isReminderOn lastModifiedDateTime location locations onlineMeeting onlineMeetingProvider onlineMeetingUrl
  organizer originalEndTimeZone originalStartTimeZone recurrence reminderMinutesBeforeStart responseRequested
  responseStatus sensitivity seriesMasterId showAs start subject transactionId type webLink`.split(/\s+/);

describe('what the pages about properties say', () => {
  it('an event carries every property that comes unasked, and its etag is its changeKey', async () => {
    const event = await create();
    expect(EVENT_KEYS.filter((key) => !(key in event))).toEqual([]);
    expect(event['@odata.etag']).toBe(`W/"${text(event['changeKey'])}"`);
    for (const property of ['createdDateTime', 'lastModifiedDateTime'])
      expect(text(event[property])).toMatch(/Z$/);
    expect(event).toMatchObject({ type: 'singleInstance', recurrence: null, seriesMasterId: null });
    for (const navigation of ['calendar', 'attachments', 'extensions', 'cancelledOccurrences'])
      expect(event).not.toHaveProperty(navigation);
  });

  it('every member of the enums that can be written comes back as it was written', async () => {
    const members = {
      importance: ['low', 'normal', 'high'],
      sensitivity: ['normal', 'personal', 'private', 'confidential'],
      showAs: ['free', 'tentative', 'busy', 'oof', 'workingElsewhere'],
    };
    for (const [property, values] of Object.entries(members))
      for (const value of values) expect((await create({ [property]: value }))[property]).toBe(value);
    const attendees = ['required', 'optional', 'resource'].map((type) => ({
      type,
      emailAddress: { name: type, address: `${type}@elsewhere.example` },
    }));
    expect((await create({ attendees }))['attendees']).toMatchObject(attendees);
    const places =
      `default conferenceRoom homeAddress businessAddress geoCoordinates streetAddress hotel restaurant
      localBusiness postalAddress`.split(/\s+/);
    const locations = places.map((locationType) => ({ displayName: locationType, locationType }));
    expect((await create({ locations }))['locations']).toMatchObject(locations);
  });

  it('the first of several locations is the location, under all of their names', async () => {
    const event = await create({ locations: [{ displayName: 'Room 1' }, { displayName: 'Room 2' }] });
    expect(event['location']).toMatchObject({ displayName: 'Room 1; Room 2' });
    expect(event['locations']).toMatchObject([{ displayName: 'Room 1' }, { displayName: 'Room 2' }]);
  });

  it('each place keeps its address and its coordinates', async () => {
    const locations = [
      {
        displayName: 'Room 1',
        address: {
          street: '1 Way',
          city: 'Ulm',
          state: 'BW',
          countryOrRegion: 'Germany',
          postalCode: '89073',
        },
        coordinates: { latitude: 48.4, longitude: -9.99 },
        locationUri: 'https://rooms.example/1',
      },
      { displayName: 'Room 2', coordinates: { latitude: 0, longitude: 0 } },
    ];
    const event = await create({ locations });
    expect(event['locations']).toMatchObject(locations);
    expect(event['location']).toMatchObject({ ...locations[0], displayName: 'Room 1; Room 2' });
  });

  it('a preview ends at 255 characters', async () => {
    for (const contentType of ['text', 'html'])
      for (const length of [254, 255, 256, 1000]) {
        const content = 'x'.repeat(length);
        const { bodyPreview } = await create({ body: { contentType, content } });
        expect(bodyPreview).toBe(content.slice(0, 255));
      }
  });

  it('originalStart is in UTC, and has the offset of the zone that a header asks for', async () => {
    const master = await create({ recurrence: DAILY });
    const instances = `${base}/events/${text(master['id'])}/instances?${MARCH}`;
    const starts = async (headers: Record<string, string>): Promise<unknown> =>
      (await graph.ask(instances, { headers })).value[0]?.['originalStart'];
    expect(await starts({})).toBe('2026-03-02T09:00:00Z');
    expect(await starts({ prefer: 'outlook.timezone="Pacific Standard Time"' })).toBe(
      '2026-03-02T01:00:00-08:00',
    );
  });

  it('originalStart stays in UTC, or is left out, where a switch says so', async () => {
    const master = await create({ recurrence: DAILY });
    const instances = `${base}/events/${text(master['id'])}/instances?${MARCH}`;
    const first = async (): Promise<Json | undefined> => {
      const headers = { prefer: 'outlook.timezone="Pacific Standard Time"' };
      return (await graph.ask(instances, { headers })).value[0];
    };
    graph.world.switches.set({ originalStartForm: 'utc' });
    expect((await first())?.['originalStart']).toBe('2026-03-02T09:00:00Z');
    graph.world.switches.set({ originalStartForm: 'absent' });
    expect(Object.keys((await first()) ?? {})).not.toContain('originalStart');
    expect((await first())?.['type']).toBe('occurrence');
  });

  it('a zone that was asked for is passed over where a switch says so: times name the zone they are in', async () => {
    await create();
    graph.world.switches.set({ preferredZone: 'ignored' });
    const prefer = 'outlook.timezone="Pacific Standard Time", IdType="ImmutableId"';
    const { value, headers } = await graph.ask(`${base}/calendarView?${MARCH}`, { headers: { prefer } });
    expect(value[0]?.['start']).toEqual({ dateTime: '2026-03-02T09:00:00.0000000', timeZone: 'UTC' });
    expect(headers['preference-applied']).toBe('IdType="ImmutableId"');
    const unknown = await graph.ask(`${base}/events`, { headers: { prefer: 'outlook.timezone="Mars"' } });
    expect(unknown.status).toBe(400);
  });

  it('an occurrence and its master name each other, and only the master has the recurrence', async () => {
    const master = await create({ recurrence: DAILY });
    const { value } = await graph.ask(`${base}/events/${text(master['id'])}/instances?${MARCH}`);
    expect(master).toMatchObject({ type: 'seriesMaster', seriesMasterId: null });
    for (const occurrence of value)
      expect(occurrence).toMatchObject({
        type: 'occurrence',
        seriesMasterId: master['id'],
        recurrence: null,
      });
  });

  it('calendars have what v1.0 says and nothing of the beta; the default one cannot be removed', async () => {
    const { value } = await graph.ask('/v1.0/me/calendars');
    const keys = `allowedOnlineMeetingProviders canEdit canShare canViewPrivateItems changeKey color
      defaultOnlineMeetingProvider hexColor id isDefaultCalendar isRemovable isTallyingResponses name owner`;
    for (const calendar of value) {
      expect(Object.keys(calendar).toSorted()).toEqual(keys.split(/\s+/));
      expect(calendar['hexColor']).toMatch(/^(?:#[0-9A-F]{6})?$/i);
    }
    const standard = value.filter(({ isDefaultCalendar }) => isDefaultCalendar === true);
    expect(standard).toMatchObject([{ isRemovable: false, owner: { address: 'adele@contoso.example' } }]);
    const own = await graph.ask('/v1.0/me/calendar');
    expect(standard[0]?.['id']).toBe(own.body['id']);
    expect(value.some(({ canEdit }) => canEdit === false)).toBe(true);
  });
});

describe('what may be asked for', () => {
  it('a filter by iCalUId, not by uid', async () => {
    const { iCalUId } = await create();
    const found = await graph.ask(`${base}/events?$filter=iCalUId eq '${text(iCalUId)}'`);
    expect(found.value.map((event) => event['iCalUId'])).toEqual([iCalUId]);
    expect((await graph.ask(`${base}/events?$filter=uid eq '${text(iCalUId)}'`)).status).toBe(400);
  });

  it('the window of a delta, in any case of letters', async () => {
    const window = MARCH.toLowerCase().replaceAll('t00', 'T00').replaceAll('z', 'Z');
    expect((await graph.ask(`${base}/calendarView/delta?${window}`)).status).toBe(200);
  });

  it('a delta with Calendars.Read, and not without a scope of calendars', async () => {
    const url = `${base}/calendarView/delta?${MARCH}`;
    expect((await graph.ask(url, { scopes: 'Calendars.Read' })).status).toBe(200);
    expect((await graph.ask(url, { scopes: 'User.Read' })).status).toBe(403);
  });

  it('an offset in a window, with its plus encoded: as a blank it is no time', async () => {
    const ends = (plus: string): string =>
      `startDateTime=2026-03-02T10:00:00${plus}02:00&endDateTime=2026-03-02T12:00:00${plus}02:00`;
    await create();
    const view = await graph.ask(`${base}/calendarView?${ends('%2B')}`);
    expect(view.value.filter(({ subject }) => subject === 'Probe')).toHaveLength(1);
    expect((await graph.ask(`${base}/calendarView?${ends('+')}`)).status).toBe(400);
  });

  it('a view in order of time, where it is asked for one', async () => {
    await create({ recurrence: DAILY, subject: 'Series' });
    await create({
      start: { dateTime: '2026-03-03T12:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-03-03T13:00:00', timeZone: 'UTC' },
    });
    const kinds = async (query: string): Promise<unknown[]> =>
      (await graph.ask(`${base}/calendarView?${MARCH}&$top=100${query}`)).value
        .filter(({ start }) => isJson(start) && /^2026-03-0[2-4]/.test(text(start['dateTime'])))
        .filter(({ subject }) => subject === 'Probe' || subject === 'Series')
        .map(({ type }) => type);
    expect(await kinds('')).toEqual(['singleInstance', 'occurrence', 'occurrence', 'occurrence']);
    expect(await kinds('&$orderby=start/dateTime')).toEqual([
      'occurrence',
      'occurrence',
      'singleInstance',
      'occurrence',
    ]);
  });
});

describe('what the pages about events say', () => {
  it('twenty-four hours from midnight to midnight are not an all-day event by themselves', async () => {
    const event = await make({
      subject: 'Watch',
      start: at('2026-03-10T00:00:00'),
      end: at('2026-03-11T00:00:00'),
    });
    expect(event['isAllDay']).toBe(false);
    const headers = { prefer: 'outlook.timezone="Pacific Standard Time"' };
    const moved = await graph.ask(`${base}/events/${text(event['id'])}`, { headers });
    expect(moved.body['start']).toMatchObject({ dateTime: '2026-03-09T17:00:00.0000000' });
  });

  it('an all-day event is in a window by the instants of the zone it was made in', async () => {
    await make({
      subject: 'Tokyo day',
      isAllDay: true,
      start: at('2026-03-10T00:00:00', 'Tokyo Standard Time'),
      end: at('2026-03-11T00:00:00', 'Tokyo Standard Time'),
    });
    const isIn = async (start: string, end: string): Promise<boolean> => {
      const window = `startDateTime=${start}Z&endDateTime=${end}Z`;
      const { value } = await graph.ask(`${base}/calendarView?${window}`);
      return value.some(({ subject }) => subject === 'Tokyo day');
    };
    expect(await isIn('2026-03-09T15:00:00', '2026-03-09T16:00:00')).toBe(true);
    expect(await isIn('2026-03-10T15:00:00', '2026-03-10T16:00:00')).toBe(false);
  });

  it('a deleted occurrence still counts among those of a numbered range', async () => {
    const master = await make({
      subject: 'Three times',
      start: at('2026-03-10T09:00:00'),
      end: at('2026-03-10T10:00:00'),
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: '2026-03-10', numberOfOccurrences: 3 },
      },
    });
    const instances = async (): Promise<readonly Json[]> =>
      (await graph.ask(`${base}/events/${text(master['id'])}/instances?${MARCH}&$top=100`)).value;
    const [first] = await instances();
    await graph.ask(`${base}/events/${text(first?.['id'])}`, { method: 'DELETE' });
    const left = await instances();
    expect(left.map(({ start }) => start)).toEqual([
      at('2026-03-11T09:00:00.0000000'),
      at('2026-03-12T09:00:00.0000000'),
    ]);
  });

  it('a series in Tokyo on Mondays falls on Sundays of UTC', async () => {
    const master = await make({
      subject: 'Asakai',
      start: at('2026-03-02T08:00:00', 'Tokyo Standard Time'),
      end: at('2026-03-02T08:30:00', 'Tokyo Standard Time'),
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
        range: {
          type: 'numbered',
          startDate: '2026-03-02',
          numberOfOccurrences: 2,
          recurrenceTimeZone: 'Tokyo Standard Time',
        },
      },
    });
    const { value } = await graph.ask(`${base}/events/${text(master['id'])}/instances?${MARCH}&$top=100`);
    expect(value.map(({ start }) => start)).toEqual([
      at('2026-03-01T23:00:00.0000000'),
      at('2026-03-08T23:00:00.0000000'),
    ]);
  });

  it('a time that was never answered is the first day of year 1', async () => {
    const event = await make({
      subject: 'Invitation',
      start: at('2026-03-10T09:00:00'),
      end: at('2026-03-10T10:00:00'),
      attendees: [{ type: 'required', emailAddress: { name: 'Lee', address: 'lee@elsewhere.example' } }],
    });
    expect(event['attendees']).toMatchObject([
      { status: { response: 'none', time: '0001-01-01T00:00:00Z' } },
    ]);
  });
});
