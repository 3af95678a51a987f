import Fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { MailboxLimits } from '../src/throttling/mailbox-limits.ts';
import { installThrottle } from '../src/throttling/throttle-hooks.ts';
import { createWorld } from '../src/world/world.ts';
import { expectGraphResponse } from './helpers/expect-graph-response.ts';

const ADELE = 'adele@contoso.example';
const EVENTS = '/v1.0/me/events?$top=1';

describe('what an app may ask of one mailbox', () => {
  let simulator: Simulator;
  let accessToken: string;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(async () => {
    await simulator.control.reset();
    ({ accessToken } = await simulator.control.token({ user: ADELE }));
  });

  const get = (path: string, token = accessToken) =>
    fetch(new URL(path, simulator.url), { headers: { authorization: `Bearer ${token}` } });
  /** Holds requests under way until they are let go by the rule's delay. */
  const slow = (ms: number) =>
    simulator.control.setFaults({
      rules: [{ match: { path: '/v1.0/me/events', times: 4 }, action: { type: 'delay', ms } }],
    });

  it('is four requests at once: the fifth is refused, with a Retry-After that has a fraction', async () => {
    await slow(400);
    const four = [1, 2, 3, 4].map(() => get(EVENTS));
    await untilUnderWay(4);
    const fifth = await get(EVENTS);
    expect(fifth.status).toBe(429);
    expect(fifth.headers.get('retry-after')).toBe('2.128');
    const body: unknown = await fifth.json();
    expectGraphResponse('/me/events', 'GET', 429, body);
    expect(body).toEqual({
      error: { code: 'ApplicationThrottled', message: 'Application is over its MailboxConcurrency limit.' },
    });
    expect((await Promise.all(four)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await get(EVENTS)).status).toBe(200);
  });

  it('counts neither another mailbox, nor people and subscriptions', async () => {
    const alex = await simulator.control.token({ user: 'alex@contoso.example' });
    await slow(400);
    const four = [1, 2, 3, 4].map(() => get(EVENTS));
    await untilUnderWay(4);
    expect((await get(EVENTS, alex.accessToken)).status).toBe(200);
    expect((await get('/v1.0/me')).status).toBe(200);
    expect((await get('/v1.0/subscriptions')).status).toBe(200);
    await Promise.all(four);
  });

  it('can be refused with 503, and with every form of Retry-After that was seen', async () => {
    for (const [retryAfter, written] of [
      ['seconds', '3'],
      ['one', '1'],
      ['absent', null],
    ] as const) {
      await simulator.control.setSwitches({ concurrencyRefusal: '503', retryAfter });
      await slow(150);
      const four = [1, 2, 3, 4].map(() => get(EVENTS));
      await untilUnderWay(4);
      const fifth = await get(EVENTS);
      expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([503, written]);
      await Promise.all(four);
    }
  });

  it('goes on after requests that were given up', async () => {
    await slow(5_000);
    const given = AbortSignal.timeout(150);
    const four = [1, 2, 3, 4].map(() =>
      fetch(new URL(EVENTS, simulator.url), {
        headers: { authorization: `Bearer ${accessToken}` },
        signal: given,
      }).catch(() => undefined),
    );
    await Promise.all(four);
    await simulator.control.clearFaults();
    await expect.poll(async () => (await get(EVENTS)).status).toBe(200);
  });

  async function untilUnderWay(count: number): Promise<void> {
    await expect
      .poll(async () => {
        const { requests } = await simulator.control.requests();
        return requests.filter(({ path, status }) => path.startsWith('/v1.0/me/events') && status === null)
          .length;
      })
      .toBe(count);
  }
});

describe('the count of requests to one mailbox', () => {
  const MINUTE = 60_000;
  const ask = (limits: MailboxLimits, now: number) => {
    const refusal = limits.begin('app', 'adele', now);
    if (refusal === undefined) limits.end('app', 'adele');
    return refusal;
  };

  it('ends at 10,000 in 10 minutes, and says when there is room again', () => {
    const limits = new MailboxLimits();
    for (let n = 0; n < 10_000; n += 1) expect(ask(limits, n < 5_000 ? 0 : MINUTE)).toBeUndefined();
    expect(ask(limits, 2 * MINUTE)).toEqual({ kind: 'rate', waitMs: 8 * MINUTE });
    expect(limits.begin('app', 'alex', 2 * MINUTE)).toBeUndefined();
    expect(limits.begin('other app', 'adele', 2 * MINUTE)).toBeUndefined();
    expect(ask(limits, 10 * MINUTE)).toBeUndefined();
  });

  it('goes on while requests are refused', () => {
    const limits = new MailboxLimits();
    for (let n = 0; n < 10_000; n += 1) ask(limits, 0);
    for (let n = 0; n < 10_000; n += 1) ask(limits, 9 * MINUTE);
    expect(ask(limits, 10 * MINUTE)).toMatchObject({ kind: 'rate' });
    expect(ask(limits, 19 * MINUTE)).toBeUndefined();
  });

  it('refuses with 429 everything of calendars until there is room again, unless the switch lets go', async () => {
    const world = createWorld(new SimClock({ startsAt: Date.UTC(2026, 10, 23), stands: true }));
    const user = world.findUser(ADELE);
    if (user === undefined) throw new Error('Nobody.');
    const limits = new MailboxLimits();
    await using app = Fastify();
    installThrottle(app, { world, limits, authenticate: () => ({ user, appId: 'app', scopes: new Set() }) });
    app.get('/v1.0/*', () => ({ answered: true }));
    const mailbox = `${world.runId}/${user.id}`;
    for (let n = 0; n < 10_000; n += 1)
      if (limits.begin('app', mailbox, world.clock.now()) === undefined) limits.end('app', mailbox);
    const refused = await app.inject('/v1.0/me/events');
    const body: unknown = refused.json();
    expectGraphResponse('/me/events', 'GET', 429, body);
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '600.000']);
    expect(body).toMatchObject({
      error: { code: 'TooManyRequests', innerError: { code: '429', status: '429' } },
    });
    const statusOf = async (path: string) => (await app.inject(`/v1.0/${path}`)).statusCode;
    for (const path of [
      'me/calendar',
      'me/calendars/x/events',
      'me/calendarGroups',
      'me/calendarView/delta?a=b',
      `users/${ADELE}/events/x/instances`,
      'me/mailboxSettings',
    ])
      expect([path, await statusOf(path)]).toEqual([path, 429]);
    for (const path of ['me', `users/${ADELE}`, 'subscriptions', 'users/alex@contoso.example/events'])
      expect([path, await statusOf(path)]).toEqual([path, 200]);
    world.switches.set({ mailboxLimits: 'off' });
    expect(await statusOf('me/events')).toBe(200);
    world.switches.set({ mailboxLimits: 'enforced' });
    expect(await statusOf('me/events')).toBe(429);
    world.clock.advance(10 * MINUTE);
    expect(await statusOf('me/events')).toBe(200);
  });
});
