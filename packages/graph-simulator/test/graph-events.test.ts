import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  createGraphApp,
  errorCode,
  type GraphApp,
  isJson,
  type Json,
  text,
} from './helpers/graph-app.ts';

const WEEK = 'startDateTime=2026-03-02T00:00:00Z&endDateTime=2026-03-09T00:00:00Z';

let graph: GraphApp;
let calendar: string;
let base: string;

beforeEach(async () => {
  graph = createGraphApp();
  const calendars = await graph.ask('/v1.0/me/calendars');
  calendar = text(calendars.value.find(({ name }) => name === 'Family')?.['id']);
  base = `/v1.0/me/calendars/${calendar}`;
});

function at(dateTime: string, timeZone = 'UTC'): { dateTime: string; timeZone: string } {
  return { dateTime, timeZone };
}

function post(body: Json): Promise<Answer> {
  return graph.ask(`${base}/events`, { method: 'POST', body });
}

async function create(body: Json): Promise<Json> {
  const answer = await post(body);
  expect(answer.status).toBe(201);
  return answer.body;
}

function daily(count: number, zone = 'UTC'): Json {
  return {
    subject: 'Series',
    start: at('2026-03-02T09:00:00', zone),
    end: at('2026-03-02T09:30:00', zone),
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: {
        type: 'numbered',
        startDate: '2026-03-02',
        numberOfOccurrences: count,
        recurrenceTimeZone: zone,
      },
    },
  };
}

async function instancesOf(master: Json, window = WEEK): Promise<readonly Json[]> {
  return (await graph.ask(`${base}/events/${text(master['id'])}/instances?${window}`)).value;
}

function startOf(event: Json | undefined): string {
  const start = event?.['start'];
  return isJson(start) ? text(start['dateTime']) : '';
}

