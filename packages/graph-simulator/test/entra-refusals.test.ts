import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { AADSTS } from '../src/entra/aadsts.ts';
import { answer, callback, newAttempt, requestToken, signInAs, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const ALEX = 'alex@contoso.example';

/** Every number of the collected facts, by the class they give it. */
const GRANT_IS_DEAD = [65001, 50173, 70008, 700082, 70043, 70000, 50089, 50132, 50133, 700084];
const A_PERSON_IS_NEEDED = [50076, 50079, 50074, 50072, 50078, 50158];
const ACCOUNT_IS_BLOCKED = [50105, 50020, 50034, 500208, 53003, 530032, 53000, 50131, 50057];
const CONSENT = [65004, 90094, 90095];
const CLIENT_IS_WRONG = [7000215, 7000222, 7000218, 700027, 50012, 50013];
const APP_IS_WRONG = [700016, 700011, 70001, 7000112];
const TENANT_IS_WRONG = [50011, 50194, 90002, 90038, 900382, 900432];
const REQUEST_IS_WRONG = [...TENANT_IS_WRONG, 50147, 9001023];
const CODE_IS_WRONG = [501481, 54005, 700005, 50196];
const TRANSIENT = [90055, 90033, 90006, 90024, 50033, 90012];

describe('refusals of Entra ID by their AADSTS number', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(() => simulator.control.reset());

  const refreshTokenOf = async (user: string) =>
    text((await signInAs(simulator, user)).body['refresh_token']);
  const refresh = (token: string) =>
    requestToken(simulator, { grant_type: 'refresh_token', refresh_token: token });
  const signIn = (parameters: Record<string, string> = {}) =>
    fetch(newAttempt(simulator, { parameters }).url, { redirect: 'manual' });

  it('can give every number of the facts at the token endpoint, in its class of error, but those of consent', async () => {
    const token = await refreshTokenOf(ADELE);
    const classes = [
      [GRANT_IS_DEAD, 'invalid_grant', 400],
      [A_PERSON_IS_NEEDED, 'invalid_grant', 400],
      [ACCOUNT_IS_BLOCKED, 'invalid_grant', 400],
      [[16000], 'interaction_required', 400],
      [CLIENT_IS_WRONG, 'invalid_client', 401],
      [APP_IS_WRONG, 'unauthorized_client', 400],
      [REQUEST_IS_WRONG, 'invalid_request', 400],
      [CODE_IS_WRONG, 'invalid_grant', 400],
      [TRANSIENT, 'temporarily_unavailable', 503],
    ] as const;
    const numbers = [...classes.flatMap(([codes]) => [...codes]), ...CONSENT];
    expect(numbers.toSorted((a, b) => a - b)).toEqual([...AADSTS.keys()].toSorted((a, b) => a - b));
    for (const [codes, error, status] of classes)
      for (const code of codes) {
        await simulator.control.refuse({ code, times: 1 });
        expect(await refresh(token)).toMatchObject({ status, body: { error, error_codes: [code] } });
        expect((await refresh(token)).status).toBe(200);
      }
    for (const code of CONSENT) {
      await simulator.control.refuse({ code });
      expect((await refresh(token)).status).toBe(200);
    }
  });

  it('tells the client by redirect when consent is missing or declined', async () => {
    for (const code of CONSENT) {
      await simulator.control.signIn({ user: ADELE });
      await simulator.control.refuse({ code, user: ADELE, times: 1 });
      const back = callback(await signIn());
      expect(back.get('error')).toBe('access_denied');
      expect(back.get('error_description')).toContain(`AADSTS${code}: `);
    }
  });

  it('asks for a person until the next sign-in, with the claims to send along', async () => {
    const before = await refreshTokenOf(ADELE);
    const other = await refreshTokenOf(ALEX);
    await simulator.control.refuse({ code: 50076, user: ADELE });
    const { body } = await refresh(before);
    expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [50076], suberror: 'basic_action' });
    expect(JSON.parse(text(body['claims']))).toHaveProperty('access_token.capolids.essential', true);
    expect((await refresh(other)).status).toBe(200);
    await simulator.control.setSwitches({ stepUpError: 'interaction_required' });
    expect((await refresh(before)).body['error']).toBe('interaction_required');

    const after = await refreshTokenOf(ADELE);
    expect((await refresh(after)).status).toBe(200);
    expect((await refresh(before)).body['error_codes']).toEqual([50076]);
  });

  it('keeps a blocked account out at both doors until it is let in again', async () => {
    const token = await refreshTokenOf(ADELE);
    await simulator.control.refuse({ code: 53003, user: ADELE });
    expect((await refresh(token)).body['error_codes']).toEqual([53003]);
    await simulator.control.signIn({ user: ADELE });
    const page = await signIn();
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('AADSTS53003');

    const { url } = newAttempt(simulator);
    await simulator.control.setSwitches({ blockedSignIn: 'redirect' });
    const back = callback(await answer(url, { account: ADELE, decision: 'accept' }));
    expect(back.get('error')).toBe('access_denied');
    expect(callback(await answer(url, { account: ALEX, decision: 'accept' })).has('code')).toBe(true);

    await simulator.control.clearRefusals();
    expect((await refresh(token)).status).toBe(200);
  });

  it('answers interaction_required where nobody may be asked', async () => {
    await simulator.control.refuse({ code: 50057, user: ADELE });
    await simulator.control.signIn({ user: ADELE });
    const back = callback(await signIn({ prompt: 'none' }));
    expect(back.get('error')).toBe('interaction_required');
    expect(back.get('error_description')).toContain('AADSTS50057: ');
  });

  it('shows what is wrong with the app before anybody is asked, and redirects nobody', async () => {
    for (const code of [...TENANT_IS_WRONG, ...APP_IS_WRONG]) {
      await simulator.control.refuse({ code, times: 1 });
      const page = await signIn();
      expect([page.status, page.headers.get('location')]).toEqual([400, null]);
      expect(await page.text()).toContain(`AADSTS${code}`);
      expect((await signIn()).status).toBe(200);
    }
  });

  it('lists what is in force, how often it was given, and knows no other numbers', async () => {
    const { refuse, refusals } = simulator.control;
    const token = await refreshTokenOf(ALEX);
    await refuse({ code: 50076, user: ADELE });
    await refuse({ code: 90033, times: 1 });
    expect((await refresh(token)).body['error_codes']).toEqual([90033]);
    const { accounts } = await simulator.control.accounts();
    const adele = accounts.find(({ userPrincipalName }) => userPrincipalName === ADELE);
    expect((await refusals()).refusals).toEqual([
      { code: 50076, userId: adele?.id, hits: 0 },
      { code: 90033, userId: null, hits: 1 },
    ]);
    await expect(refuse({ code: 12345 })).rejects.toThrow('code must be one of 65001');
    await expect(refuse({ code: 50076, user: 'nobody' })).rejects.toThrow('nobody here');
    await simulator.control.reset();
    expect((await refusals()).refusals).toEqual([]);
  });
});
