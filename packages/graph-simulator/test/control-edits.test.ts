import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../src/index.ts';
import { isJson, type Json, text } from './helpers/graph-app.ts';
import { expectGraphResponse } from './helpers/expect-graph-response.ts';
import { expectGraphSchema } from './helpers/expect-graph-schema.ts';
import { callsTo } from './helpers/simulator-calls.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';
const OUTSIDE = { name: 'Lee Gu', address: 'lee@elsewhere.example' };
const MARCH = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';
const EVENT = {
  subject: 'Plan',
  start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
};
const DAILY = {
  ...EVENT,
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2026-03-02', numberOfOccurrences: 3, recurrenceTimeZone: 'UTC' },
  },
};

let simulator: Simulator;
let token: string;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator[Symbol.asyncDispose]());
beforeEach(async () => {
  await simulator.control.reset();
  token = (await simulator.control.token({ user: ADELE })).accessToken;
});

async function get(path: string): Promise<Json> {
  const response = await fetch(`${simulator.url}/v1.0${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body: unknown = await response.json();
  expectGraphResponse(path, 'GET', response.status, body);
  if (!isJson(body)) throw new TypeError('An answer that is no object.');
  return body;
}

async function instancesOf(id: string): Promise<readonly Json[]> {
  const { value } = await get(`/me/events/${id}/instances?${MARCH}&$orderby=start/dateTime`);
  return Array.isArray(value) ? value.filter(isJson) : [];
}

const control = () => simulator.control;

describe('a meeting of somebody without a mailbox here', () => {
  it('arrives as an invitation, with the uid that the other calendar gave it', async () => {
    const { id } = await control().createEvent({
      user: ADELE,
      event: EVENT,
      organizer: OUTSIDE,
      uid: 'abc@calendar.example',
    });
    expect(await get(`/me/events/${id}`)).toMatchObject({
      isOrganizer: false,
      iCalUId: 'abc@calendar.example',
      uid: 'abc@calendar.example',
      showAs: 'tentative',
      responseStatus: { response: 'notResponded' },
      organizer: { emailAddress: OUTSIDE },
      attendees: [{ emailAddress: { address: ADELE } }],
    });
  });

  it('is changed from outside, which leaves what is the owner’s own', async () => {
    const { id } = await control().createEvent({ user: ADELE, event: EVENT, organizer: OUTSIDE });
    await control().changeEvent({ user: ADELE, event: id, change: { categories: ['Red category'] } });
    await control().respond({ user: ADELE, event: id, response: 'accepted' });
    await control().changeEvent({ user: ADELE, event: id, change: { subject: 'New' }, by: 'organizer' });
    expect(await get(`/me/events/${id}`)).toMatchObject({
      subject: 'New',
      categories: ['Red category'],
      responseStatus: { response: 'accepted' },
    });
    const later = {
      start: { dateTime: '2026-03-05T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-03-05T10:00:00', timeZone: 'UTC' },
    };
    await control().changeEvent({ user: ADELE, event: id, change: later, by: 'organizer' });
    expect(await get(`/me/events/${id}`)).toMatchObject({
      start: { dateTime: '2026-03-05T09:00:00.0000000' },
      responseStatus: { response: 'notResponded' },
    });
  });

  it('is called off from outside, as a whole or one occurrence', async () => {
    const { id } = await control().createEvent({ user: ADELE, event: DAILY, organizer: OUTSIDE });
    const [, second] = await instancesOf(id);
    await control().cancelEvent({ user: ADELE, event: text(second?.['id']), by: 'organizer' });
    expect((await instancesOf(id)).map(({ subject, isCancelled }) => [subject, isCancelled])).toEqual([
      ['Plan', false],
      ['Canceled: Plan', true],
      ['Plan', false],
    ]);
    await control().cancelEvent({ user: ADELE, event: id, by: 'organizer' });
    expect(await get(`/me/events/${id}`)).toMatchObject({
      isCancelled: true,
      subject: 'Canceled: Plan',
      showAs: 'free',
    });
  });

  it('changes one occurrence from outside', async () => {
    const { id } = await control().createEvent({ user: ADELE, event: DAILY, organizer: OUTSIDE });
    const [, second] = await instancesOf(id);
    await control().changeEvent({
      user: ADELE,
      event: text(second?.['id']),
      change: { subject: 'Other' },
      by: 'organizer',
    });
    expect((await instancesOf(id)).map(({ subject, type }) => [subject, type])).toEqual([
      ['Plan', 'occurrence'],
      ['Other', 'exception'],
      ['Plan', 'occurrence'],
    ]);
  });

  it('names zones that nobody has rules for, or none, and goes on naming them when its times change', async () => {
    for (const original of [
      'tzone://Microsoft/Utc',
      'tzone://Microsoft/Custom',
      'Customized Time Zone',
      '(UTC+01:00) Amsterdam, Berlin, Bern',
      '',
      null,
    ]) {
      const zones = { original, recurrence: original ?? '' };
      const { id } = await control().createEvent({ user: ADELE, event: DAILY, organizer: OUTSIDE, zones });
      const [first] = await instancesOf(id);
      const master = await get(`/me/events/${id}`);
      expect([master['originalStartTimeZone'], master['originalEndTimeZone']]).toEqual([original, original]);
      expect(master['recurrence']).toMatchObject({ range: { recurrenceTimeZone: original ?? '' } });
      expect(first).toMatchObject({
        originalStartTimeZone: original,
        start: { dateTime: '2026-03-02T09:00:00.0000000', timeZone: 'UTC' },
      });
      const start = { dateTime: '2026-03-02T08:00:00', timeZone: 'UTC' };
      await control().changeEvent({ user: ADELE, event: id, change: { start }, by: 'organizer' });
      expect((await get(`/me/events/${id}`))['originalStartTimeZone']).toBe(original);
    }
  });

  it('has an organizer of the directory, written as a legacy name', async () => {
    const organizer = { name: 'Room', address: '/O=EXCHANGELABS/OU=EXCHANGE/CN=RECIPIENTS/CN=ROOM1' };
    const { id } = await control().createEvent({ user: ADELE, event: EVENT, organizer });
    expect(await get(`/me/events/${id}`)).toMatchObject({ organizer: { emailAddress: organizer } });
  });

  it('cannot be changed in the organizer’s name where the owner is the organizer', async () => {
    const { id } = await control().createEvent({ user: ADELE, event: EVENT });
    const update = control().changeEvent({
      user: ADELE,
      event: id,
      change: { subject: 'x' },
      by: 'organizer',
    });
    await expect(update).rejects.toThrow('ErrorItemNotFound');
  });
});

describe('answers from outside', () => {
  it('stand in the owner’s list of attendees', async () => {
    const attendees = [{ type: 'required', emailAddress: OUTSIDE }];
    const { id } = await control().createEvent({ user: ADELE, event: { ...EVENT, attendees } });
    const proposedNewTime = { start: '2026-03-04T09:00:00Z', end: '2026-03-04T10:00:00Z' };
    await control().respond({
      user: ADELE,
      event: id,
      response: 'declined',
      attendee: OUTSIDE.address,
      proposedNewTime,
    });
    expect(await get(`/me/events/${id}`)).toMatchObject({
      attendees: [
        {
          status: { response: 'declined' },
          proposedNewTime: { start: { dateTime: '2026-03-04T09:00:00.0000000' } },
        },
      ],
    });
  });
});

describe('edits by control', () => {
  it('split a series and move it to another calendar, and give the new ids', async () => {
    const { id } = await control().createEvent({ user: ADELE, event: DAILY });
    const [, second] = await instancesOf(id);
    const made = await control().splitSeries({
      user: ADELE,
      event: text(second?.['id']),
      change: { subject: 'Following' },
    });
    expect((await instancesOf(id)).map(({ subject }) => subject)).toEqual(['Plan']);
    expect((await instancesOf(made.id)).map(({ subject }) => subject)).toEqual(['Following', 'Following']);
    const moved = await control().moveEvent({ user: ADELE, event: made.id, calendar: 'Family' });
    expect(moved.immutableId).toBe(made.immutableId);
    expect(moved.id).not.toBe(made.id);
    expect(moved.calendarId).not.toBe(made.calendarId);
    expect(await get(`/me/calendars/${moved.calendarId}/events/${moved.id}`)).toMatchObject({
      subject: 'Following',
    });
  });

  it('make online meetings of any generation, whose link comes when the clock is moved', async () => {
    const { id } = await control().createEvent({
      user: ADELE,
      event: EVENT,
      teams: { generation: '2019', dialIn: true, linkAfterMs: 60_000 },
    });
    expect(await get(`/me/events/${id}`)).toMatchObject({ isOnlineMeeting: true, onlineMeeting: null });
    await control().advanceClock({ advanceMs: 60_000 });
    const event = await get(`/me/events/${id}`);
    expect(event['onlineMeeting']).toMatchObject({ tollNumber: '+1 323-555-0166' });
    expect(JSON.stringify(event['body'])).toContain('Microsoft Teams Meeting</a>');
  });

  it('can hold a link of Skype, which is no Teams meeting', async () => {
    const skypeUrl = 'https://meet.lync.example/adele/ABC123';
    const { id } = await control().createEvent({ user: ADELE, event: EVENT, skypeUrl });
    expect(await get(`/me/events/${id}`)).toMatchObject({
      onlineMeetingUrl: skypeUrl,
      onlineMeeting: null,
      onlineMeetingProvider: 'skypeForBusiness',
    });
  });

  it('say in a sentence what is wrong with them', async () => {
    const { id } = await control().createEvent({ user: ADELE, event: EVENT });
    const { accounts } = await control().accounts();
    const own =
      accounts.find(({ userPrincipalName }) => userPrincipalName === ADELE)?.calendars[0]?.name ?? '';
    for (const [edit, sentence] of [
      [control().createEvent({ user: 'nobody@x.example', event: EVENT }), 'is nobody here'],
      [
        control().createEvent({ user: ADELE, event: { subject: 'no times' } }),
        'ErrorPropertyValidationFailure',
      ],
      [control().createEvent({ user: ADELE, event: EVENT, calendar: 'Nowhere' }), 'is not in this mailbox'],
      [control().changeEvent({ user: ADELE, event: 'AAMk', change: {} }), 'is not in this mailbox'],
      [control().splitSeries({ user: ADELE, event: id, change: {} }), 'ErrorItemNotFound'],
      [control().respond({ user: ADELE, event: id, response: 'accepted' }), "you're the meeting organizer"],
      [
        control().respond({
          user: ADELE,
          event: id,
          response: 'declined',
          proposedNewTime: { start: 'soon', end: 'later' },
        }),
        'RFC 3339',
      ],
    ] as const)
      await expect(edit).rejects.toThrow(sentence);
    expect((await control().moveEvent({ user: ADELE, event: id, calendar: own })).id).toBe(id);
  });
});

const call = callsTo(() => simulator, ADELE);
const one = async (id: string): Promise<Json> => (await call(`/me/events/${id}`)).body;

/** What stands in the calendar of Alex of this meeting. */
async function invitation(): Promise<Json | undefined> {
  const view = '/me/calendarView?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-03-06T00:00:00Z&$top=50';
  const { value } = await call(view, { user: ALEX });
  return value.find(({ isOrganizer, subject }) => isOrganizer === false && text(subject).includes('Plan'));
}

const MEETING: Json = {
  subject: 'Plan',
  start: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-03-02T11:00:00', timeZone: 'UTC' },
  attendees: [{ type: 'required', emailAddress: { name: 'Alex', address: ALEX } }],
};
const FILE = { name: 'agenda.txt', contentType: 'text/plain', content: 'Grüße' };

describe('a meeting that was saved and not sent', () => {
  it('is a draft that nobody hears of, until a change sends it', async () => {
    const { id } = await simulator.control.createEvent({ user: ADELE, event: MEETING, send: false });
    expect(await one(id)).toMatchObject({ isDraft: true, isOrganizer: true });
    const change = { categories: ['Blue category'] };
    await simulator.control.changeEvent({ user: ADELE, event: id, change, send: false });
    expect(await invitation()).toBeUndefined();
    await call(`/me/events/${id}`, { method: 'PATCH', body: {} });
    expect(await one(id)).toMatchObject({ isDraft: false });
    expect(await invitation()).toMatchObject({ subject: 'Plan', isDraft: false });
  });

  it('is known to those invited as it was sent before, also when it is deleted', async () => {
    const { id } = await simulator.control.createEvent({ user: ADELE, event: MEETING });
    const save = (change: Json) =>
      simulator.control.changeEvent({ user: ADELE, event: id, change, send: false });
    await save({ subject: 'Plan C' });
    await save({ location: { displayName: 'Room 9' } });
    expect(await one(id)).toMatchObject({ subject: 'Plan C', isDraft: true });
    expect(await invitation()).toMatchObject({ subject: 'Plan', location: { displayName: '' } });
    await simulator.control.changeEvent({ user: ADELE, event: id, change: {} });
    expect(await invitation()).toMatchObject({ subject: 'Plan C', location: { displayName: 'Room 9' } });
    await save({ subject: 'Plan D' });
    await call(`/me/events/${id}`, { method: 'DELETE' });
    expect(await invitation()).toMatchObject({ subject: 'Canceled: Plan C', isCancelled: true });
  });

  it('is no draft without anybody to send it to', async () => {
    const event = { ...MEETING, attendees: [] };
    const { id } = await simulator.control.createEvent({ user: ADELE, event, send: false });
    expect(await one(id)).toMatchObject({ isDraft: false });
  });
});

describe('files at an event', () => {
  it('are named by hasAttachments, and given where they are asked for, to those invited as well', async () => {
    const { id } = await simulator.control.createEvent({ user: ADELE, event: MEETING, attachments: [FILE] });
    const plain = await one(id);
    expect([plain['hasAttachments'], 'attachments' in plain]).toEqual([true, false]);
    const expanded = await call(`/me/events/${id}?$select=subject&$expand=attachments`);
    expect(Object.keys(expanded.body)).toEqual([
      '@odata.context',
      '@odata.etag',
      'id',
      'subject',
      'attachments',
    ]);
    const { attachments } = expanded.body;
    const [file] = Array.isArray(attachments) ? attachments.filter(isJson) : [];
    expect(file).toMatchObject({ name: 'agenda.txt', contentType: 'text/plain', size: 7, isInline: false });
    expect(Buffer.from(text(file?.['contentBytes']), 'base64').toString('utf8')).toBe('Grüße');
    expectGraphSchema('microsoft.graph.attachment', file);
    expect(await invitation()).toMatchObject({ hasAttachments: true });
    const listed = await call('/me/events?$expand=attachments&$top=50');
    expect(listed.value.find((event) => event['id'] === id)?.['attachments']).toHaveLength(1);
  });

  it('stay out of delta, and out of an event that is posted with some', async () => {
    const { id } = await simulator.control.createEvent({ user: ADELE, event: MEETING, attachments: [FILE] });
    const delta = await call(`/me/calendarView/delta?${MARCH}`);
    const told = delta.value.find((event) => event['id'] === id);
    expect([told?.['hasAttachments'], Object.keys(told ?? {})]).toEqual([
      true,
      expect.not.arrayContaining(['attachments']),
    ]);
    const attachments = [{ '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: '' }];
    const posted = await call('/me/events', { method: 'POST', body: { ...EVENT, attachments } });
    expect(posted.body).toMatchObject({ subject: 'Plan', hasAttachments: false });
  });

  it('are left out with Calendars.ReadBasic', async () => {
    const { id } = await simulator.control.createEvent({ user: ADELE, event: MEETING, attachments: [FILE] });
    const { accessToken } = await simulator.control.token({ user: ADELE, scopes: ['Calendars.ReadBasic'] });
    const response = await fetch(`${simulator.url}/v1.0/me/events/${id}?$expand=attachments`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const body: unknown = await response.json();
    expect(body).toMatchObject({ id, hasAttachments: true });
    expect(body).not.toHaveProperty('attachments');
  });
});

describe('keys that no description holds', () => {
  it('are more of them where a switch says so', async () => {
    const event = { ...MEETING, location: { displayName: 'Room 9' } };
    const { id } = await simulator.control.createEvent({ user: ADELE, event });
    expect(Object.keys(await one(id))).not.toContain('IsRoomRequested');
    await simulator.control.setSwitches({ undeclaredKeys: 'more' });
    expect(await one(id)).toMatchObject({
      IsRoomRequested: false,
      AutoRoomBookingStatus: 'None',
      locations: [{ addedBy: '', displayName: 'Room 9' }],
    });
  });
});
