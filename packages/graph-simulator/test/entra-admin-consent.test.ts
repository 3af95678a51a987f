import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { answer, callback, newAttempt, REDIRECT_URI } from './helpers/sign-in.ts';

const NADIA = 'nadia@fabrikam.example';

describe('a tenant in which only an administrator may consent', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const consentUrl = (tenant: string, parameters: Record<string, string> = {}) => {
    const url = new URL(`/${tenant}/v2.0/adminconsent`, simulator.url);
    const all = {
      client_id: simulator.clientId,
      redirect_uri: REDIRECT_URI,
      scope: 'https://graph.microsoft.com/Calendars.Read https://graph.microsoft.com/User.Read',
      state: 'admin-state',
      ...parameters,
    };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    return url;
  };
  const fabrikam = async () =>
    (await simulator.control.accounts()).accounts.find((account) => account.userPrincipalName === NADIA)
      ?.tenantId ?? '';

  it('shows "Need admin approval" to its people and tells the client when they go back', async () => {
    const attempt = newAttempt(simulator);
    const page = await answer(attempt.url, { account: NADIA, decision: 'accept' });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Need admin approval');
    const back = callback(await answer(attempt.url, { account: NADIA, decision: 'return' }));
    expect(back.get('error')).toBe('access_denied');
    expect(back.get('error_description')).toMatch(/^AADSTS90094: /);
    expect(back.get('state')).toBe(attempt.state);
  });

  it('does not let a prepared sign-in around the administrator', async () => {
    await simulator.control.signIn({ user: NADIA });
    const page = await fetch(newAttempt(simulator).url, { redirect: 'manual' });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Need admin approval');
  });

  it('says beside the account that an administrator must agree first, for as long as it is so', async () => {
    const note = 'An administrator of Fabrikam must agree first';
    const page = async () => (await fetch(newAttempt(simulator).url)).text();
    expect((await page()).split(note)).toHaveLength(2);
    await answer(consentUrl('organizations'), { tenant: await fabrikam(), decision: 'accept' });
    expect(await page()).not.toContain(note);
  });

  it('opens once its administrator has accepted, for the scopes accepted', async () => {
    const tenant = await fabrikam();
    const url = consentUrl('organizations');
    expect(await (await fetch(url)).text()).toContain('Administrator of Fabrikam');
    const back = callback(await answer(url, { tenant, decision: 'accept' }));
    expect(Object.fromEntries(back)).toEqual({
      admin_consent: 'True',
      tenant,
      scope: 'https://graph.microsoft.com/Calendars.Read https://graph.microsoft.com/User.Read',
      state: 'admin-state',
    });

    await simulator.control.signIn({ user: NADIA });
    const redirected = await fetch(newAttempt(simulator).url, { redirect: 'manual' });
    expect(callback(redirected).get('code')).not.toBeNull();

    await simulator.control.signIn({ user: NADIA });
    const more = newAttempt(simulator, {
      parameters: { scope: 'openid Calendars.Read Calendars.ReadWrite' },
    });
    expect(await (await fetch(more.url)).text()).toContain('Need admin approval');
  });

  it('carries admin_consent=True in errors too', async () => {
    const tenant = await fabrikam();
    const back = callback(await answer(consentUrl(tenant), { tenant, decision: 'decline' }));
    expect(Object.fromEntries(back)).toMatchObject({
      admin_consent: 'True',
      tenant,
      error: 'access_denied',
      error_subcode: 'cancel',
      state: 'admin-state',
    });
    await simulator.control.setSwitches({ adminConsentDeclined: 'consent_required' });
    const other = callback(await answer(consentUrl(tenant), { tenant, decision: 'decline' }));
    expect(other.get('error')).toBe('consent_required');
    expect(other.get('admin_consent')).toBe('True');
  });

  it('refuses the request on a page at common, for a foreign redirect URI and for an unknown scope', async () => {
    for (const url of [
      consentUrl('common'),
      consentUrl('organizations', { redirect_uri: 'https://evil.example/' }),
      consentUrl('organizations', { scope: 'Nonsense' }),
    ]) {
      const response = await fetch(url, { redirect: 'manual' });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('AADSTS');
    }
  });

  it('asks again when nobody was picked', async () => {
    const response = await answer(consentUrl('organizations'), { decision: 'accept' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Pick an organization');
  });
});
