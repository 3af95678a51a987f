import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../src/index.ts';
import type { Simulator } from '../src/index.ts';
import { selfSigned } from './helpers/self-signed.ts';
import { newAttempt, requestToken, signInAs, text } from './helpers/sign-in.ts';

const ADELE = 'adele@contoso.example';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const DAY = 86_400_000;

const own = selfSigned('rsa');
const foreign = selfSigned('rsa');
const thumbprint = (cert: string, hash: 'sha1' | 'sha256') =>
  createHash(hash).update(new X509Certificate(cert).raw).digest('base64url');

interface Wrong {
  readonly alg?: 'PS256' | 'RS256';
  readonly header?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: string;
}

describe('the credentials of an app', () => {
  let simulator: Simulator;
  let refreshToken = '';
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator[Symbol.asyncDispose]());
  beforeEach(async () => {
    await simulator.control.reset();
    refreshToken = text((await signInAs(simulator, ADELE)).body['refresh_token']);
    await simulator.control.setApp({ certificates: [own.cert] });
  });

  /** As certificate-credentials describes it, but for what a test spoils. */
  const assertion = async ({ alg = 'PS256', header, claims, key = own.key }: Wrong = {}) => {
    const now = Math.floor((await simulator.control.clock()).nowMs / 1_000);
    return new SignJWT({
      aud: `${simulator.url}/common/oauth2/v2.0/token`,
      iss: simulator.clientId,
      sub: simulator.clientId,
      jti: randomUUID(),
      nbf: now,
      iat: now,
      exp: now + 600,
      ...claims,
    })
      .setProtectedHeader({ alg, typ: 'JWT', ...(header ?? { 'x5t#S256': thumbprint(own.cert, 'sha256') }) })
      .sign(createPrivateKey(key));
  };
  const redeem = async (clientAssertion: string, fields: Record<string, string | undefined> = {}) => {
    const { status, body } = await requestToken(simulator, {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_secret: undefined,
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: clientAssertion,
      ...fields,
    });
    return status === 200 ? 200 : body['error_codes'];
  };

  it('takes an assertion signed with PS256 and x5t#S256, and the older RS256 with x5t', async () => {
    expect(await redeem(await assertion())).toBe(200);
    expect(
      await redeem(await assertion({ alg: 'RS256', header: { x5t: thumbprint(own.cert, 'sha1') } })),
    ).toBe(200);
  });

  it('takes no assertion under another type than that of the page', async () => {
    const type = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer';
    expect(await redeem(await assertion(), { client_assertion_type: type })).toEqual([7000218]);
    expect(await redeem(await assertion(), { client_assertion_type: undefined })).toEqual([7000218]);
  });

  it('finds the client in the assertion when the body does not name it', async () => {
    expect(await redeem(await assertion(), { client_id: undefined })).toBe(200);
  });

  it('takes several certificates at once, so that one can follow the other', async () => {
    const byForeign = { key: foreign.key, header: { 'x5t#S256': thumbprint(foreign.cert, 'sha256') } };
    expect(await redeem(await assertion(byForeign))).toEqual([700027]);
    await simulator.control.setApp({ certificates: [own.cert, foreign.cert] });
    expect(await redeem(await assertion(byForeign))).toBe(200);
    expect(await redeem(await assertion())).toBe(200);
    await simulator.control.setApp({ certificates: [foreign.cert] });
    expect(await redeem(await assertion())).toEqual([700027]);
  });

  it('refuses an assertion that is not what it has to be, with the number for it', async () => {
    const elsewhere = `${simulator.url}/organizations/oauth2/v2.0/token`;
    for (const [wrong, code] of [
      [{ key: foreign.key }, 700027],
      [{ header: {} }, 50027],
      [{ claims: { sub: randomUUID() } }, 50048],
      [{ claims: { aud: elsewhere } }, 700023],
      [{ claims: { exp: undefined } }, 50027],
      [{ claims: { jti: undefined } }, 50027],
    ] as const)
      expect({ wrong, answer: await redeem(await assertion(wrong)) }).toEqual({ wrong, answer: [code] });
    const other = randomUUID();
    expect(await redeem(await assertion({ claims: { iss: other, sub: other } }))).toEqual([700021]);
    expect(await redeem('not.a.token')).toEqual([50027]);
  });

  it('refuses an assertion outside its time, under the number the switch names', async () => {
    const late = await assertion();
    await simulator.control.advanceClock({ advanceMs: 14 * 60_000 });
    expect(await redeem(late)).toBe(200);
    await simulator.control.advanceClock({ advanceMs: 2 * 60_000 });
    expect(await redeem(late)).toEqual([700024]);
    await simulator.control.setSwitches({ assertionTimeError: '50013' });
    expect(await redeem(late)).toEqual([50013]);
    const future = Math.floor((await simulator.control.clock()).nowMs / 1_000) + 3_600;
    expect(await redeem(await assertion({ claims: { nbf: future, exp: future + 600 } }))).toEqual([50013]);
  });

  it('takes an assertion twice, unless the switch says that it must not', async () => {
    const once = await assertion();
    expect([await redeem(once), await redeem(once)]).toEqual([200, 200]);
    await simulator.control.setSwitches({ assertionReplay: 'refused' });
    const again = await assertion();
    expect([await redeem(again), await redeem(again)]).toEqual([200, [50013]]);
  });

  it('lets a certificate end by its own clock', async () => {
    // Of 2020 to 2049, in steps that the control API takes.
    for (const days of [3_000, 3_000, 3_000]) await simulator.control.advanceClock({ advanceMs: days * DAY });
    expect(await redeem(await assertion())).toEqual([700027]);
  });

  it('lets the secret expire by its own clock, for everybody at once', async () => {
    const withSecret = () =>
      requestToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken });
    const { nowMs } = await simulator.control.clock();
    await simulator.control.setApp({ secretExpiresAt: new Date(nowMs + 10 * DAY).toISOString() });
    expect((await withSecret()).status).toBe(200);
    await simulator.control.advanceClock({ advanceMs: 10 * DAY });
    expect(await withSecret()).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_codes: [7000222] },
    });
    expect(await redeem(await assertion())).toBe(200);
    await simulator.control.setApp({ secretExpiresAt: null });
    expect((await withSecret()).status).toBe(200);
  });

  it('refuses a disabled app at the sign-in and at the token endpoint', async () => {
    await simulator.control.setApp({ disabled: true });
    expect(await redeem(await assertion())).toEqual([7000112]);
    const page = await fetch(newAttempt(simulator).url, { redirect: 'manual' });
    expect(await page.text()).toContain('AADSTS7000112');
  });

  it('says in a sentence what is wrong with a change of the app', async () => {
    const { setApp } = simulator.control;
    await expect(setApp({ certificates: ['nonsense'] })).rejects.toThrow('certificates must be PEM texts');
    await expect(setApp({ secretExpiresAt: 'soon' })).rejects.toThrow('RFC 3339');
    await expect(setApp({ homeTenant: 'nowhere.example' })).rejects.toThrow('no tenant here');
  });
});