describe('creating', () => {
  it('takes 500 attendees, and no more', async () => {
    const invited = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ emailAddress: { address: `guest${n}@elsewhere.example` } }));
    const meeting = {
      subject: 'All hands',
      start: at('2026-07-04T10:00:00'),
      end: at('2026-07-04T11:00:00'),
    };
    const most = await post({ ...meeting, attendees: invited(500) });
    expect(most.status).toBe(201);
    expect(most.body['attendees']).toHaveLength(500);
    const more = await post({ ...meeting, attendees: invited(501) });
    expect(more.status).toBe(400);
    expect(JSON.stringify(more.body)).toContain('attendees');
  });

  it('answers 201 with the whole event, its times in UTC and its zone kept by name', async () => {
    const answer = await post({
      subject: 'Swim meet',
      body: { contentType: 'HTML', content: '<p>Bring <b>towels</b> &amp; snacks</p>' },
      start: at('2026-07-04T10:00:00', 'W. Europe Standard Time'),
      end: at('2026-07-04T12:30:00', 'W. Europe Standard Time'),
      location: { displayName: 'Public pool' },
      attendees: [
        { type: 'optional', emailAddress: { name: 'Alex Wilber', address: 'alex@contoso.example' } },
      ],
      importance: 'High',
      sensitivity: 'private',
      showAs: 'oof',
      categories: ['Blue category'],
    });
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toContain("/events('");
    expect(answer.body).toMatchObject({
      subject: 'Swim meet',
      bodyPreview: 'Bring towels & snacks',
      start: { dateTime: '2026-07-04T08:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2026-07-04T10:30:00.0000000', timeZone: 'UTC' },
      originalStartTimeZone: 'W. Europe Standard Time',
      location: { displayName: 'Public pool' },
      importance: 'high',
      sensitivity: 'private',
      showAs: 'oof',
      categories: ['Blue category'],
      type: 'singleInstance',
      isOrganizer: true,
      organizer: { emailAddress: { address: 'adele@contoso.example' } },
      recurrence: null,
      seriesMasterId: null,
      onlineMeeting: null,
    });
    expect(answer.body['@odata.etag']).toBe(`W/"${text(answer.body['changeKey'])}"`);
  });

  it('of an all-day event keeps the dates in every zone', async () => {
    const event = await create({
      subject: 'Fair',
      isAllDay: true,
      start: at('2026-07-04T00:00:00', 'Tokyo Standard Time'),
      end: at('2026-07-05T00:00:00', 'Tokyo Standard Time'),
    });
    for (const zone of ['Pacific Standard Time', 'Asia/Kolkata', 'UTC']) {
      const answer = await graph.ask(`${base}/events/${text(event['id'])}`, {
        headers: { prefer: `outlook.timezone="${zone}"` },
      });
      expect(answer.body['start']).toEqual({ dateTime: '2026-07-04T00:00:00.0000000', timeZone: zone });
      expect(answer.body['end']).toEqual({ dateTime: '2026-07-05T00:00:00.0000000', timeZone: zone });
    }
  });

  it('of an all-day event takes midnights of one zone, and nothing else', async () => {
    const day = { isAllDay: true, start: at('2026-07-04T00:00:00', 'Tokyo Standard Time') };
    for (const [what, times] of Object.entries({
      'an end at noon': { ...day, end: at('2026-07-05T12:00:00', 'Tokyo Standard Time') },
      'an end in another zone': { ...day, end: at('2026-07-05T00:00:00', 'Korea Standard Time') },
      'a start at noon': { ...day, start: at('2026-07-04T12:00:00'), end: at('2026-07-06T00:00:00') },
      'no day at all': { ...day, end: day.start },
    })) {
      const answer = await post(times);
      expect([what, answer.status, errorCode(answer)]).toEqual([what, 400, 'ErrorPropertyValidationFailure']);
    }
    await create({ ...day, end: at('2026-07-05T00:00:00', 'Tokyo Standard Time') });
  });

  it('of an online meeting gives a Teams link and puts it into the body', async () => {
    const event = await create({
      subject: 'Call',
      start: at('2026-07-04T10:00:00'),
      end: at('2026-07-04T11:00:00'),
      isOnlineMeeting: true,
    });
    const meeting = event['onlineMeeting'];
    const joinUrl = isJson(meeting) ? text(meeting['joinUrl']) : '';
    expect(joinUrl).toMatch(
      /^https:\/\/teams\.microsoft\.com\/l\/meetup-join\/19%3ameeting_\w+%40thread\.v2\/0\?context=/,
    );
    const body = event['body'];
    expect(isJson(body) && text(body['content']).includes(`href="${joinUrl}"`)).toBe(true);
    expect(event['onlineMeetingProvider']).toBe('teamsForBusiness');
  });

  it('with the same transactionId twice makes one event', async () => {
    const body = {
      subject: 'Once',
      start: at('2026-07-04T10:00:00'),
      end: at('2026-07-04T11:00:00'),
      transactionId: 't-1',
    };
    const { id } = await create(body);
    expect((await create(body))['id']).toBe(id);
    expect((await create({ ...body, transactionId: 't-2' }))['id']).not.toBe(id);
  });

  it('refuses what is no event, and makes nothing of it', async () => {
    const before = graph.world.mailbox(graph.world.findUser('adele@contoso.example')?.id ?? '').lastChange;
    const times = { start: at('2026-07-04T10:00:00'), end: at('2026-07-04T11:00:00') };
    const bad: [string, Json][] = [
      ['no times', { subject: 'x' }],
      ['end before start', { start: times.end, end: times.start }],
      ['no such date', { ...times, start: at('2026-02-30T10:00:00') }],
      ['no such zone', { ...times, start: at('2026-07-04T10:00:00', 'Mars Standard Time') }],
      ['all day but not midnight', { ...times, isAllDay: true }],
      ['a number for a subject', { ...times, subject: 5 }],
      ['an unknown importance', { ...times, importance: 'extreme' }],
      [
        'a weekly pattern without days',
        {
          ...times,
          recurrence: {
            pattern: { type: 'weekly', interval: 1 },
            range: { type: 'noEnd', startDate: '2026-07-04' },
          },
        },
      ],
      [
        'an interval of zero',
        {
          ...times,
          recurrence: {
            pattern: { type: 'daily', interval: 0 },
            range: { type: 'noEnd', startDate: '2026-07-04' },
          },
        },
      ],
      [
        'a range that ends first',
        {
          ...times,
          recurrence: {
            pattern: { type: 'daily', interval: 1 },
            range: { type: 'endDate', startDate: '2026-07-04', endDate: '2026-07-01' },
          },
        },
      ],
    ];
    for (const [what, body] of bad) expect([what, (await post(body)).status]).toEqual([what, 400]);
    const broken = await graph.app.inject({
      method: 'POST',
      url: `${base}/events`,
      headers: { 'x-user': 'adele@contoso.example', 'content-type': 'application/json' },
      payload: '{"subject":',
    });
    expect([broken.statusCode, broken.json<Json>()['error']]).toMatchObject([400, { code: 'BadRequest' }]);
    expect(graph.world.mailbox(graph.world.findUser('adele@contoso.example')?.id ?? '').lastChange).toBe(
      before,
    );
  });
});

