import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { FaultRule, Simulator } from '../src/index.ts';
import { requestToken, requireRecord, signInAs, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';

describe('faults by rule', () => {
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
  const statuses = async (path: string, count: number, token = accessToken) => {
    const seen: number[] = [];
    for (let n = 0; n < count; n += 1) seen.push((await get(path, token)).status);
    return seen;
  };
  const rules = (...list: FaultRule[]) => simulator.control.setFaults({ rules: list });

  it('answers with a status, a code and Retry-After as written, as often as asked', async () => {
    await rules({
      match: { path: '/v1.0/me', after: 1, times: 2 },
      action: { type: 'status', status: 429, code: 'ApplicationThrottled', retryAfter: 2.128 },
    });
    expect((await get('/v1.0/me')).status).toBe(200);
    const throttled = await get('/v1.0/me');
    expect(throttled.status).toBe(429);
    expect(throttled.headers.get('retry-after')).toBe('2.128');
    const error = requireRecord(requireRecord(await throttled.json())['error']);
    expect(error['code']).toBe('ApplicationThrottled');
    expect(requireRecord(error['innerError'])).toHaveProperty('request-id');
    expect(await statuses('/v1.0/me', 2)).toEqual([429, 200]);
    expect((await simulator.control.faults()).rules).toMatchObject([{ matched: 4, hit: 2 }]);
    await simulator.control.clearFaults();
    expect((await simulator.control.faults()).rules).toEqual([]);
    const retryAfter = 'Wed, 21 Oct 2026 07:28:00 GMT';
    await rules({ match: {}, action: { type: 'status', status: 503, retryAfter } });
    expect((await get('/v1.0/me')).headers.get('retry-after')).toBe(retryAfter);
  });

  it('hits only what it matches: method, path, pattern, user', async () => {
    const alex = await simulator.control.token({ user: 'alex@contoso.example' });
    const status = { type: 'status', status: 503 } as const;
    await rules({ match: { user: ADELE }, action: status });
    expect((await get('/v1.0/me')).status).toBe(503);
    expect((await get('/v1.0/me', alex.accessToken)).status).toBe(200);
    await rules({ match: { method: 'post' }, action: status });
    expect((await get('/v1.0/me')).status).toBe(200);
    await rules({ match: { path: '/v1.0/me/calendars' }, action: status });
    expect((await get('/v1.0/me')).status).toBe(200);
    expect((await get('/v1.0/me/calendars')).status).toBe(503);
    await rules({ match: { pathPattern: String.raw`/delta\?.*token=` }, action: status });
    const window = 'startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z';
    const first = await get(`/v1.0/me/calendarView/delta?${window}`);
    const page = requireRecord(await first.json());
    expect(first.status).toBe(200);
    const next = text(page['@odata.nextLink'] ?? page['@odata.deltaLink']);
    expect((await get(next)).status).toBe(503);
  });

  it('refuses before anything has happened', async () => {
    await rules({
      match: { method: 'POST', times: 1 },
      action: { type: 'status', status: 500 },
    });
    const before = await simulator.control.truth({
      user: ADELE,
      start: '2026-11-01T00:00:00Z',
      end: '2027-01-01T00:00:00Z',
    });
    const refused = await fetch(`${simulator.url}/v1.0/me/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        subject: 'Never',
        start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
      }),
    });
    expect(refused.status).toBe(500);
    const after = await simulator.control.truth({
      user: ADELE,
      start: '2026-11-01T00:00:00Z',
      end: '2027-01-01T00:00:00Z',
    });
    expect(after.events).toHaveLength(before.events.length);
  });

  it('breaks an answer off half way, after the request took effect', async () => {
    await rules({ match: { method: 'POST', path: '/v1.0/', times: 1 }, action: { type: 'reset' } });
    const response = await fetch(`${simulator.url}/v1.0/me/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        subject: 'Done, but nobody knows',
        start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
      }),
    });
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow(/terminated/);
    const { requests } = await simulator.control.requests();
    expect(requests).toEqual([expect.objectContaining({ status: 201, complete: false })]);
    const { events } = await simulator.control.truth({
      user: ADELE,
      start: '2026-12-01T00:00:00Z',
      end: '2026-12-02T00:00:00Z',
    });
    expect(events.map((event) => event.subject)).toContain('Done, but nobody knows');
  });

  it('sends as many bytes as asked before it breaks off, none at all included', async () => {
    await rules({
      match: { path: '/v1.0/me', times: 1 },
      action: { type: 'reset', afterBytes: 5 },
    });
    const response = await get('/v1.0/me');
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value).toHaveLength(5);
    await expect(reader?.read()).rejects.toThrow(/terminated/);

    await rules({
      match: { path: '/v1.0/me', times: 1 },
      action: { type: 'reset', afterBytes: 0 },
    });
    await expect(get('/v1.0/me')).rejects.toThrow(/fetch failed/);
    expect((await get('/v1.0/me')).status).toBe(200);
  });

  it('delays, and goes on with the rules that follow', async () => {
    await rules(
      { match: { path: '/v1.0/me' }, action: { type: 'delay', ms: 120 } },
      { match: { path: '/v1.0/me' }, action: { type: 'status', status: 504 } },
      { match: { path: '/v1.0/me' }, action: { type: 'status', status: 500 } },
    );
    const before = performance.now();
    expect((await get('/v1.0/me')).status).toBe(504);
    expect(performance.now() - before).toBeGreaterThanOrEqual(115);
    expect((await simulator.control.faults()).rules.map(({ hit }) => hit)).toEqual([1, 1, 0]);
  });

  it('kills delta tokens in the very request that uses one', async () => {
    const window = 'startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z';
    const page = requireRecord(await (await get(`/v1.0/me/calendarView/delta?${window}`)).json());
    const next = text(page['@odata.nextLink'] ?? page['@odata.deltaLink']);
    await rules({
      match: { pathPattern: 'token=', times: 1 },
      action: { type: 'killDeltaTokens' },
    });
    expect((await get(next)).status).toBe(410);
  });

  it('reaches the token endpoint too, in the shape of Entra, and matches by the user of the grant', async () => {
    const { body } = await signInAs(simulator, ADELE);
    const alex = await signInAs(simulator, 'alex@contoso.example');
    await rules({
      match: { pathPattern: '/oauth2/v2.0/token$', user: ADELE, times: 1 },
      action: { type: 'status', status: 503, retryAfter: '5' },
    });
    const refresh = (token: unknown) =>
      requestToken(simulator, { grant_type: 'refresh_token', refresh_token: text(token) });
    expect((await refresh(alex.body['refresh_token'])).status).toBe(200);
    const refused = await refresh(body['refresh_token']);
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({
      error: 'temporarily_unavailable',
      error_codes: [90033],
    });
    expect((await refresh(body['refresh_token'])).status).toBe(200);
    for (const code of ['invalid_resource', 'consent_required', 'server_error']) {
      await rules({ match: { pathPattern: '/token$' }, action: { type: 'status', status: 400, code } });
      expect(await refresh(body['refresh_token'])).toMatchObject({ status: 400, body: { error: code } });
    }
  });

  it('never touches the control API', async () => {
    await rules({ match: {}, action: { type: 'status', status: 500 } });
    expect((await get('/v1.0/me')).status).toBe(500);
    expect((await simulator.control.clock()).offsetMs).toBe(0);
  });

  it('does not hold up a simulator that is stopped in the middle of a delay', async () => {
    const brief = await startSimulator();
    await brief.control.setFaults({
      rules: [{ match: {}, action: { type: 'delay', ms: 60_000 } }],
    });
    const { accessToken: token } = await brief.control.token({ user: ADELE });
    const pending = fetch(`${brief.url}/v1.0/me`, { headers: { authorization: `Bearer ${token}` } });
    const outcome = pending.then(
      (response) => response.status,
      () => 'broken off',
    );
    while ((await brief.control.requests()).requests.length === 0);
    const before = performance.now();
    await brief[Symbol.asyncDispose]();
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(['broken off', 200, 503]).toContain(await outcome);
  });
});
