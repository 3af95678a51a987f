import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../src/index.ts';
import { expectGraphSchema } from './helpers/expect-graph-schema.ts';
import { isJson, type Json, text } from './helpers/graph-app.ts';
import { callsTo } from './helpers/simulator-calls.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';
const MEETING: Json = {
  subject: 'Plan',
  start: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2026-03-02T11:00:00', timeZone: 'UTC' },
  attendees: [{ type: 'required', emailAddress: { name: 'Alex', address: ALEX } }],
};
const FILE = { name: 'agenda.txt', contentType: 'text/plain', content: 'Grüße' };

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator[Symbol.asyncDispose]());
beforeEach(() => simulator.control.reset());

const call = callsTo(() => simulator, ADELE);
const one = async (id: string): Promise<Json> => (await call(`/me/events/${id}`)).body;

/** What stands in the calendar of Alex of this meeting. */
async function invitation(): Promise<Json | undefined> {
  const view = '/me/calendarView?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-03-06T00:00:00Z&$top=50';
  const { value } = await call(view, { user: ALEX });
  return value.find(({ isOrganizer, subject }) => isOrganizer === false && text(subject).includes('Plan'));
}

describe('a meeting that was saved and not sent', () => {
  it('is a draft that nobody hears of, until a change sends it', async () => {
    const { id } = await simulator.control.createEvent({ user: ADELE, event: MEETING, send: false });
    expect(await one(id)).toMatchObject({ isDraft: true, isOrganizer: true });
    expect(await invitation()).toBeUndefined();
    await call(`/me/events/${id}`, { method: 'PATCH', body: { subject: 'Plan B' } });
    expect(await one(id)).toMatchObject({ isDraft: false });
    expect(await invitation()).toMatchObject({ subject: 'Plan B', isDraft: false });
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