describe('changing and deleting', () => {
  it('gives a new changeKey, keeps the id and all that was not named', async () => {
    const event = await create({
      subject: 'A',
      start: at('2026-07-04T10:00:00'),
      end: at('2026-07-04T11:00:00'),
      categories: ['x'],
    });
    const answer = await graph.ask(`${base}/events/${text(event['id'])}`, {
      method: 'PATCH',
      body: { subject: 'B' },
    });
    expect(answer.body).toMatchObject({
      id: event['id'],
      subject: 'B',
      categories: ['x'],
      start: event['start'],
    });
    expect(answer.body['changeKey']).not.toBe(event['changeKey']);
    expect(answer.body['@odata.etag']).toBe(`W/"${text(answer.body['changeKey'])}"`);
  });

  it('moves only the end when only the end is named', async () => {
    const event = await create({ start: at('2026-07-04T10:00:00'), end: at('2026-07-04T11:00:00') });
    const answer = await graph.ask(`${base}/events/${text(event['id'])}`, {
      method: 'PATCH',
      body: { end: at('2026-07-04T12:00:00') },
    });
    expect([answer.body['start'], answer.body['end']]).toMatchObject([
      { dateTime: '2026-07-04T10:00:00.0000000' },
      { dateTime: '2026-07-04T12:00:00.0000000' },
    ]);
  });

  it('makes whole days of the days it touches when only all-day is ticked', async () => {
    const event = await create({ start: at('2026-07-04T22:00:00'), end: at('2026-07-05T02:00:00') });
    const answer = await graph.ask(`${base}/events/${text(event['id'])}`, {
      method: 'PATCH',
      body: { isAllDay: true },
    });
    expect([answer.body['start'], answer.body['end']]).toMatchObject([
      { dateTime: '2026-07-04T00:00:00.0000000' },
      { dateTime: '2026-07-06T00:00:00.0000000' },
    ]);
  });

  it('with a stale If-Match is refused', async () => {
    const event = await create({ start: at('2026-07-04T10:00:00'), end: at('2026-07-04T11:00:00') });
    const url = `${base}/events/${text(event['id'])}`;
    await graph.ask(url, { method: 'PATCH', body: { subject: 'B' } });
    const stale = await graph.ask(url, {
      method: 'PATCH',
      body: { subject: 'C' },
      headers: { 'if-match': text(event['@odata.etag']) },
    });
    expect(stale.status).toBe(412);
    const headers = { 'if-match': text(event['@odata.etag']) };
    expect((await graph.ask(url, { method: 'DELETE', headers })).status).toBe(412);
    const now = (await graph.ask(url)).body;
    expect(now['subject']).toBe('B');
    for (const ifMatch of [text(now['@odata.etag']), '*']) {
      const fresh = { method: 'PATCH', body: { subject: 'D' }, headers: { 'if-match': ifMatch } } as const;
      expect((await graph.ask(url, fresh)).status).toBe(200);
    }
  });

  it('answers 204 without a body to a deletion, and 404 from then on', async () => {
    const event = await create({ start: at('2026-07-04T10:00:00'), end: at('2026-07-04T11:00:00') });
    const url = `${base}/events/${text(event['id'])}`;
    const headers = { 'content-type': 'application/json' };
    expect((await graph.ask(url, { method: 'DELETE', headers })).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const answer = await graph.ask(url, { method, ...(method === 'PATCH' ? { body: {} } : {}) });
      expect([answer.status, errorCode(answer)]).toEqual([404, 'ErrorItemNotFound']);
    }
  });

  it('is refused in a calendar that cannot be edited, and without Calendars.ReadWrite', async () => {
    const calendars = await graph.ask('/v1.0/me/calendars');
    const birthdays = text(calendars.value.find(({ canEdit }) => canEdit === false)?.['id']);
    const body = { start: at('2026-07-04T10:00:00'), end: at('2026-07-04T11:00:00') };
    const event = (await graph.ask(`/v1.0/me/calendars/${birthdays}/events`)).value[0];
    expect((await graph.ask(`/v1.0/me/calendars/${birthdays}/events`, { method: 'POST', body })).status).toBe(
      403,
    );
    expect((await graph.ask(`/v1.0/me/events/${text(event?.['id'])}`, { method: 'DELETE' })).status).toBe(
      403,
    );
    expect(
      (await graph.ask(`${base}/events`, { method: 'POST', body, scopes: 'Calendars.Read' })).status,
    ).toBe(403);
  });
});

