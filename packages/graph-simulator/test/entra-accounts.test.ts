import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { startReceiver } from './helpers/receiver.ts';
import { answer, callback, newAttempt, REDIRECT_URI } from './helpers/sign-in.ts';
import { requestToken, requireRecord, signInAs, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const NADIA = 'nadia@fabrikam.example';
const ROBIN = 'robin@outlook.example';
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';

describe('work and personal accounts at the tenants of an Entra URL', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const json = async (path: string) => requireRecord(await (await fetch(`${simulator.url}/${path}`)).json());
  const refused = async (tenant: string, account: string) => {
    const response = await answer(newAttempt(simulator, { tenant }).url, { account, decision: 'accept' });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    return /AADSTS\d+/.exec(await response.text())?.[0];
  };

  it('offers common all accounts, organizations those of work, consumers personal ones, a tenant its own', async () => {
    for (const [tenant, accounts] of [
      ['common', [ADELE, NADIA, ROBIN]],
      ['organizations', [ADELE, NADIA]],
      ['consumers', [ROBIN]],
      [PERSONAL, [ROBIN]],
      ['fabrikam.example', [NADIA]],
    ] as const) {
      const html = await (await fetch(newAttempt(simulator, { tenant }).url)).text();
      const offered = [ADELE, NADIA, ROBIN].filter((account) => html.includes(`value="${account}"`));
      expect({ tenant, offered }).toEqual({ tenant, offered: accounts });
    }
  });

  it('names its concrete issuer at consumers and the template where a path takes many tenants', async () => {
    for (const [tenant, issuer] of [
      ['common', '{tenantid}'],
      ['organizations', '{tenantid}'],
      ['consumers', PERSONAL],
      [PERSONAL, PERSONAL],
    ] as const)
      expect((await json(`${tenant}/v2.0/.well-known/openid-configuration`))['issuer']).toBe(
        `${simulator.url}/${issuer}/v2.0`,
      );
    await simulator.control.setSwitches({ consumersIssuer: 'template' });
    expect((await json('consumers/v2.0/.well-known/openid-configuration'))['issuer']).toBe(
      `${simulator.url}/{tenantid}/v2.0`,
    );
  });

  it('signs a personal account in with the tenant of personal accounts and a key that serves it alone', async () => {
    const { body } = await signInAs(simulator, ROBIN);
    const claims = decodeJwt(text(body['id_token']));
    expect(claims).toMatchObject({ tid: PERSONAL, iss: `${simulator.url}/${PERSONAL}/v2.0` });
    expect(text(claims['oid'])).toMatch(/^00000000-0000-0000-[0-9a-f]{4}-[0-9a-f]{12}$/);
    const me = await fetch(`${simulator.url}/v1.0/me`, {
      headers: { authorization: `Bearer ${text(body['access_token'])}` },
    });
    expect(requireRecord(await me.json())['id']).toBe(claims['oid']);

    const keys = createRemoteJWKSet(new URL(`${simulator.url}/common/discovery/v2.0/keys`));
    const { protectedHeader } = await jwtVerify(text(body['id_token']), keys);
    const published: unknown = (await json('common/discovery/v2.0/keys'))['keys'];
    const own = (Array.isArray(published) ? published : []).map(requireRecord);
    expect(own.find(({ kid }) => kid === protectedHeader.kid)?.['issuer']).toBe(claims.iss);
    const work = await jwtVerify(text((await signInAs(simulator, ADELE)).body['id_token']), keys);
    expect(own.find(({ kid }) => kid === work.protectedHeader.kid)?.['issuer']).toBe(
      `${simulator.url}/{tenantid}/v2.0`,
    );
  });

  it('lets a personal account agree for itself, read its events and subscribe to them', async () => {
    await using receiver = await startReceiver();
    const attempt = newAttempt(simulator, { tenant: 'consumers' });
    const back = callback(await answer(attempt.url, { account: ROBIN, decision: 'accept' }));
    const { body } = await requestToken(
      simulator,
      {
        grant_type: 'authorization_code',
        code: back.get('code') ?? '',
        redirect_uri: REDIRECT_URI,
        code_verifier: attempt.verifier,
      },
      { tenant: 'consumers' },
    );
    const headers = {
      authorization: `Bearer ${text(body['access_token'])}`,
      'content-type': 'application/json',
    };
    expect((await fetch(`${simulator.url}/v1.0/me/events`, { headers })).status).toBe(200);
    const { nowMs } = await simulator.control.clock();
    const subscribed = await fetch(`${simulator.url}/v1.0/subscriptions`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        changeType: 'updated',
        resource: 'me/events',
        notificationUrl: receiver.url,
        expirationDateTime: new Date(nowMs + 86_400_000).toISOString(),
      }),
    });
    expect(subscribed.status).toBe(201);
  });

  it('takes a password or an app alone at no path that personal accounts share', async () => {
    const errors = async (grantType: string, tenant: string) =>
      (await requestToken(simulator, { grant_type: grantType }, { tenant })).body['error_codes'];
    for (const grantType of ['password', 'client_credentials']) {
      for (const tenant of ['common', 'consumers'])
        expect(await errors(grantType, tenant)).toEqual([9001023]);
      for (const tenant of ['organizations', 'contoso.example'])
        expect(await errors(grantType, tenant)).toEqual([70003]);
    }
    expect(await errors('nonsense', 'common')).toEqual([70003]);
  });

  it('refuses an account of the wrong kind or tenant with the number for it, and redirects nobody', async () => {
    expect(await refused('organizations', ROBIN)).toBe('AADSTS500208');
    expect(await refused('contoso.example', ROBIN)).toBe('AADSTS50020');
    expect(await refused('contoso.example', NADIA)).toBe('AADSTS50020');
    expect(await refused('consumers', ADELE)).toBe('AADSTS50020');
    expect(await refused('common', 'nobody@contoso.example')).toBe('AADSTS50034');
  });

  it('says interaction_required with 16000 where nobody may be asked', async () => {
    const { url } = newAttempt(simulator, {
      tenant: 'contoso.example',
      parameters: { prompt: 'none', login_hint: NADIA },
    });
    const back = callback(await fetch(url, { redirect: 'manual' }));
    expect(back.get('error')).toBe('interaction_required');
    expect(back.get('error_description')).toMatch(/^AADSTS16000: /);
  });

  it('redeems a refresh token at any tenant path its user belongs to, and at no other', async () => {
    const { body } = await signInAs(simulator, ADELE);
    const refresh = (tenant: string) =>
      requestToken(
        simulator,
        { grant_type: 'refresh_token', refresh_token: text(body['refresh_token']) },
        { tenant },
      );
    for (const tenant of ['common', 'organizations', 'contoso.example'])
      expect((await refresh(tenant)).status).toBe(200);
    for (const tenant of ['consumers', 'fabrikam.example'])
      expect((await refresh(tenant)).body).toMatchObject({ error: 'invalid_grant', error_codes: [50020] });
  });

  it('keeps a registration to the accounts it is for', async () => {
    const number = async (tenant: string) => {
      const response = await fetch(newAttempt(simulator, { tenant }).url, { redirect: 'manual' });
      return response.status === 200 ? undefined : /AADSTS(\d+)/.exec(await response.text())?.[1];
    };
    const { setApp } = simulator.control;
    await setApp({ signInAudience: 'AzureADMyOrg', homeTenant: 'contoso.example' });
    expect(await Promise.all(['common', 'organizations', 'consumers'].map(number))).toEqual([
      '50194',
      '50194',
      '9002332',
    ]);
    expect(await Promise.all(['contoso.example', 'fabrikam.example'].map(number))).toEqual([
      undefined,
      '700016',
    ]);
    await setApp({ signInAudience: 'AzureADMultipleOrgs' });
    expect(await Promise.all(['common', 'consumers'].map(number))).toEqual([undefined, '9002332']);
    expect(await (await fetch(newAttempt(simulator).url)).text()).not.toContain(ROBIN);
    await setApp({ signInAudience: 'PersonalMicrosoftAccount' });
    expect(await Promise.all(['consumers', 'organizations'].map(number))).toEqual([undefined, '9002331']);
    await simulator.control.reset();
    expect(await number('common')).toBeUndefined();
  });

  it('lets no administrator consent for personal accounts', async () => {
    const consent = (tenant: string) => {
      const url = new URL(`/${tenant}/v2.0/adminconsent`, simulator.url);
      url.search = new URLSearchParams({
        client_id: simulator.clientId,
        redirect_uri: 'http://localhost:7777/callback',
        scope: 'Calendars.Read',
      }).toString();
      return fetch(url);
    };
    expect((await consent('consumers')).status).toBe(400);
    expect((await consent(PERSONAL)).status).toBe(400);
    expect(await (await consent('organizations')).text()).not.toContain('Personal account');
  });
});
