/** Facts of the sheet about signing in that no other test holds. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/index.ts';
import { isJson } from '../helpers/graph-app.ts';
import { callback, newAttempt, REDIRECT_URI, requestToken, signInAs } from '../helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';

describe('what the pages about Entra ID say', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  it('a challenge without a method is plain: the verifier is the challenge', async () => {
    await simulator.control.signIn({ user: ADELE });
    const challenge = 'a'.repeat(43);
    const attempt = newAttempt(simulator, {
      parameters: { code_challenge: challenge, code_challenge_method: undefined },
    });
    const code = callback(await fetch(attempt.url, { redirect: 'manual' })).get('code') ?? '';
    const redeem = (verifier: string) =>
      requestToken(simulator, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT_URI,
        code_verifier: verifier,
      });
    expect(await redeem('b'.repeat(43))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await redeem(challenge)).status).toBe(200);
  });

  it('HTML in a state is stripped, and nothing else of it', async () => {
    await simulator.control.signIn({ user: ADELE });
    const state = 'a b&c=<b>d</b>+%3Cü<script>';
    const attempt = newAttempt(simulator, { parameters: { state } });
    expect(callback(await fetch(attempt.url, { redirect: 'manual' })).get('state')).toBe('a b&c=d+%3Cü');
  });

  it('what may be left out of a request is taken: every prompt, a hint of a domain, claims', async () => {
    for (const parameters of [
      { prompt: 'login' },
      { prompt: 'consent' },
      { prompt: 'select_account' },
      { domain_hint: 'contoso.example' },
      { claims: '{"access_token":{"xms_cc":{"values":["cp1"]}}}' },
      { nonce: undefined, state: undefined },
    ]) {
      const page = await fetch(newAttempt(simulator, { parameters }).url, { redirect: 'manual' });
      expect([parameters, page.status]).toEqual([parameters, 200]);
    }
  });

  it('select_account wins over a login_hint', async () => {
    const pickedFor = async (prompt: string | undefined): Promise<string | undefined> => {
      const parameters = { login_hint: ALEX, prompt };
      const page = await fetch(newAttempt(simulator, { parameters }).url, { redirect: 'manual' });
      return /value="([^"]+)" required checked/.exec(await page.text())?.[1];
    };
    expect(await pickedFor(undefined)).toBe(ALEX);
    expect(await pickedFor('select_account')).not.toBe(ALEX);
  });

  it('scopes of Graph are understood with and without its host, and come back as they were asked for', async () => {
    for (const scope of ['openid Calendars.Read', 'openid https://graph.microsoft.com/Calendars.Read']) {
      const { status, body } = await signInAs(simulator, ADELE, { parameters: { scope } });
      expect([status, body['scope']]).toEqual([200, scope]);
    }
  });

  it('the end of a session goes to a registered address, and no token dies of it', async () => {
    const { body } = await signInAs(simulator, ADELE);
    const logout = new URL('/common/oauth2/v2.0/logout', simulator.url);
    expect((await fetch(logout)).status).toBe(200);
    logout.searchParams.set('post_logout_redirect_uri', REDIRECT_URI);
    const left = await fetch(logout, { redirect: 'manual' });
    expect([left.status, left.headers.get('location')]).toEqual([302, REDIRECT_URI]);
    logout.searchParams.set('post_logout_redirect_uri', 'https://elsewhere.example/');
    expect((await fetch(logout, { redirect: 'manual' })).status).toBe(200);
    const refreshed = await requestToken(simulator, {
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
    });
    expect(refreshed.status).toBe(200);
  });

  it('userinfo tells who holds a token, as the id_token does, and nothing without one', async () => {
    const { body } = await signInAs(simulator, ADELE);
    const ask = (token: string) =>
      fetch(`${simulator.url}/oidc/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    const [, claims = ''] = String(body['id_token']).split('.');
    const told: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const info: unknown = await (await ask(String(body['access_token']))).json();
    const sub: unknown = expect.any(String);
    expect(info).toEqual({
      sub,
      name: 'Adele Vance',
      given_name: 'Adele',
      family_name: 'Vance',
    });
    expect(told).toMatchObject({ sub: isJson(info) ? info['sub'] : '', name: 'Adele Vance' });
    expect((await ask('nonsense')).status).toBe(401);
    const nameless = await signInAs(simulator, ADELE, { parameters: { scope: 'openid User.Read' } });
    expect(await (await ask(String(nameless.body['access_token']))).json()).toEqual({
      sub: isJson(info) ? info['sub'] : '',
    });
  });
});