describe('one occurrence of a series', () => {
  it('that is changed becomes an exception with its id and original start kept', async () => {
    const master = await create(daily(5));
    const [first] = await instancesOf(master);
    const answer = await graph.ask(`${base}/events/${text(first?.['id'])}`, {
      method: 'PATCH',
      body: { subject: 'Moved', start: at('2026-03-04T15:00:00'), end: at('2026-03-04T16:00:00') },
    });
    expect(answer.body).toMatchObject({
      type: 'exception',
      id: first?.['id'],
      originalStart: '2026-03-02T09:00:00Z',
      seriesMasterId: master['id'],
      recurrence: null,
    });
    const listed = await instancesOf(master);
    expect(listed.map(({ type }) => type)).toEqual([
      'exception',
      'occurrence',
      'occurrence',
      'occurrence',
      'occurrence',
    ]);
    expect(startOf(listed[0])).toBe('2026-03-04T15:00:00.0000000');
  });

  it('that is an exception follows its master in all that it does not say itself', async () => {
    const master = await create(daily(3));
    const [first] = await instancesOf(master);
    await graph.ask(`${base}/events/${text(first?.['id'])}`, {
      method: 'PATCH',
      body: { subject: 'Own subject' },
    });
    await graph.ask(`${base}/events/${text(master['id'])}`, {
      method: 'PATCH',
      body: { subject: 'New', showAs: 'free' },
    });
    const [exception] = await instancesOf(master);
    expect(exception).toMatchObject({ subject: 'Own subject', showAs: 'free', type: 'exception' });
  });

  it('has an occurrenceId of its master and date; masters and single events have none', async () => {
    const master = await create(daily(2));
    expect(master['occurrenceId']).toBeNull();
    expect((await instancesOf(master)).map(({ occurrenceId }) => occurrenceId)).toEqual([
      `OID.${text(master['id'])}.2026-03-02`,
      `OID.${text(master['id'])}.2026-03-03`,
    ]);
  });

  it('that is deleted is a cancelled occurrence of the master, told only when asked for', async () => {
    const master = await create(daily(3));
    const url = `${base}/events/${text(master['id'])}`;
    const [, second] = await instancesOf(master);
    await graph.ask(`${base}/events/${text(second?.['id'])}`, { method: 'DELETE' });
    expect(await instancesOf(master)).toHaveLength(2);
    expect((await graph.ask(url)).body['cancelledOccurrences']).toBeUndefined();
    const asked = await graph.ask(`${url}?$select=subject,cancelledOccurrences`);
    expect(asked.body['cancelledOccurrences']).toEqual([`OID.${text(master['id'])}.2026-03-03`]);
    expect((await graph.ask(`${base}/events/${text(second?.['id'])}`)).status).toBe(404);
  });

  it('that is deleted has its date in the zone of the series among the cancelled ones', async () => {
    const zone = 'Tokyo Standard Time';
    const master = await create({
      ...daily(3, zone),
      start: at('2026-03-02T08:00:00', zone),
      end: at('2026-03-02T08:30:00', zone),
    });
    const [first] = await instancesOf(master);
    expect(first?.['start']).toMatchObject({ dateTime: '2026-03-02T23:00:00.0000000' });
    await graph.ask(`${base}/events/${text(first?.['id'])}`, { method: 'DELETE' });
    const { body } = await graph.ask(`${base}/events/${text(master['id'])}?$select=cancelledOccurrences`);
    expect(body['cancelledOccurrences']).toEqual([`OID.${text(master['id'])}.2026-03-03`]);
  });

  it('that is an exception is given with $expand=exceptionOccurrences', async () => {
    const master = await create(daily(3));
    const [first, second] = await instancesOf(master);
    await graph.ask(`${base}/events/${text(first?.['id'])}`, { method: 'PATCH', body: { subject: 'Own' } });
    await graph.ask(`${base}/events/${text(second?.['id'])}`, { method: 'PATCH', body: { subject: 'Off' } });
    await graph.ask(`${base}/events/${text(second?.['id'])}`, { method: 'DELETE' });
    const url = `${base}/events/${text(master['id'])}`;
    expect((await graph.ask(url)).body).not.toHaveProperty('exceptionOccurrences');
    const answer = await graph.ask(`${url}?$select=exceptionOccurrences&$expand=exceptionOccurrences`);
    expect(answer.body['exceptionOccurrences']).toMatchObject([{ subject: 'Own', type: 'exception' }]);
  });

  it('outside the pattern does not exist', async () => {
    const master = await create(daily(3));
    const longer = await create(daily(5));
    const last = (await instancesOf(longer))[4];
    await graph.ask(`${base}/events/${text(longer['id'])}`, {
      method: 'PATCH',
      body: { recurrence: daily(3)['recurrence'] },
    });
    expect((await graph.ask(`${base}/events/${text(last?.['id'])}`)).status).toBe(404);
    expect((await graph.ask(`${base}/events/${text(master['id'])}/instances`)).status).toBe(400);
  });

  it('keeps its wall clock over a change of clocks, in the zone of the series', async () => {
    const master = await create({
      ...daily(3, 'Pacific Standard Time'),
      start: at('2026-03-07T09:00:00', 'Pacific Standard Time'),
      end: at('2026-03-07T10:00:00', 'Pacific Standard Time'),
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: {
          type: 'numbered',
          startDate: '2026-03-07',
          numberOfOccurrences: 3,
          recurrenceTimeZone: 'Pacific Standard Time',
        },
      },
    });
    const instances = await instancesOf(
      master,
      'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-03-20T00:00:00Z',
    );
    expect(instances.map(startOf)).toEqual([
      '2026-03-07T17:00:00.0000000',
      '2026-03-08T16:00:00.0000000',
      '2026-03-09T16:00:00.0000000',
    ]);
  });

  it('of an all-day series has an originalStart of midnight in the zone of the series', async () => {
    const master = await create({
      isAllDay: true,
      start: at('2026-06-05T00:00:00', 'Pacific Standard Time'),
      end: at('2026-06-06T00:00:00', 'Pacific Standard Time'),
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: '2026-06-05', numberOfOccurrences: 2 },
      },
    });
    const [first] = await instancesOf(
      master,
      'startDateTime=2026-06-01T00:00:00Z&endDateTime=2026-06-20T00:00:00Z',
    );
    expect(first).toMatchObject({
      originalStart: '2026-06-05T07:00:00Z',
      isAllDay: true,
      start: { dateTime: '2026-06-05T00:00:00.0000000', timeZone: 'UTC' },
    });
  });

  it('shares one uid with its series and has an iCalUId of its own date', async () => {
    const master = await create(daily(2));
    const [first, second] = await instancesOf(master);
    expect(text(first?.['iCalUId']).slice(32, 40)).toBe('07EA0302');
    expect(text(second?.['iCalUId']).slice(32, 40)).toBe('07EA0303');
    expect([first?.['uid'], second?.['uid'], master['uid']]).toEqual([
      master['iCalUId'],
      master['iCalUId'],
      master['iCalUId'],
    ]);
    // Without its date, an occurrence's is that of the series: the constant of Outlook, then nothing.
    const uid = text(master['iCalUId']);
    expect(uid).toMatch(/^040000008200E00074C5B7101A82E00800000000[0-9A-F]{16}0000000000000000[0-9A-F]{8}/);
    for (const [occurrence, date] of [
      [first, '07EA0302'],
      [second, '07EA0303'],
    ] as const)
      expect(occurrence?.['iCalUId']).toBe(`${uid.slice(0, 32)}${date}${uid.slice(40)}`);
    const moved = await graph.ask(`${base}/events/${text(first?.['id'])}`, {
      method: 'PATCH',
      body: { start: at('2026-03-05T09:00:00'), end: at('2026-03-05T09:30:00') },
    });
    expect(moved.body['iCalUId']).toBe(first?.['iCalUId']);
  });
});

