import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { answer, callback, newAttempt, requestToken, signInAs, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const NADIA = 'nadia@fabrikam.example';
const HOUR = 3_600_000;

const asked = ({ url }: Simulator, path: string, accessToken: string) =>
  fetch(`${url}/v1.0${path}`, { headers: { authorization: `Bearer ${accessToken}` } });

describe('what ends a refresh token, and what administrators decide', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const refreshTokenOf = async (user: string) =>
    text((await signInAs(simulator, user)).body['refresh_token']);
  const refresh = async (token: string) => {
    const { status, body } = await requestToken(simulator, {
      grant_type: 'refresh_token',
      refresh_token: token,
    });
    return status === 200 ? text(body['refresh_token']) : { [text(body['error'])]: body['error_codes'] };
  };
  const hours = (count: number) => simulator.control.advanceClock({ advanceMs: count * HOUR });

  it('keeps a server’s refresh token through every change of a password but a reset by an administrator', async () => {
    const token = await refreshTokenOf(ADELE);
    for (const event of ['expired', 'changed', 'self-service-reset', 'portal-reset'] as const) {
      await simulator.control.password({ user: ADELE, event });
      expect(await refresh(token)).toBeTypeOf('string');
    }
    await simulator.control.password({ user: ADELE, event: 'admin-reset' });
    expect(await refresh(token)).toEqual({ invalid_grant: [50173] });
  });

  it('ends a single-page app’s refresh token after 24 hours, and its successors with it', async () => {
    await simulator.control.setApp({ platform: 'spa' });
    const token = await refreshTokenOf(ADELE);
    await hours(23);
    const successor = await refresh(token);
    await hours(1);
    expect(await refresh(text(successor))).toEqual({ invalid_grant: [700084] });
  });

  it('asks for a new sign-in as often as the tenant’s policy wants it', async () => {
    await simulator.control.setTenant({ tenant: 'contoso.example', signInFrequencyHours: 12 });
    const token = await refreshTokenOf(ADELE);
    await hours(11);
    expect(await refresh(token)).toBeTypeOf('string');
    await hours(1);
    expect(await refresh(token)).toEqual({ invalid_grant: [70043] });
    expect(await refresh(await refreshTokenOf(ADELE))).toBeTypeOf('string');
    await simulator.control.setTenant({ tenant: 'contoso.example', signInFrequencyHours: null });
    expect(await refresh(token)).toBeTypeOf('string');
  });

  it('lets an administrator’s consent be given without the page, and be taken back', async () => {
    await simulator.control.setTenant({
      tenant: 'fabrikam.example',
      adminConsent: ['User.Read', 'Calendars.Read'],
    });
    const token = await refreshTokenOf(NADIA);
    await simulator.control.setTenant({ tenant: 'fabrikam.example', adminConsent: false });
    expect(await refresh(token)).toEqual({ invalid_grant: [65001] });
    await simulator.control.signIn({ user: NADIA });
    const page = await fetch(newAttempt(simulator).url, { redirect: 'manual' });
    expect(await page.text()).toContain('Need admin approval');
  });

  it('follows a tenant that takes consent away from its users, and gives it back', async () => {
    const page = async () => {
      await simulator.control.signIn({ user: ADELE });
      return fetch(newAttempt(simulator).url, { redirect: 'manual' });
    };
    await simulator.control.setTenant({ tenant: 'contoso.example', requiresAdminConsent: true });
    expect(await (await page()).text()).toContain('Need admin approval');
    await simulator.control.setTenant({ tenant: 'contoso.example', requiresAdminConsent: false });
    expect(callback(await page()).has('code')).toBe(true);
  });

  it('gives a client that handles claims challenges tokens for a day, which end with a revocation', async () => {
    const token = await refreshTokenOf(ADELE);
    const redeem = async (claims: string) =>
      requestToken(simulator, { grant_type: 'refresh_token', refresh_token: token, claims });
    const me = async (accessToken: unknown) => (await asked(simulator, '/me', text(accessToken))).status;
    const long = await redeem('{"access_token":{"xms_cc":{"values":["CP1"]}}}');
    const short = await redeem('{"access_token":{"nbf":{"essential":true}}}');
    expect(long.body['expires_in']).toBeGreaterThanOrEqual(20 * 3_600);
    expect(long.body['expires_in']).toBeLessThanOrEqual(28 * 3_600);
    expect(short.body['expires_in']).toBeLessThanOrEqual(5_400);
    expect((await redeem('{nonsense')).body).toMatchObject({ error: 'invalid_request' });
    expect(await me(long.body['access_token'])).toBe(200);
    await simulator.control.revoke({ user: ADELE });
    expect(await me(long.body['access_token'])).toBe(401);
    expect(await me(short.body['access_token'])).toBe(200);
  });

  it('challenges a client that handles challenges when its token was revoked, and nobody else, until the next sign-in', async () => {
    const token = await refreshTokenOf(ADELE);
    const redeem = async (refreshToken: string, claims: string) =>
      requestToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken, claims });
    const capable = '{"access_token":{"xms_cc":{"values":["cp1"]}}}';
    const long = text((await redeem(token, capable)).body['access_token']);
    const { nowMs } = await simulator.control.clock();
    await simulator.control.revoke({ user: ADELE });
    for (const path of ['/me/calendars', '/subscriptions']) {
      const header = (await asked(simulator, path, long)).headers.get('www-authenticate') ?? '';
      expect(header).toMatch(/^Bearer .*error="insufficient_claims"/);
      const claims = Buffer.from(/ claims="([^"]+)"/.exec(header)?.[1] ?? '', 'base64').toString();
      const value: unknown = expect.stringMatching(/^\d{10}$/);
      const wanted: unknown = JSON.parse(claims);
      expect(wanted).toEqual({ access_token: { nbf: { essential: true, value } } });
      const since = Number(/"value":"(\d+)"/.exec(claims)?.[1]) * 1000;
      expect(since).toBeGreaterThanOrEqual(nowMs - 1000);
      // Silently it cannot be met: the grant is gone as well.
      expect((await redeem(token, claims)).body).toMatchObject({ error: 'invalid_grant' });
    }
    expect((await asked(simulator, '/me/calendars', long)).status).toBe(401);
    const plain = await signInAs(simulator, ADELE);
    await simulator.control.revoke({ user: ADELE, accessTokens: true });
    for (const revoked of [text(plain.body['access_token']), 'nonsense']) {
      const refused = await asked(simulator, '/me/calendars', revoked);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm=""']);
    }
    const anew = (await redeem(await refreshTokenOf(ADELE), capable)).body['access_token'];
    expect((await asked(simulator, '/me/calendars', text(anew))).status).toBe(200);
  });

  it('offers to ask the administrator where the tenant has that workflow, and says 90095 on the way back', async () => {
    await simulator.control.setTenant({ tenant: 'fabrikam.example', adminConsentWorkflow: true });
    const { url, state } = newAttempt(simulator);
    const page = await (await answer(url, { account: NADIA, decision: 'accept' })).text();
    expect(page).toContain('<h1>Approval required</h1>');
    expect(page).toContain('Request approval</button>');
    const sent = await (await answer(url, { account: NADIA, decision: 'request' })).text();
    expect(sent).toContain('<h1>Request sent</h1>');
    expect(sent).not.toContain('Request approval</button>');
    const back = callback(await answer(url, { account: NADIA, decision: 'return' }));
    expect(back.get('error_description')).toMatch(/^AADSTS90095: /);
    expect(back.get('state')).toBe(state);
  });
});
