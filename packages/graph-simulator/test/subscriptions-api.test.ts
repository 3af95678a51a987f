import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { expectGraphResponse } from './helpers/expect-graph-response.ts';
import { startReceiver } from './helpers/receiver.ts';
import type { Receiver } from './helpers/receiver.ts';
import { requireRecord, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const ALL = 'created,updated,deleted';

describe('/v1.0/subscriptions', () => {
  let simulator: Simulator;
  let receiver: Receiver;
  let accessToken: string;
  let userId: string;
  let now: number;
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
    ({ nowMs: now } = await simulator.control.clock());
    receiver.handshakes.length = 0;
    receiver.posts.length = 0;
  });

  const call = async (method: string, path: string, body?: unknown, token = accessToken) => {
    const response = await fetch(`${simulator.url}/v1.0${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answered = await response.text();
    const parsed = answered === '' ? {} : requireRecord(JSON.parse(answered));
    expectGraphResponse(path, method, response.status, parsed);
    return { status: response.status, body: parsed };
  };
  const wanted = (more: Readonly<Record<string, unknown>> = {}) => ({
    changeType: ALL,
    resource: 'me/events',
    notificationUrl: receiver.url,
    expirationDateTime: new Date(now + 3 * DAY).toISOString(),
    clientState: 'a-secret',
    ...more,
  });
  const subscribe = (more: Readonly<Record<string, unknown>> = {}) =>
    call('POST', '/subscriptions', wanted(more));
  const expiry = (body: Readonly<Record<string, unknown>>) =>
    Temporal.Instant.from(text(body['expirationDateTime'])).epochMilliseconds - now;
  const errorOf = (body: Readonly<Record<string, unknown>>) => requireRecord(body['error']);

  it('creates a subscription after a handshake with both URLs', async () => {
    const lifecycleNotificationUrl = `${receiver.url}?kind=lifecycle`;
    const { status, body } = await subscribe({ lifecycleNotificationUrl });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      resource: 'me/events',
      changeType: ALL,
      clientState: 'a-secret',
      notificationUrl: receiver.url,
      lifecycleNotificationUrl,
      creatorId: userId,
    });
    expect(text(body['expirationDateTime'])).toMatch(/\.\d{7}Z$/);
    expect(receiver.handshakes.map(({ path }) => path.split('validationToken')[0])).toEqual([
      '/hook?',
      '/hook?kind=lifecycle&',
    ]);
  });

  it('creates nothing when the handshake fails', async () => {
    await using silent = await startReceiver({
      onHandshake: (_token, response) => {
        response.writeHead(401).end();
      },
    });
    const refused = await subscribe({ lifecycleNotificationUrl: silent.url });
    expect(refused.status).toBe(400);
    expect(errorOf(refused.body)['code']).toBe('ValidationError');
    expect((await call('GET', '/subscriptions')).body['value']).toEqual([]);
  });

  it('shows, lists, renews and deletes it, without revealing clientState to reads', async () => {
    const { body } = await subscribe();
    const path = `/subscriptions/${text(body['id'])}`;
    const one = await call('GET', path);
    expect(one.body).toMatchObject({ id: body['id'], clientState: null });
    const list = await call('GET', '/subscriptions');
    expect(list.body['value']).toEqual([expect.objectContaining({ clientState: null })]);

    const renewed = await call('PATCH', path, {
      expirationDateTime: new Date(now + 6 * DAY).toISOString(),
    });
    expect(renewed.status).toBe(200);
    expect(expiry(renewed.body)).toBe(6 * DAY);
    expect((await call('POST', `${path}/reauthorize`)).status).toBe(204);
    expect(expiry((await call('GET', path)).body)).toBe(6 * DAY);

    expect((await call('DELETE', path)).status).toBe(204);
    for (const [method, suffix] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/reauthorize'],
    ] as const)
      expect((await call(method, `${path}${suffix}`, method === 'PATCH' ? {} : undefined)).status).toBe(404);
  });

  it('raises a short life to 45 minutes and refuses one beyond 10,080', async () => {
    const short = await subscribe({ expirationDateTime: new Date(now + MINUTE).toISOString() });
    expect(expiry(short.body)).toBeGreaterThanOrEqual(45 * MINUTE);
    expect(expiry(short.body)).toBeLessThan(46 * MINUTE);
    const path = `/subscriptions/${text(short.body['id'])}`;
    const longest = { expirationDateTime: new Date(now + 7 * DAY).toISOString() };
    expect(expiry((await call('PATCH', path, longest)).body)).toBe(10_080 * MINUTE);
    const tooLong = { expirationDateTime: new Date(now + 7 * DAY + MINUTE).toISOString() };
    for (const refused of [await call('PATCH', path, tooLong), await subscribe(tooLong)]) {
      expect(refused.status).toBe(400);
      expect(errorOf(refused.body)['message']).toBe(
        'Subscription expiration can only be 10080 minutes in the future.',
      );
    }
  });

  it('takes the four resource forms, with or without a slash, and refuses others', async () => {
    const calendarId =
      (await simulator.control.accounts()).accounts
        .find((account) => account.id === userId)
        ?.calendars.find((calendar) => !calendar.isDefault)?.id ?? '';
    for (const resource of [
      'me/events',
      `/me/calendars/${calendarId}/events`,
      `users/${userId}/events`,
      `users/${ADELE}/calendars/${calendarId}/events`,
    ]) {
      const { status, body } = await subscribe({ resource });
      expect({ resource, status }).toEqual({ resource, status: 201 });
      await call('DELETE', `/subscriptions/${text(body['id'])}`);
    }
    for (const resource of [
      'me/messages',
      'me/events/AAMkAD=',
      'me/calendar/events',
      'me/calendars',
      'groups/x/events',
      'users',
      'me/events?$select=subject',
      "me/events?$filter=importance eq 'high'",
      'https://graph.microsoft.com/v1.0/me/events',
    ]) {
      const refused = await subscribe({ resource });
      expect({ resource, status: refused.status }).toEqual({ resource, status: 400 });
      expect(errorOf(refused.body)['code']).toBe('ExtensionError');
      expect(errorOf(refused.body)['message']).toContain('[Status Code: BadRequest; Reason: ');
    }
    const unknown = await subscribe({ resource: 'me/calendars/unknown/events' });
    expect(unknown.status).toBe(404);
    expect(errorOf(unknown.body)).toMatchObject({
      code: 'ExtensionError',
      message:
        'Operation: Create; Exception: [Status Code: NotFound; Reason: The specified object was not found in the store.]',
    });
  });

  it('refuses the mailboxes of others, and tokens without a calendar permission', async () => {
    for (const resource of ['users/alex@contoso.example/events', 'users/nobody@contoso.example/events'])
      expect((await subscribe({ resource })).status).toBe(403);
    const poor = await simulator.control.token({ user: ADELE, scopes: ['User.Read'] });
    const refused = await call('POST', '/subscriptions', wanted(), poor.accessToken);
    expect(refused.status).toBe(403);
    expect(errorOf(refused.body)['code']).toBe('ErrorAccessDenied');
    expect((await call('POST', '/subscriptions', wanted(), 'nonsense')).status).toBe(401);
    expect(receiver.handshakes).toHaveLength(0);
  });

  it('answers 409 with the existing id for the same app, mailbox part and change types in any order', async () => {
    const { body } = await subscribe();
    for (const more of [
      { changeType: 'deleted, created,updated' },
      { resource: `/users/${userId}/events`, clientState: 'other' },
    ]) {
      const duplicate = await subscribe(more);
      expect(duplicate.status).toBe(409);
      expect(errorOf(duplicate.body)['message']).toBe(
        `Subscription Id ${text(body['id'])} already exists for the requested combination`,
      );
    }
    expect((await subscribe({ changeType: 'updated' })).status).toBe(201);
    const otherApp = await simulator.control.token({ user: ADELE, appId: 'another-app' });
    expect((await call('POST', '/subscriptions', wanted(), otherApp.accessToken)).status).toBe(201);
    const seen = await call('GET', '/subscriptions', undefined, otherApp.accessToken);
    expect(seen.body['value']).toHaveLength(1);
    expect(
      (await call('GET', `/subscriptions/${text(body['id'])}`, undefined, otherApp.accessToken)).status,
    ).toBe(404);
  });

  it('lets only one of two simultaneous creations win', async () => {
    const answers = await Promise.all([subscribe(), subscribe()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });

  it('does not appear after a reset that came during its handshake', async () => {
    await using slow = await startReceiver({
      onHandshake: (token, response) => {
        void simulator.control
          .reset()
          .then(() => response.writeHead(200, { 'content-type': 'text/plain' }).end(token));
      },
    });
    expect((await subscribe({ notificationUrl: slow.url })).status).toBe(503);
    const { accessToken: fresh } = await simulator.control.token({ user: ADELE });
    expect((await call('GET', '/subscriptions', undefined, fresh)).body['value']).toEqual([]);
  });

  it('names what is wrong with a body', async () => {
    for (const [more, sentence] of [
      [{ changeType: undefined }, /changeType is a required property/],
      [{ changeType: 'created,moved' }, /moved/],
      [{ resource: undefined }, /resource is a required property/],
      [{ notificationUrl: 'http://app.example/hook' }, /https/],
      [{ notificationUrl: 'not a url' }, /https/],
      [{ lifecycleNotificationUrl: 'ftp://127.0.0.1/' }, /lifecycleNotificationUrl/],
      [{ expirationDateTime: undefined }, /expirationDateTime is a required property/],
      [{ expirationDateTime: '2026-11-23T10:00:00' }, /valid ISO DateTime/],
      [{ expirationDateTime: 5 }, /camelCased/],
      [{ clientState: 'x'.repeat(129) }, /128/],
      [{ includeResourceData: true }, /includeResourceData/],
    ] as const) {
      const refused = await subscribe(more);
      expect({ more, status: refused.status }).toEqual({ more, status: 400 });
      expect(text(errorOf(refused.body)['message'])).toMatch(sentence);
    }
    const { body } = await subscribe();
    const path = `/subscriptions/${text(body['id'])}`;
    expect((await call('PATCH', path, {})).status).toBe(400);
    expect((await call('PATCH', path, { lifecycleNotificationUrl: receiver.url })).status).toBe(400);
  });

  it('is gone when its time is over', async () => {
    const { body } = await subscribe();
    await simulator.control.advanceClock({ advanceMs: 3 * DAY - MINUTE });
    // The first token has died meanwhile.
    const { accessToken: fresh } = await simulator.control.token({ user: ADELE });
    const path = `/subscriptions/${text(body['id'])}`;
    expect((await call('GET', path, undefined, fresh)).status).toBe(200);
    await simulator.control.advanceClock({ advanceMs: MINUTE });
    expect((await call('GET', path, undefined, fresh)).status).toBe(404);
    expect((await call('GET', '/subscriptions', undefined, fresh)).body['value']).toEqual([]);
  });

  it('validates a changed notification URL before using it', async () => {
    const { body } = await subscribe();
    const path = `/subscriptions/${text(body['id'])}`;
    const moved = `${receiver.url}/moved`;
    expect((await call('PATCH', path, { notificationUrl: moved })).body['notificationUrl']).toBe(moved);
    expect(receiver.handshakes.at(-1)?.path).toMatch(/^\/hook\/moved\?/);
    const refused = await call('PATCH', path, { notificationUrl: 'http://127.0.0.1:9/closed' });
    expect(refused.status).toBe(400);
    expect((await call('GET', path)).body['notificationUrl']).toBe(moved);
  });
});