describe('the series itself', () => {
  it('answers with every field of its pattern, fillers included', async () => {
    const master = await create(daily(3, 'W. Europe Standard Time'));
    expect(master['recurrence']).toEqual({
      pattern: {
        type: 'daily',
        interval: 1,
        month: 0,
        dayOfMonth: 0,
        firstDayOfWeek: 'sunday',
        index: 'first',
      },
      range: {
        type: 'numbered',
        startDate: '2026-03-02',
        endDate: '0001-01-01',
        recurrenceTimeZone: 'W. Europe Standard Time',
        numberOfOccurrences: 3,
      },
    });
  });

  it('is refused with a type of place or a colour of a calendar that Graph does not have', async () => {
    const place = { start: at('2026-03-02T09:00:00'), end: at('2026-03-02T10:00:00') };
    const garden = await post({ ...place, location: { displayName: 'Garden', locationType: 'garden' } });
    expect([garden.status, errorCode(garden)]).toEqual([400, 'RequestBodyRead']);
    const purple = await graph.ask(base, { method: 'PATCH', body: { color: 'purple' } });
    expect([purple.status, errorCode(purple)]).toEqual([400, 'RequestBodyRead']);
    const baker = await create({
      ...place,
      location: { displayName: 'Conf Room Baker', locationType: 'ConferenceRoom' },
    });
    expect(baker['location']).toMatchObject({ locationType: 'conferenceRoom' });
  });

  it('starts at the first date that fits its pattern', async () => {
    const master = await create({
      start: at('2026-03-02T09:00:00'),
      end: at('2026-03-02T10:00:00'),
      recurrence: {
        pattern: { type: 'relativeMonthly', interval: 1, index: 'last', daysOfWeek: ['friday'] },
        range: { type: 'noEnd', startDate: '2026-03-02' },
      },
    });
    expect(startOf(master)).toBe('2026-03-27T09:00:00.0000000');
  });

  it('moved as a whole to another day takes its range along', async () => {
    const master = await create(daily(3));
    await graph.ask(`${base}/events/${text(master['id'])}`, {
      method: 'PATCH',
      body: { start: at('2026-03-04T11:00:00'), end: at('2026-03-04T11:30:00') },
    });
    expect((await instancesOf(master)).map(startOf)).toEqual([
      '2026-03-04T11:00:00.0000000',
      '2026-03-05T11:00:00.0000000',
      '2026-03-06T11:00:00.0000000',
    ]);
  });
});

