import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { expectGraphSchema } from './helpers/expect-graph-schema.ts';
import { startReceiver } from './helpers/receiver.ts';
import type { Receiver } from './helpers/receiver.ts';
import { requireRecord, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const DAY = 86_400_000;

describe('notifications of what changes in a mailbox', () => {
  let simulator: Simulator;
  let receiver: Receiver;
  let accessToken: string;
  let userId: string;
  let tenantId: string;
  let calendarId: string;
  beforeAll(async () => {
    simulator = await startSimulator();
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await simulator[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await simulator.control.reset();
    ({ accessToken, userId } = await simulator.control.token({ user: ADELE }));
    const adele = (await simulator.control.accounts()).accounts.find(({ id }) => id === userId);
    tenantId = adele?.tenantId ?? '';
    calendarId = adele?.calendars.find((calendar) => !calendar.isDefault)?.id ?? '';
    receiver.handshakes.length = 0;
    receiver.posts.length = 0;
  });

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const response = await fetch(`${simulator.url}/v1.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answered}`);
    return answered === '' ? {} : requireRecord(JSON.parse(answered));
  };
  const subscribe = async (resource: string, prefer?: string) => {
    const { nowMs } = await simulator.control.clock();
    return call(
      'POST',
      '/subscriptions',
      {
        changeType: 'created,updated,deleted',
        resource,
        notificationUrl: receiver.url,
        expirationDateTime: new Date(nowMs + 2 * DAY).toISOString(),
        clientState: 'a-secret',
      },
      prefer === undefined ? {} : { prefer },
    );
  };
  const createEvent = (path: string) =>
    call('POST', path, {
      subject: 'Review',
      start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
    });
  const changes = () => receiver.items().map((item) => item['changeType']);

  it('reports creation, change and deletion in the shape Outlook sends', async () => {
    const subscription = await subscribe(`/users/${userId}/calendars/${calendarId}/events`);
    const event = await createEvent(`/me/calendars/${calendarId}/events`);
    const [created = {}] = await receiver.waitForItems(1);
    const id = text(event['id']);
    expect(created).toMatchObject({
      subscriptionId: subscription['id'],
      changeType: 'created',
      resource: `Users/${userId}/Events/${id}`,
      clientState: 'a-secret',
      tenantId,
      resourceData: {
        '@odata.type': '#Microsoft.Graph.Event',
        '@odata.id': `Users/${userId}/Events/${id}`,
        '@odata.etag': event['@odata.etag'],
        id,
      },
    });
    expect(text(created['subscriptionExpirationDateTime'])).toMatch(/\.\d{7}\+00:00$/);
    expect(Object.keys(created).toSorted()).toEqual([
      'changeType',
      'clientState',
      'resource',
      'resourceData',
      'subscriptionExpirationDateTime',
      'subscriptionId',
      'tenantId',
    ]);
    expect(Object.keys(requireRecord(created['resourceData'])).toSorted()).toEqual([
      '@odata.etag',
      '@odata.id',
      '@odata.type',
      'id',
    ]);

    await call('PATCH', `/me/events/${id}`, { subject: 'Second review' });
    await receiver.waitForItems(2);
    await call('DELETE', `/me/events/${id}`);
    await receiver.waitForItems(3);
    expect(changes()).toEqual(['created', 'updated', 'deleted']);
    for (const posted of receiver.posts)
      expectGraphSchema('microsoft.graph.changeNotificationCollection', JSON.parse(posted.body));
  });

  it('arrives within a tenth of a second', async () => {
    await subscribe('me/events');
    await createEvent('/me/events');
    expect(await receiver.waitForItems(1, 500)).toHaveLength(1);
  });

  it('reports only its own calendar, and for me/events only the default one', async () => {
    const ofCalendar = await subscribe(`me/calendars/${calendarId}/events`);
    const ofMailbox = await subscribe('me/events');
    await createEvent(`/me/calendars/${calendarId}/events`);
    await receiver.waitForItems(1);
    await createEvent('/me/events');
    await receiver.waitForItems(2);
    expect(receiver.items().map((item) => item['subscriptionId'])).toEqual([
      ofCalendar['id'],
      ofMailbox['id'],
    ]);
  });

  it('names events by immutable ids when the subscription was made with them', async () => {
    await subscribe('me/events', 'IdType="ImmutableId"');
    const event = await createEvent('/me/events');
    const [item = {}] = await receiver.waitForItems(1);
    const { id } = requireRecord(item['resourceData']);
    const read = await call('GET', `/me/events/${text(event['id'])}`, undefined, {
      prefer: 'IdType="ImmutableId"',
    });
    expect(id).toBe(read['id']);
    expect(id).not.toBe(event['id']);
  });

  it('stops with the subscription: deleted or expired, it reports nothing more', async () => {
    const subscription = await subscribe('me/events');
    await call('DELETE', `/subscriptions/${text(subscription['id'])}`);
    await createEvent('/me/events');
    await subscribe('me/events');
    await simulator.control.advanceClock({ advanceMs: 2 * DAY });
    ({ accessToken } = await simulator.control.token({ user: ADELE }));
    await createEvent('/me/events');
    await sleep(100);
    expect(receiver.items()).toEqual([]);
  });

  it('is not sent to anybody about the mailboxes of others', async () => {
    await subscribe('me/events');
    const alex = await simulator.control.token({ user: 'alex@contoso.example' });
    accessToken = alex.accessToken;
    await createEvent('/me/events');
    await sleep(100);
    expect(receiver.items()).toEqual([]);
  });

  it('can be dropped or doubled by a fault rule', async () => {
    await subscribe('me/events');
    await simulator.control.setFaults({
      rules: [
        { match: { user: ADELE, times: 1 }, action: { type: 'dropNotification' } },
        { match: { path: `Users/${userId}/`, times: 1 }, action: { type: 'doubleNotification' } },
      ],
    });
    const dropped = await createEvent('/me/events');
    const doubled = await createEvent('/me/events');
    await createEvent('/me/events');
    const ids = (await receiver.waitForItems(3)).map((item) => requireRecord(item['resourceData'])['id']);
    expect(ids).toHaveLength(3);
    expect(ids).not.toContain(dropped['id']);
    expect(ids.filter((id) => id === doubled['id'])).toHaveLength(2);
  });

  it('is listed by the control API with the answer of the endpoint, without clientState', async () => {
    const subscription = await subscribe('me/events');
    const event = await createEvent('/me/events');
    await receiver.waitForItems(1);
    await sleep(50);
    const { notifications } = await simulator.control.notifications();
    expect(notifications).toEqual([
      expect.objectContaining({
        url: receiver.url,
        attempt: 1,
        delivered: true,
        status: 202,
        items: [{ subscriptionId: subscription['id'], changeType: 'created', eventId: event['id'] }],
      }),
    ]);
    expect(JSON.stringify(notifications)).not.toContain('a-secret');
  });

  it('leaves nothing running when the simulator is disposed with deliveries under way', async () => {
    const brief = await startSimulator();
    await using deaf = await startReceiver({ onPost: () => undefined });
    const { accessToken: token } = await brief.control.token({ user: ADELE });
    const { nowMs } = await brief.control.clock();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const post = (path: string, body: unknown) =>
      fetch(`${brief.url}/v1.0${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const created = await post('/subscriptions', {
      changeType: 'created',
      resource: 'me/events',
      notificationUrl: deaf.url,
      expirationDateTime: new Date(nowMs + DAY).toISOString(),
    });
    expect(created.status).toBe(201);
    await post('/me/events', {
      subject: 'x',
      start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
    });
    await deaf.waitForItems(1);
    const before = performance.now();
    await brief[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
