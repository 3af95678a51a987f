import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { callback, newAttempt, REDIRECT_URI } from './helpers/sign-in.ts';
import { requestToken, requireRecord, signInAs, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const MINUTE = 60_000;

describe('the token endpoint', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const freshCode = async () => {
    await simulator.control.signIn({ user: ADELE });
    const attempt = newAttempt(simulator);
    const code = callback(await fetch(attempt.url, { redirect: 'manual' })).get('code') ?? '';
    return {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: attempt.verifier,
    };
  };
  const me = (token: unknown) =>
    fetch(`${simulator.url}/v1.0/me`, { headers: { authorization: `Bearer ${text(token)}` } });

  it('gives errors in the shape of Entra', async () => {
    const { status, body } = await requestToken(
      simulator,
      { grant_type: 'authorization_code', code: 'nonsense', redirect_uri: REDIRECT_URI },
      { headers: { 'client-request-id': '11111111-2222-3333-4444-555555555555' } },
    );
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [70000],
      correlation_id: '11111111-2222-3333-4444-555555555555',
    });
    expect(text(body['error_description'])).toMatch(
      /^AADSTS70000: .+ Trace ID: \S+ Correlation ID: \S+ Timestamp: \S+ \S+Z$/,
    );
    expect(text(body['timestamp'])).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  });

  it('redeems a code once', async () => {
    const request = await freshCode();
    expect((await requestToken(simulator, request)).status).toBe(200);
    expect((await requestToken(simulator, request)).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [54005],
    });
  });

  it('lets a code expire after ten minutes of its own clock', async () => {
    const late = await freshCode();
    const { offsetMs } = await simulator.control.advanceClock({ advanceMs: 9 * MINUTE });
    expect(offsetMs).toBe(9 * MINUTE);
    expect((await requestToken(simulator, await freshCode())).status).toBe(200);
    await simulator.control.advanceClock({ advanceMs: MINUTE });
    expect((await requestToken(simulator, late)).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [70008],
    });
  });

  it('wants the verifier, redirect URI and tenant path the code was made for, and a failed try does not use it up', async () => {
    const request = await freshCode();
    const wrong = 'x'.repeat(43);
    expect((await requestToken(simulator, { ...request, code_verifier: wrong })).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [501481],
    });
    expect((await requestToken(simulator, { ...request, code_verifier: undefined })).body).toMatchObject({
      error_codes: [501481],
    });
    expect(
      (await requestToken(simulator, { ...request, redirect_uri: `${REDIRECT_URI}/` })).body,
    ).toMatchObject({ error_codes: [500112] });
    expect((await requestToken(simulator, request, { tenant: 'organizations' })).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [700005],
    });
    expect((await requestToken(simulator, request)).status).toBe(200);
  });

  it('knows its client by secret in the body or by Basic, and by no other secret', async () => {
    const basic = Buffer.from(`${simulator.clientId}:${encodeURIComponent(simulator.clientSecret)}`).toString(
      'base64',
    );
    const viaBasic = await requestToken(
      simulator,
      { ...(await freshCode()), client_id: undefined, client_secret: undefined },
      { headers: { authorization: `Basic ${basic}` } },
    );
    expect(viaBasic.status).toBe(200);

    for (const [fields, error, code, status] of [
      [{ client_secret: 'wrong' }, 'invalid_client', 7000215, 401],
      [{ client_secret: undefined }, 'invalid_client', 7000218, 401],
      [{ client_id: 'nobody' }, 'unauthorized_client', 700016, 400],
      [{ grant_type: 'nonsense' }, 'unsupported_grant_type', 70003, 400],
      [{ grant_type: undefined }, 'invalid_request', 900144, 400],
      [{ code: undefined }, 'invalid_request', 900144, 400],
    ] as const) {
      const answered = await requestToken(simulator, { ...(await freshCode()), ...fields });
      expect(answered.status).toBe(status);
      expect(answered.body).toMatchObject({ error, error_codes: [code] });
    }
  });

  it('takes forms only', async () => {
    const response = await fetch(`${simulator.url}/common/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(await freshCode()),
    });
    expect(response.status).toBe(400);
    expect(requireRecord(await response.json())).toMatchObject({ error_codes: [900144] });
  });

  it('gives a new refresh token at each use and leaves the old one valid', async () => {
    const first = await signInAs(simulator, ADELE);
    const refresh = (token: unknown) =>
      requestToken(simulator, { grant_type: 'refresh_token', refresh_token: text(token) });
    const second = await refresh(first.body['refresh_token']);
    expect(second.status).toBe(200);
    expect(second.body['refresh_token']).not.toBe(first.body['refresh_token']);
    expect((await refresh(first.body['refresh_token'])).status).toBe(200);
    expect((await refresh(second.body['refresh_token'])).status).toBe(200);
    expect((await me(second.body['access_token'])).status).toBe(200);
  });

  it('narrows scopes at a refresh and never widens them', async () => {
    const { body } = await signInAs(simulator, ADELE, {
      parameters: { scope: 'offline_access Calendars.Read User.Read' },
    });
    const refresh = (scope: string) =>
      requestToken(simulator, {
        grant_type: 'refresh_token',
        refresh_token: text(body['refresh_token']),
        scope,
      });
    const narrow = await refresh('https://graph.microsoft.com/User.Read');
    expect(narrow.body['scope']).toBe('https://graph.microsoft.com/User.Read');
    expect(narrow.body).not.toHaveProperty('refresh_token');
    expect((await refresh('Calendars.ReadWrite')).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [65001],
    });
    expect((await refresh('Nonsense.Read')).body).toMatchObject({ error: 'invalid_scope' });
  });

  it('answers invalid_grant for everything a revoked user still holds, until the next sign-in', async () => {
    const { body } = await signInAs(simulator, ADELE);
    const unused = await freshCode();
    const alex = await signInAs(simulator, 'alex@contoso.example');
    await simulator.control.revoke({ user: ADELE });

    const refresh = (token: unknown) =>
      requestToken(simulator, { grant_type: 'refresh_token', refresh_token: text(token) });
    const revoked = { error: 'invalid_grant', error_codes: [50173] };
    expect((await refresh(body['refresh_token'])).body).toMatchObject(revoked);
    expect((await requestToken(simulator, unused)).body).toMatchObject(revoked);
    expect((await refresh(alex.body['refresh_token'])).status).toBe(200);
    // An access token lives on until its own end, unless it is to die as well.
    expect((await me(body['access_token'])).status).toBe(200);
    await simulator.control.revoke({ user: ADELE, accessTokens: true });
    expect((await me(body['access_token'])).status).toBe(401);

    const again = await signInAs(simulator, ADELE);
    expect((await refresh(again.body['refresh_token'])).status).toBe(200);
  });

  it('lets access tokens expire by its own clock, and refresh tokens after 90 unused days', async () => {
    const { body } = await signInAs(simulator, ADELE);
    const seconds = Number(body['expires_in']);
    const lives = [seconds];
    for (let more = 0; more < 4; more += 1) {
      const renewed = await requestToken(simulator, {
        grant_type: 'refresh_token',
        refresh_token: text(body['refresh_token']),
      });
      lives.push(Number(renewed.body['expires_in']));
    }
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(3_600);
    expect(Math.max(...lives)).toBeLessThanOrEqual(5_400);
    expect(new Set(lives).size).toBeGreaterThan(1);
    await simulator.control.advanceClock({ advanceMs: (seconds - 60) * 1_000 });
    expect((await me(body['access_token'])).status).toBe(200);
    await simulator.control.advanceClock({ advanceMs: 60_000 });
    expect((await me(body['access_token'])).status).toBe(401);

    const refresh = () =>
      requestToken(simulator, {
        grant_type: 'refresh_token',
        refresh_token: text(body['refresh_token']),
      });
    await simulator.control.advanceClock({ advanceMs: 89 * 86_400_000 });
    expect((await refresh()).status).toBe(200);
    await simulator.control.advanceClock({ advanceMs: 89 * 86_400_000 });
    expect((await refresh()).status).toBe(200);
    await simulator.control.advanceClock({ advanceMs: 90 * 86_400_000 });
    expect((await refresh()).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [700082],
    });
  });
});