describe('times beyond what a mailbox can keep', () => {
  const endless = (zone: string, startDate = '2026-03-02'): Json => ({
    ...daily(1, zone),
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate, recurrenceTimeZone: zone },
    },
  });

  it.each(['9999-12-31T23:59:59', '4500-09-01T00:00:00', '1600-12-31T00:00:00', '0000-01-01T00:00:00'])(
    'are refused: %s',
    async (dateTime) => {
      const series = await create(endless('W. Europe Standard Time'));
      const answers = [
        await post({ start: at(dateTime), end: at(dateTime) }),
        await graph.ask(`${base}/events/${text(series['id'])}`, {
          method: 'PATCH',
          body: { start: at(dateTime), end: at(dateTime) },
        }),
      ];
      expect(answers.map(errorCode)).toEqual(Array(2).fill('ErrorPropertyValidationFailure'));
      expect((await graph.ask(`${base}/events`)).status).toBe(200);
    },
  );

  it('are taken up to these: the first day, the last one, and five years to the second', async () => {
    for (const [start, end] of [
      ['1601-01-01T00:00:00', '1601-01-01T01:00:00'],
      ['4500-08-31T23:00:00', '4500-08-31T23:59:59'],
      ['2026-03-02T09:00:00', '2031-03-01T09:00:00'],
    ] as const)
      expect((await create({ start: at(start), end: at(end) }))['start']).toEqual(at(`${start}.0000000`));
    const answer = await post({ start: at('2026-03-02T09:00:00'), end: at('2031-03-01T09:00:01') });
    expect([answer.status, errorCode(answer)]).toEqual([400, 'ErrorPropertyValidationFailure']);
  });

  it('are refused in a recurrence, and an event of more than five years is', async () => {
    for (const body of [
      endless('UTC', '0000-01-01'),
      endless('UTC', '4500-09-01'),
      { start: at('2026-03-02T09:00:00'), end: at('2031-03-02T09:00:01') },
    ])
      expect(errorCode(await post(body))).toBe('ErrorPropertyValidationFailure');
  });

  it('can be asked for: a series without an end has none of them', async () => {
    const master = await create(endless('W. Europe Standard Time'));
    for (const window of [
      'startDateTime=9999-12-01T00:00:00Z&endDateTime=9999-12-31T23:59:59Z',
      'startDateTime=0001-01-01T00:00:00Z&endDateTime=0001-02-01T00:00:00Z',
    ])
      expect(await instancesOf(master, window)).toEqual([]);
    const last = await instancesOf(
      master,
      'startDateTime=4500-08-30T00:00:00Z&endDateTime=4501-01-01T00:00:00Z',
    );
    expect(last.map(startOf)).toEqual(['4500-08-30T07:00:00.0000000', '4500-08-31T07:00:00.0000000']);
  });
});
