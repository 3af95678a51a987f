import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { answer, callback, newAttempt, REDIRECT_URI } from './helpers/sign-in.ts';
import { requestToken, requireRecord, signInAs, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';

describe('signing in at the simulated Entra ID', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  it('leads from discovery over the page to tokens whose id_token verifies against the published keys', async () => {
    const discovery = requireRecord(
      await (await fetch(`${simulator.url}/common/v2.0/.well-known/openid-configuration`)).json(),
    );
    expect(discovery['issuer']).toBe(`${simulator.url}/{tenantid}/v2.0`);
    const attempt = newAttempt(simulator);
    expect(text(discovery['authorization_endpoint'])).toBe(attempt.url.href.split('?')[0]);
    expect(discovery).toMatchObject({
      token_endpoint: `${simulator.url}/common/oauth2/v2.0/token`,
      end_session_endpoint: `${simulator.url}/common/oauth2/v2.0/logout`,
      userinfo_endpoint: `${simulator.url}/oidc/userinfo`,
    });
    expect(discovery['token_endpoint_auth_methods_supported']).toEqual(
      expect.arrayContaining(['client_secret_post', 'private_key_jwt']),
    );

    const page = await fetch(attempt.url, { redirect: 'manual' });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(ADELE);

    const accepted = await answer(attempt.url, { account: ADELE, decision: 'accept' });
    expect(accepted.status).toBe(303);
    expect(callback(accepted).get('state')).toBe(attempt.state);

    const { status, body } = await requestToken(simulator, {
      grant_type: 'authorization_code',
      code: callback(accepted).get('code') ?? '',
      redirect_uri: REDIRECT_URI,
      code_verifier: attempt.verifier,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer' });
    expect(body['expires_in']).toBeGreaterThanOrEqual(3_600);
    expect(body['expires_in']).toBeLessThanOrEqual(5_400);

    const adele = (await simulator.control.accounts()).accounts.find(
      (account) => account.userPrincipalName === ADELE,
    );
    const keys = createRemoteJWKSet(new URL(text(discovery['jwks_uri'])));
    const { payload, protectedHeader } = await jwtVerify(text(body['id_token']), keys, {
      issuer: `${simulator.url}/${adele?.tenantId}/v2.0`,
      audience: simulator.clientId,
    });
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({
      oid: adele?.id,
      tid: adele?.tenantId,
      preferred_username: ADELE,
      name: 'Adele Vance',
      nonce: attempt.nonce,
      ver: '2.0',
    });
    expect(payload.nbf).toBe(payload.iat);
    for (const opaque of ['aio', 'rh', 'uti']) expect(payload).toHaveProperty(opaque);
  });

  it('gives a tenant its own issuer, by id and by domain', async () => {
    const tenantId = (await simulator.control.accounts()).accounts[0]?.tenantId ?? '';
    for (const tenant of [tenantId, 'contoso.example']) {
      const response = await fetch(`${simulator.url}/${tenant}/v2.0/.well-known/openid-configuration`);
      expect(requireRecord(await response.json())['issuer']).toBe(`${simulator.url}/${tenantId}/v2.0`);
    }
  });

  it('answers AADSTS90002 for a tenant that does not exist', async () => {
    const response = await fetch(`${simulator.url}/nowhere.example/v2.0/.well-known/openid-configuration`);
    expect(response.status).toBe(400);
    expect(requireRecord(await response.json())).toMatchObject({
      error: 'invalid_tenant',
      error_codes: [90002],
    });
  });

  it('redirects at once, and once only, after a prepared sign-in', async () => {
    await simulator.control.signIn({ user: ADELE });
    const first = await fetch(newAttempt(simulator).url, { redirect: 'manual' });
    expect(first.status).toBe(302);
    expect(callback(first).get('code')).not.toBeNull();
    const second = await fetch(newAttempt(simulator).url, { redirect: 'manual' });
    expect(second.status).toBe(200);
  });

  it('lets a login_hint pick its own among several prepared sign-ins', async () => {
    await simulator.control.signIn({ user: 'alex@contoso.example' });
    await simulator.control.signIn({ user: ADELE });
    const attempt = newAttempt(simulator, {
      parameters: { login_hint: ADELE, scope: 'openid profile' },
    });
    const code = callback(await fetch(attempt.url, { redirect: 'manual' })).get('code') ?? '';
    const { body } = await requestToken(simulator, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: attempt.verifier,
    });
    const claims = requireRecord(
      JSON.parse(Buffer.from(text(body['id_token']).split('.')[1] ?? '', 'base64url').toString()),
    );
    expect(claims['preferred_username']).toBe(ADELE);
  });

  it('tells the client when a person declines', async () => {
    const attempt = newAttempt(simulator);
    const back = callback(await answer(attempt.url, { decision: 'decline' }));
    expect(back.get('error')).toBe('access_denied');
    expect(back.get('error_description')).toMatch(/^AADSTS65004: /);
    expect(back.get('state')).toBe(attempt.state);
    expect(back.has('code')).toBe(false);
  });

  it('asks again, and redirects nobody, when no account of the directory was picked', async () => {
    const attempt = newAttempt(simulator, { tenant: 'contoso.example' });
    const response = await answer(attempt.url, {
      account: 'nadia@fabrikam.example',
      decision: 'accept',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('role="alert"');
  });

  it('shows an unknown client and a foreign redirect URI on a page, never by redirect', async () => {
    for (const [parameters, code] of [
      [{ client_id: 'b0a7c1d2-0000-4000-8000-000000000000' }, 'AADSTS700016'],
      [{ redirect_uri: 'https://evil.example/callback' }, 'AADSTS50011'],
    ] as const) {
      const response = await fetch(newAttempt(simulator, { parameters }).url, {
        redirect: 'manual',
      });
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(await response.text()).toContain(code);
    }
  });

  it('sends every other mistake of the request back to the client', async () => {
    for (const [parameters, error] of [
      [{ response_type: 'id_token' }, 'unsupported_response_type'],
      [{ response_type: undefined }, 'invalid_request'],
      [{ scope: 'openid Mail.Everything' }, 'invalid_scope'],
      [{ scope: undefined }, 'invalid_request'],
      [{ code_challenge: 'short' }, 'invalid_request'],
      [{ code_challenge_method: 'S512' }, 'invalid_request'],
      [{ prompt: 'sometimes' }, 'invalid_request'],
      [{ prompt: 'none' }, 'login_required'],
    ] as const) {
      const response = await fetch(newAttempt(simulator, { parameters }).url, {
        redirect: 'manual',
      });
      expect({ parameters, error: callback(response).get('error') }).toEqual({ parameters, error });
    }
  });

  it('answers in the fragment or by a form when the client asks for it', async () => {
    await simulator.control.signIn({ user: ADELE });
    const fragment = await fetch(newAttempt(simulator, { parameters: { response_mode: 'fragment' } }).url, {
      redirect: 'manual',
    });
    const location = new URL(fragment.headers.get('location') ?? '');
    expect(location.search).toBe('');
    expect(new URLSearchParams(location.hash.slice(1)).get('code')).not.toBeNull();

    await simulator.control.signIn({ user: ADELE });
    const form = await fetch(newAttempt(simulator, { parameters: { response_mode: 'form_post' } }).url, {
      redirect: 'manual',
    });
    expect(form.status).toBe(200);
    const html = await form.text();
    expect(html).toContain(`action="${REDIRECT_URI}"`);
    expect(html).toContain('name="code"');
  });

  it('ignores the port of a registered loopback URI, and nothing else of it', async () => {
    await using strict = await startSimulator({
      redirectUris: ['http://localhost/callback', 'https://app.example/cb'],
    });
    for (const [uri, status] of [
      ['http://localhost:51234/callback', 200],
      ['https://app.example/cb', 200],
      ['http://localhost:51234/Callback', 400],
      ['https://app.example/cb/', 400],
      ['http://127.0.0.1/callback', 400],
    ] as const) {
      const { url } = newAttempt(strict, { parameters: { redirect_uri: uri } });
      const response = await fetch(url, { redirect: 'manual' });
      expect({ uri, status: response.status }).toEqual({ uri, status });
    }
  });

  it('gives a redirect URI without a path a slash on the way back', async () => {
    await using strict = await startSimulator({ redirectUris: ['https://app.example'] });
    await strict.control.signIn({ user: ADELE });
    const { url } = newAttempt(strict, { parameters: { redirect_uri: 'https://app.example' } });
    const location = (await fetch(url, { redirect: 'manual' })).headers.get('location');
    expect(location).toMatch(/^https:\/\/app\.example\/\?code=/);
  });

  it('serves pages that are usable by keyboard and screen reader, and allow no scripts', async () => {
    const response = await fetch(
      newAttempt(simulator, { parameters: { login_hint: 'megan@contoso.example' } }).url,
    );
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    expect(policy).not.toContain('unsafe-inline');
    const html = await response.text();
    expect(html).not.toMatch(/<script/i);
    expect(html).toMatch(/<html lang="en">/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toContain('<legend>Pick an account</legend>');
    expect(html).toContain('Read your calendars');
    expect(html).toMatch(/value="megan@contoso\.example" required checked/);
    // Every radio button stands inside its label.
    expect(html.match(/<label class="account">\s*<input type="radio"/g)?.length).toBe(
      html.match(/<input type="radio"/g)?.length,
    );
  });

  it('agrees when a person presses Enter, as the first button of the form does', async () => {
    const html = await (await fetch(newAttempt(simulator).url)).text();
    expect(/<button[^>]*name="decision"[^>]*value="(\w+)"/.exec(html)?.[1]).toBe('accept');
  });

  it('names the app and says what it stands in for', async () => {
    await using named = await startSimulator({ clientName: 'Tea & Time' });
    const html = await (await fetch(newAttempt(named).url)).text();
    expect(html).toContain('Tea &amp; Time asks for permission to');
    expect(html).toContain('Microsoft sign-in <span class="tag">simulated</span>');
    expect(html).toContain('href="/_sim/outlook"');
  });

  it('escapes what a request puts on a page', async () => {
    const { url } = newAttempt(simulator, {
      parameters: { client_id: '"><script>alert(1)</script>' },
    });
    expect(await (await fetch(url)).text()).not.toContain('<script>');
  });

  it('grants no more than a prepared sign-in allows, and says so in scope', async () => {
    await simulator.control.signIn({ user: ADELE, scopes: ['openid', 'User.Read'] });
    const attempt = newAttempt(simulator);
    const code = callback(await fetch(attempt.url, { redirect: 'manual' })).get('code') ?? '';
    const { body } = await requestToken(simulator, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: attempt.verifier,
    });
    expect(body['scope']).toBe('openid User.Read');
    expect(body).not.toHaveProperty('refresh_token');
  });

  it('gives claims, refresh token and id_token only with the scopes they need', async () => {
    const bare = await signInAs(simulator, ADELE, {
      parameters: { scope: 'https://graph.microsoft.com/Calendars.Read' },
    });
    expect(bare.body['scope']).toBe('https://graph.microsoft.com/Calendars.Read');
    expect(bare.body).not.toHaveProperty('refresh_token');
    expect(bare.body).not.toHaveProperty('id_token');

    const { body } = await signInAs(simulator, ADELE, {
      parameters: { scope: 'openid email offline_access' },
    });
    const claims = requireRecord(
      JSON.parse(Buffer.from(text(body['id_token']).split('.')[1] ?? '', 'base64url').toString()),
    );
    expect(claims).toMatchObject({ email: ADELE });
    expect(claims).not.toHaveProperty('oid');
    expect(body).toHaveProperty('refresh_token');
    expect(body['scope']).toBe('openid email');
  });
});
