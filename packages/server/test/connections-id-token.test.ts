/** Tokens signed here, keys served over real HTTP: what no simulator would ever send. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';

import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ConnectError } from '../src/connections/connect-errors.ts';
import { expectedIssuer, jwksOf, verifyIdToken } from '../src/connections/id-token.ts';
import type { IdTokenRules } from '../src/connections/id-token.ts';
import { systemClock } from '../src/platform/clock.ts';

const TENANT = '11111111-2222-4333-8444-555555555555';
const CONSUMERS = '9188040d-6c67-4c5b-b112-36a304b66dad';
const OBJECT = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const TEMPLATE = 'https://login.example/{tenantid}/v2.0';

let server: Server;
let address: string;
let ours: { privateKey: CryptoKey };
let foreign: { privateKey: CryptoKey };
let consumers: { privateKey: CryptoKey };

beforeAll(async () => {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const consumerPair = await generateKeyPair('RS256', { extractable: true });
  ours = pair;
  consumers = consumerPair;
  foreign = await generateKeyPair('RS256', { extractable: true });
  const keys = [
    { ...(await exportJWK(pair.publicKey)), kid: 'any', use: 'sig', issuer: TEMPLATE },
    {
      ...(await exportJWK(consumerPair.publicKey)),
      kid: 'consumers',
      use: 'sig',
      issuer: expectedIssuer(TEMPLATE, CONSUMERS),
    },
  ];
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  address = typeof bound === 'object' && bound !== null ? `http://127.0.0.1:${bound.port}/keys` : '';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const rules = (more: Partial<IdTokenRules> = {}): IdTokenRules => ({
  issuerTemplate: TEMPLATE,
  clientId: 'our-client',
  nonce: 'our-nonce',
  keys: jwksOf(address, fetch),
  clock: systemClock(),
  ...more,
});

const good = (tid = TENANT): JWTPayload => ({
  tid,
  oid: OBJECT,
  iss: expectedIssuer(TEMPLATE, tid),
  aud: 'our-client',
  sub: 'pairwise',
  ver: '2.0',
  nonce: 'our-nonce',
  preferred_username: 'adele@contoso.example',
});

async function signed(
  claims: JWTPayload,
  by: { key?: CryptoKey; kid?: string; expires?: string } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: by.kid ?? 'any' })
    .setIssuedAt()
    .setExpirationTime(by.expires ?? '1h')
    .sign(by.key ?? ours.privateKey);
}

async function endOf(token: string, more: Partial<IdTokenRules> = {}): Promise<string> {
  try {
    await verifyIdToken(token, rules(more));
    return 'accepted';
  } catch (error) {
    if (error instanceof ConnectError) return error.code;
    throw new Error('Not a connect error', { cause: error });
  }
}

describe('an id_token', () => {
  it('names a mailbox by tenant and object, whatever tenant it is of', async () => {
    expect(await verifyIdToken(await signed(good()), rules())).toMatchObject({
      tenantId: TENANT,
      objectId: OBJECT,
      userName: 'adele@contoso.example',
    });
  });

  it('of a tenant of its own discovery document is compared to the letter', async () => {
    const own = { issuerTemplate: expectedIssuer(TEMPLATE, TENANT) };
    expect(await endOf(await signed(good()), own)).toBe('accepted');
    expect(await endOf(await signed(good(CONSUMERS)), own)).toBe('configuration');
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example/v2.0' }],
    ['the issuer of another tenant than its own', { iss: expectedIssuer(TEMPLATE, CONSUMERS) }],
    ['the literal template as issuer', { iss: TEMPLATE }],
    ['another audience', { aud: 'another-client' }],
    ['a tenant that is no GUID', { tid: '../common', iss: 'https://login.example/../common/v2.0' }],
    ['no object id', { oid: undefined }],
    ['an old version', { ver: '1.0' }],
  ])('with %s ends with `configuration`', async (_name, change) => {
    expect(await endOf(await signed({ ...good(), ...change }))).toBe('configuration');
  });

  it('with another nonce, or none, is not of this sign-in', async () => {
    expect(await endOf(await signed({ ...good(), nonce: 'another' }))).toBe('foreign_session');
    expect(await endOf(await signed({ ...good(), nonce: undefined }))).toBe('configuration');
  });

  it('signed by nobody, by a stranger, or by a key that is not published, is not trusted', async () => {
    expect(await endOf(await signed(good(), { key: foreign.privateKey }))).toBe('configuration');
    expect(await endOf(await signed(good(), { kid: 'unknown' }))).toBe('configuration');
    const unsigned = new UnsecuredJWT(good()).setIssuedAt().setExpirationTime('1h').encode();
    expect(await endOf(unsigned)).toBe('configuration');
    const hmac = await new SignJWT(good())
      .setProtectedHeader({ alg: 'HS256', kid: 'any' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode('a shared secret of 32 characters'));
    expect(await endOf(hmac)).toBe('configuration');
  });

  it('signed by a key that is for one issuer only, is taken for that issuer only', async () => {
    const by = { key: consumers.privateKey, kid: 'consumers' };
    expect(await endOf(await signed(good(CONSUMERS), by))).toBe('accepted');
    expect(await endOf(await signed(good(TENANT), by))).toBe('configuration');
  });

  it('is judged by the business clock: an hour on, it has expired', async () => {
    const token = await signed(good());
    const clock = systemClock();
    const tomorrow = { ...clock, date: () => new Date(clock.now() + 86_400_000) };
    expect(await endOf(token)).toBe('accepted');
    expect(await endOf(token, { clock: tomorrow })).toBe('expired');
  });

  it('cannot be judged while the keys are out of reach: try again', async () => {
    expect(await endOf(await signed(good()), { keys: jwksOf('http://127.0.0.1:9/keys', fetch) })).toBe(
      'temporary',
    );
  });
});
