import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createControlClient, startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { answer, newAttempt, requestToken, requireRecord, signInAs, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const HOUR = 3_600_000;

describe('the control API', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const graph = async (path: string, token: string, init: RequestInit = {}) => {
    const response = await fetch(new URL(path, simulator.url), {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    return { status: response.status, body: requireRecord(await response.json()) };
  };
  const raw = async (method: string, path: string, body?: string, type = 'application/json') => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
    });
    return { status: response.status, body: requireRecord(await response.json()) };
  };

  it('lists who can sign in, with their calendars', async () => {
    const { accounts } = await simulator.control.accounts();
    expect(accounts.map((account) => account.userPrincipalName)).toEqual(
      expect.arrayContaining([ADELE, 'alex@contoso.example', 'megan@contoso.example']),
    );
    expect(accounts.some((account) => account.requiresAdminConsent)).toBe(true);
    for (const account of accounts)
      expect(account.calendars.filter((calendar) => calendar.isDefault)).toHaveLength(1);
  });

  it('shows itself to people as a page and to programs as JSON', async () => {
    const { body } = await raw('GET', '/_sim');
    const { operations } = body;
    expect(Array.isArray(operations) && operations.length).toBeGreaterThan(12);
    const page = await fetch(`${simulator.url}/`, { headers: { accept: 'text/html' } });
    const html = await page.text();
    expect(html).toContain('<h1>Graph simulator</h1>');
    expect(html).toContain('POST /_sim/sign-in');
  });

  it('gives a token with which the owner can write and read', async () => {
    const { accessToken, userId } = await simulator.control.token({ user: ADELE });
    expect((await graph('/v1.0/me', accessToken)).body['id']).toBe(userId);
    const created = await graph('/v1.0/me/events', accessToken, {
      method: 'POST',
      body: JSON.stringify({
        subject: 'By the owner',
        start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
      }),
    });
    expect(created.status).toBe(201);
    const reader = await simulator.control.token({ user: ADELE, scopes: ['Calendars.Read'] });
    const refused = await graph('/v1.0/me/events', reader.accessToken, {
      method: 'POST',
      body: '{}',
    });
    expect(refused.status).toBe(403);
  });

  it('moves the clock forward only, and everything that expires with it', async () => {
    const { accessToken } = await simulator.control.token({ user: ADELE });
    const before = await simulator.control.clock();
    const after = await simulator.control.advanceClock({ advanceMs: 2 * HOUR });
    expect(after.nowMs - before.nowMs).toBeGreaterThanOrEqual(2 * HOUR);
    expect(after.offsetMs).toBe(2 * HOUR);
    expect((await graph('/v1.0/me', accessToken)).status).toBe(401);
    await expect(simulator.control.advanceClock({ advanceMs: -1 })).rejects.toThrow(/advanceMs/);
  });

  it('resets everything: mailboxes, tokens, consents, clock, faults and logs', async () => {
    const { accessToken } = await simulator.control.token({ user: ADELE });
    const { body } = await signInAs(simulator, ADELE);
    const event = await graph('/v1.0/me/events', accessToken, {
      method: 'POST',
      body: JSON.stringify({
        subject: 'Soon gone',
        start: { dateTime: '2026-12-01T09:00:00', timeZone: 'UTC' },
        end: { dateTime: '2026-12-01T10:00:00', timeZone: 'UTC' },
      }),
    });
    await simulator.control.setFaults({
      rules: [{ match: { path: '/v1.0/' }, action: { type: 'status', status: 500 } }],
    });
    await simulator.control.advanceClock({ advanceMs: HOUR });
    await simulator.control.signIn({ user: ADELE });
    await simulator.control.reset();

    expect((await simulator.control.requests()).requests).toEqual([]);
    expect((await simulator.control.clock()).offsetMs).toBe(0);
    expect((await simulator.control.faults()).rules).toEqual([]);
    expect((await graph('/v1.0/me', accessToken)).status).toBe(401);
    const refreshed = await requestToken(simulator, {
      grant_type: 'refresh_token',
      refresh_token: text(body['refresh_token']),
    });
    expect(refreshed.body['error']).toBe('invalid_grant');
    const page = await fetch(newAttempt(simulator).url, { redirect: 'manual' });
    expect(page.status).toBe(200);
    const { accessToken: fresh } = await simulator.control.token({ user: ADELE });
    const gone = await graph(`/v1.0/me/events/${text(event.body['id'])}`, fresh);
    expect(gone.status).toBe(404);
  });

  it('seeds many events, which the truth then holds', async () => {
    const { accounts } = await simulator.control.accounts();
    const calendar = accounts[0]?.calendars.find((candidate) => !candidate.isDefault);
    const window = { start: '2020-01-01T00:00:00Z', end: '2035-01-01T00:00:00Z' };
    const name = calendar?.name ?? '';
    const before = await simulator.control.truth({ user: ADELE, calendar: name, ...window });
    const seeded = await simulator.control.seed({ user: ADELE, calendar: name, count: 300 });
    expect(seeded).toEqual({ calendarId: calendar?.id, created: 300 });
    const after = await simulator.control.truth({ user: ADELE, calendar: name, ...window });
    expect(after.events.length - before.events.length).toBe(300);
    expect(after.calendarId).toBe(calendar?.id);
  });

  it('kills delta tokens of a calendar, and of it alone', async () => {
    const { accessToken } = await simulator.control.token({ user: ADELE });
    const calendars = (await simulator.control.accounts()).accounts[0]?.calendars ?? [];
    const nextOf = async (calendarId: string) => {
      const first = await graph(
        `/v1.0/me/calendars/${calendarId}/calendarView/delta?startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z`,
        accessToken,
      );
      return text(first.body['@odata.nextLink'] ?? first.body['@odata.deltaLink']);
    };
    const [one = '', two = ''] = calendars.map(({ id }) => id);
    const [linkOne, linkTwo] = [await nextOf(one), await nextOf(two)];
    await simulator.control.killDeltaTokens({ user: ADELE, calendar: one });
    expect((await graph(linkOne, accessToken)).status).toBe(410);
    expect((await graph(linkTwo, accessToken)).status).toBe(200);
  });

  it('answers bad input with a sentence that names the field', async () => {
    for (const [path, body, sentence] of [
      ['/_sim/token', '{}', /^user is missing\.$/],
      ['/_sim/token', '{"user": ""}', /^user must/],
      ['/_sim/token', '{"user": "x@y.example"}', /^user 'x@y\.example' is nobody here/],
      ['/_sim/token', `{"user": "${ADELE}", "scope": "a"}`, /^scope is not a known field\.$/],
      ['/_sim/token', `{"user": "${ADELE}", "scopes": [3]}`, /^scopes\[0\] must be string/],
      ['/_sim/clock', '{"advanceMs": "soon"}', /^advanceMs must be number/],
      ['/_sim/seed', `{"user": "${ADELE}", "count": 0}`, /^count must be/],
      ['/_sim/kill-delta-tokens', `{"user": "${ADELE}", "calendar": "no"}`, /^calendar 'no'/],
      ['/_sim/sign-in', '[]', /^The body must be object/],
      ['/_sim/reset', '{"all": true}', /^all is not a known field\.$/],
      ['/_sim/faults', '{"rules": {}}', /^rules must be array/],
      [
        '/_sim/faults',
        '{"rules": [{"match": {}, "action": {"type": "explode"}}]}',
        /^rules\[0\]\.action\.type must be one of status, proxyPage, tokenLost, reset/,
      ],
      [
        '/_sim/faults',
        '{"rules": [{"match": {}, "action": {"type": "status"}}]}',
        /^rules\[0\]\.action\.status is missing\.$/,
      ],
      [
        '/_sim/faults',
        '{"rules": [{"match": {"times": 0}, "action": {"type": "killDeltaTokens"}}]}',
        /^rules\[0\]\.match\.times must be/,
      ],
      [
        '/_sim/faults',
        '{"rules": [{"match": {"pathPattern": "("}, "action": {"type": "killDeltaTokens"}}]}',
        /^rules\[0\]\.match\.pathPattern is not a regular expression/,
      ],
      ['/_sim/faults', '{"rules": [{"action": {}}]}', /^rules\[0\]\.match is missing\./],
      ['/_sim/app', '{"homeTenant": "no"}', /^homeTenant 'no' is no tenant/],
      ['/_sim/tenant', '{"tenant": "no"}', /^tenant 'no' is no tenant/],
      ['/_sim/events', `{"user": "${ADELE}", "event": {}}`, /^event is refused with ErrorPropertyValidation/],
      [
        '/_sim/calendars/internet',
        `{"user": "${ADELE}", "name": "Calendar", "events": []}`,
        /^name is refused with ErrorInvalidRequest/,
      ],
      [
        '/_sim/calendars/internet',
        `{"user": "${ADELE}", "name": "New", "events": [{"uid": "u", "event": {}}]}`,
        /^events\[0\]\.event is refused with ErrorPropertyValidation/,
      ],
    ] as const) {
      const refused = await raw('POST', path, body);
      expect({ body, status: refused.status }).toEqual({ body, status: 400 });
      expect(refused.body['error']).toMatch(sentence);
    }
    const truth = await raw('GET', `/_sim/truth?user=${ADELE}&start=today&end=2026-12-01T00:00:00Z`);
    expect(truth.body['error']).toMatch(/^start must be an RFC 3339 time/);
    const since = await raw('GET', '/_sim/requests?since=yesterday');
    expect(since.body['error']).toMatch(/^since must be integer/);
    expect((await raw('POST', '/_sim/token', '{"user"')).status).toBe(400);
    expect((await raw('POST', '/_sim/token', 'user=adele', 'text/plain')).status).toBe(415);
    expect((await raw('POST', '/_sim/reset', '')).status).toBe(200);
    expect((await raw('GET', '/_sim/nothing')).status).toBe(404);
  });

  it('is closed to pages of other sites', async () => {
    const response = await fetch(`${simulator.url}/_sim/reset`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(response.status).toBe(403);
  });

  it('can be steered from another process by its address alone', async () => {
    const remote = createControlClient(simulator.url);
    const { accessToken } = await remote.token({ user: 'megan@contoso.example' });
    expect((await graph('/v1.0/me', accessToken)).body['givenName']).toBe('Megan');
  });

  describe('its log of requests', () => {
    it('says what was asked, by whom, with which answer, since when', async () => {
      const { accessToken } = await simulator.control.token({ user: ADELE });
      await graph('/v1.0/me/calendars?$top=2', accessToken);
      const { requests: first } = await simulator.control.requests();
      expect(first).toEqual([
        {
          seq: first[0]?.seq,
          at: first[0]?.at,
          method: 'GET',
          path: '/v1.0/me/calendars?$top=2',
          link: null,
          user: ADELE,
          concurrent: 1,
          status: 200,
          complete: true,
          faults: [],
        },
      ]);
      expect(first[0]?.at).toMatch(/^\d{4}-.+Z$/);
      await graph('/v1.0/me', 'nonsense');
      const { requests: later } = await simulator.control.requests({ since: first[0]?.seq ?? 0 });
      expect(later).toEqual([
        expect.objectContaining({ path: '/v1.0/me', user: null, status: 401, concurrent: 0 }),
      ]);
      const { requests: filtered } = await simulator.control.requests({ path: 'calendars' });
      expect(filtered).toHaveLength(1);
      await simulator.control.clearRequests();
      expect((await simulator.control.requests()).requests).toEqual([]);
    });

    it('knows a page link again without holding its token', async () => {
      const { accessToken } = await simulator.control.token({ user: ADELE });
      const first = await graph(
        '/v1.0/me/calendarView/delta?startDateTime=2026-11-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z',
        accessToken,
      );
      const next = text(first.body['@odata.nextLink'] ?? first.body['@odata.deltaLink']);
      await graph(next, accessToken);
      await graph(next, accessToken);
      const { requests } = await simulator.control.requests({ path: 'delta' });
      const [initial, ...followed] = requests.map((entry) => entry.link);
      expect(initial).toBeNull();
      expect(followed[0]).toMatch(/^[0-9a-f]{12}$/);
      expect(followed[1]).toBe(followed[0]);
      const token = decodeURIComponent(next.split(/token=/)[1] ?? '');
      expect(token.length).toBeGreaterThan(12);
      expect(JSON.stringify(requests)).not.toContain(token);
    });

    it('holds no secret of a whole sign-in', async () => {
      const attempt = newAttempt(simulator);
      await fetch(attempt.url);
      const accepted = await answer(attempt.url, { account: ADELE, decision: 'accept' });
      const code = new URL(accepted.headers.get('location') ?? '').searchParams.get('code') ?? '';
      const { body } = await requestToken(simulator, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: attempt.url.searchParams.get('redirect_uri') ?? '',
        code_verifier: attempt.verifier,
      });
      await graph('/v1.0/me', text(body['access_token']));
      const { requests } = await simulator.control.requests();
      expect(requests.map(({ method, user }) => [method, user])).toEqual([
        ['GET', null],
        ['POST', ADELE],
        ['POST', ADELE],
        ['GET', ADELE],
      ]);
      const log = JSON.stringify(requests);
      for (const secret of [
        code,
        attempt.state,
        attempt.nonce,
        attempt.verifier,
        simulator.clientSecret,
        text(body['access_token']),
        text(body['refresh_token']),
        text(body['id_token']),
      ]) {
        expect(secret.length).toBeGreaterThan(8);
        expect(log).not.toContain(secret);
      }
    });

    it('counts the requests of one user that are under way together', async () => {
      const { accessToken } = await simulator.control.token({ user: ADELE });
      await simulator.control.setFaults({
        rules: [{ match: { path: '/v1.0/me' }, action: { type: 'delay', ms: 150 } }],
      });
      await Promise.all([1, 2, 3].map(() => graph('/v1.0/me', accessToken)));
      await graph('/v1.0/me', accessToken);
      const { requests } = await simulator.control.requests();
      expect(requests.map(({ concurrent }) => concurrent)).toEqual([1, 2, 3, 1]);
    });
  });
});
