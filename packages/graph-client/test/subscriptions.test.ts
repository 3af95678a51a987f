import { describe, expect, it } from 'vitest';

import { failureOf } from './support/failure.ts';
import { graphServer } from './support/graph-server.ts';

const now = () => Date.UTC(2026, 10, 22, 12, 0, 0);
const granted = { id: 's-1', resource: 'r', expirationDateTime: '2026-11-24T00:00:00.1234567Z', unknown: 1 };

describe('subscriptions', () => {
  it('are made for one calendar, all changes, both notification URLs, immutable ids, and the granted end is returned', async () => {
    await using server = await graphServer(() => ({ status: 201, json: granted }));
    const made = await server
      .client({ now })
      .subscribeToCalendar('t', 'cal=', 'https://hooks.example/x', 'secret-state', 4_320);
    expect(made).toEqual(granted);
    expect(server.asked[0]).toMatchObject({ method: 'POST', url: '/v1.0/subscriptions' });
    expect(server.asked[0]?.headers['prefer']).toBe('IdType="ImmutableId"');
    expect(server.asked[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
      changeType: 'created,updated,deleted',
      notificationUrl: 'https://hooks.example/x',
      lifecycleNotificationUrl: 'https://hooks.example/x',
      resource: 'me/calendars/cal=/events',
      clientState: 'secret-state',
      expirationDateTime: '2026-11-25T12:00:00.000Z',
    });
  });

  it('name the user by object id, or take a resource and a lifecycle URL as given', async () => {
    await using server = await graphServer(() => ({ status: 201, json: granted }));
    const graph = server.client({ now });
    const args = ['t', 'c', 'https://hooks.example/x', 's', 60] as const;
    await graph.subscribeToCalendar(...args, { mailbox: 'u-1' });
    await graph.subscribeToCalendar(...args, {
      resource: 'users/u-1/events',
      lifecycleNotificationUrl: 'https://hooks.example/y',
    });
    const bodies = server.asked.map((asked): unknown => JSON.parse(asked.body));
    expect(bodies).toMatchObject([
      { resource: 'users/u-1/calendars/c/events' },
      { resource: 'users/u-1/events', lifecycleNotificationUrl: 'https://hooks.example/y' },
    ]);
  });

  it('are renewed by their end alone, read, and listed', async () => {
    await using server = await graphServer(({ url }) => ({
      json: url.endsWith('/subscriptions') ? { value: [granted] } : granted,
    }));
    const graph = server.client({ now });
    expect(await graph.renewSubscription('t', 's-1', 90)).toEqual(granted);
    expect(await graph.getSubscription('t', 's-1')).toEqual(granted);
    expect(await graph.listSubscriptions('t')).toEqual([granted]);
    expect(server.asked.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['PATCH', '/v1.0/subscriptions/s-1', '{"expirationDateTime":"2026-11-22T13:30:00.000Z"}'],
      ['GET', '/v1.0/subscriptions/s-1', ''],
      ['GET', '/v1.0/subscriptions', ''],
    ]);
  });

  it.each([204, 404, 410])('are deleted when Graph answers %i', async (status) => {
    await using server = await graphServer(() => ({ status, text: '' }));
    await server.client().deleteSubscription('t', 's-1');
    expect(server.asked[0]).toMatchObject({ method: 'DELETE', url: '/v1.0/subscriptions/s-1' });
  });

  it('are not deleted when Graph refuses', async () => {
    await using server = await graphServer(() => ({ status: 403 }));
    expect((await failureOf(server.client().deleteSubscription('t', 's-1'))).code).toBe('forbidden');
  });

  it('name the one that exists, when there is one for the same resource', async () => {
    const id = '5522bd62-7c96-4530-85b0-00b916f6151a';
    await using server = await graphServer(() => ({
      status: 409,
      json: {
        error: {
          code: 'Conflict',
          message: `Subscription Id ${id} already exists for the requested combination`,
        },
      },
    }));
    const error = await failureOf(
      server.client().subscribeToCalendar('t', 'c', 'https://x.example', 'state', 60),
    );
    expect(error).toMatchObject({ code: 'conflict', existingSubscriptionId: id });
  });

  it('without a lifetime are refused before anything is sent', async () => {
    await using server = await graphServer(() => ({ json: granted }));
    await expect(server.client().renewSubscription('t', 's', Number.NaN)).rejects.toThrow(RangeError);
    expect(server.asked).toEqual([]);
  });
});

describe('secrets', () => {
  it('are in no error, whatever goes wrong', async () => {
    const secrets = ['t0ken', 'st4te', 'sk1p'];
    const replies = [
      { status: 400, json: { error: { code: 'BadRequest', message: 'echo t0ken st4te sk1p' } } },
      { status: 302, headers: { location: 'https://evil.example/?t0ken' } },
      { text: 't0ken st4te sk1p' },
      { json: { id: 7, clientState: 'st4te', '@odata.nextLink': 'sk1p' } },
      { act: (response: { destroy(): unknown }) => void response.destroy() },
    ];
    for (const reply of replies) {
      await using server = await graphServer(() => reply);
      const graph = server.client({ maxAttempts: 1 });
      const link = `${server.origin}/v1.0/x?$skiptoken=sk1p`;
      const query = { startDate: '2026-01-01', endDate: '2026-02-01', pageSize: 1 };
      const errors = [
        await failureOf(graph.getDeltaEvents('t0ken', 'c', link, query)),
        await failureOf(graph.subscribeToCalendar('t0ken', 'c', 'https://x.example', 'st4te', 60)),
      ];
      for (const error of errors) {
        const all = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)} ${JSON.stringify(error.cause ?? null)}`;
        for (const secret of secrets) expect(all).not.toContain(secret);
      }
    }
  });
});
