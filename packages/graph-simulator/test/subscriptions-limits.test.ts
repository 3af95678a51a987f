import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';
import { RequestLimits } from '../src/subscriptions/request-limits.ts';
import type { SubscriptionRequest } from '../src/subscriptions/request-limits.ts';
import { subscriptionPlugin } from '../src/subscriptions/subscription-plugin.ts';
import { SubscriptionService } from '../src/subscriptions/subscription-service.ts';
import type { Subscription } from '../src/subscriptions/subscription.ts';
import { createWorld } from '../src/world/world.ts';
import { startReceiver } from './helpers/receiver.ts';
import { requireRecord } from './helpers/sign-in.ts';
import { ADELE, DAY, startSubscriber } from './helpers/subscriber.ts';

describe('how often an app may ask about subscriptions', () => {
  const allowed = (request: SubscriptionRequest, tenants: number): number => {
    const limits = new RequestLimits(new SimClock());
    let taken = 0;
    try {
      for (; taken < 10_000; taken += 1) limits.take('app', `tenant ${taken % tenants}`, request);
    } catch {
      return taken;
    }
    return taken;
  };

  it.each([
    ['write', 500, 2_000],
    ['reauthorize', 1_000, 4_000],
    ['get', 500, 2_000],
    ['list', 25, 40],
  ] as const)('is limited for %s to %d in a tenant and %d in all, in 20 seconds', (request, tenant, all) => {
    expect(allowed(request, 1)).toBe(tenant);
    expect(allowed(request, 5)).toBe(all);
  });

  it('counts what it refuses: who goes on asking goes on waiting', () => {
    const clock = new SimClock();
    const limits = new RequestLimits(clock);
    const ask = () => limits.take('app', 'tenant', 'list');
    for (let asked = 0; asked < 25; asked += 1) ask();
    clock.advance(15_000);
    for (let asked = 0; asked < 25; asked += 1) expect(ask).toThrow('Please retry again later.');
    clock.advance(10_000);
    expect(ask).toThrow('Please retry again later.');
    clock.advance(20_000);
    expect(ask).not.toThrow();
  });

  it.each([
    ['write', 500, ['POST', 'PATCH', 'DELETE']],
    ['reauthorize', 1_000, ['reauthorize']],
    ['get', 500, ['GET']],
    ['list', 25, ['list']],
  ] as const)('counts each request to its own kind: %s', async (kind, limit, throttled) => {
    const world = createWorld(new SimClock());
    const service = new SubscriptionService({ world });
    const user = world.findUser(ADELE);
    if (user === undefined) throw new Error('Nobody.');
    const caller = { user, appId: 'app', scopes: new Set(['Calendars.Read']) };
    await using app = Fastify();
    await app.register(subscriptionPlugin, { world, service, authenticate: () => caller });
    for (let asked = 0; asked < limit; asked += 1) service.limits.take('app', user.tenantId, kind);
    const one = '/v1.0/subscriptions/unknown';
    const requests = {
      POST: { method: 'POST', url: '/v1.0/subscriptions', payload: {} },
      PATCH: { method: 'PATCH', url: one, payload: {} },
      DELETE: { method: 'DELETE', url: one },
      GET: { method: 'GET', url: one },
      list: { method: 'GET', url: '/v1.0/subscriptions' },
      reauthorize: { method: 'POST', url: `${one}/reauthorize` },
    } as const;
    const refused: string[] = [];
    for (const [name, request] of Object.entries(requests))
      if ((await app.inject(request)).statusCode === 429) refused.push(name);
    expect(refused).toEqual(throttled);
    service.close();
  });

  it('answers 429 with whole seconds to wait, after which it answers again', async () => {
    await using subscriber = await startSubscriber();
    const list = () => subscriber.call('GET', '/subscriptions', { appId: 'an-app' });
    for (let asked = 0; asked < 25; asked += 1) expect((await list()).status).toBe(200);
    const refused = await list();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(refused.body['error']).toMatchObject({ code: 'TooManyRequests' });
    expect(requireRecord(requireRecord(refused.body['error'])['innerError'])).toMatchObject({
      code: '429',
      status: '429',
    });
    expect((await subscriber.call('GET', '/subscriptions', { appId: 'another' })).status).toBe(200);
    await subscriber.advance(Number(refused.headers.get('retry-after')) * 1_000);
    expect((await list()).status).toBe(200);
  });
});

describe('how many subscriptions a mailbox may have', () => {
  it('is a thousand, over all apps', async () => {
    await using receiver = await startReceiver();
    const clock = new SimClock();
    const world = createWorld(clock);
    const service = new SubscriptionService({ world });
    const user = world.findUser(ADELE);
    if (user === undefined) throw new Error('Nobody.');
    const caller = { user, appId: 'app', scopes: new Set(['Calendars.Read']) };
    const asked = (changeType: 'created' | 'updated') => ({
      changeType,
      changeTypes: new Set([changeType]),
      notificationUrl: receiver.url,
      lifecycleNotificationUrl: null,
      resource: 'me/events',
      expiresAt: clock.now() + DAY,
      clientState: null,
      latestSupportedTlsVersion: 'v1_2',
    });
    const made: Subscription = await service.create(caller, asked('created'), false);
    for (let more = 1; more < 1_000; more += 1)
      service.store.add({ ...made, id: `subscription ${more}`, appId: `app ${more}` });
    await expect(service.create(caller, asked('updated'), false)).rejects.toMatchObject({
      status: 403,
      code: 'ExtensionError',
    });
    clock.advance(2 * DAY);
    await expect(
      service.create(caller, { ...asked('updated'), expiresAt: clock.now() + DAY }, false),
    ).resolves.toMatchObject({ changeType: 'updated' });
    service.close();
  });
});

describe('the ids of subscriptions', () => {
  it('are the same for the same requests at the same times, and never the same twice', async () => {
    await using receiver = await startReceiver();
    const idsOf = async () => {
      const clock = new SimClock();
      const at = clock.now();
      clock.now = () => at - (at % 86_400_000);
      const world = createWorld(clock);
      const service = new SubscriptionService({ world });
      const user = world.findUser(ADELE);
      if (user === undefined) throw new Error('Nobody.');
      const caller = { user, appId: 'app', scopes: new Set(['Calendars.Read']) };
      const ids: string[] = [];
      for (const changeType of ['created', 'updated'] as const)
        ids.push(
          (
            await service.create(
              caller,
              {
                changeType,
                changeTypes: new Set([changeType]),
                notificationUrl: receiver.url,
                lifecycleNotificationUrl: null,
                resource: 'me/events',
                expiresAt: clock.now() + DAY,
                clientState: null,
                latestSupportedTlsVersion: 'v1_2',
              },
              false,
            )
          ).id,
        );
      service.close();
      return ids;
    };
    const ids = await idsOf();
    expect(await idsOf()).toEqual(ids);
    expect(new Set(ids).size).toBe(2);
    const tokens = receiver.handshakes.map(({ body }) => body);
    expect(tokens.slice(2)).toEqual(tokens.slice(0, 2));
  });
});
