/** A token endpoint of our own, which looks at what the simulator does not know: certificates. */
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';

import { decodeProtectedHeader, importX509, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { selfSigned } from '../../graph-simulator/test/helpers/self-signed.ts';
import { EntraClient } from '../src/connections/entra-client.ts';
import type { AppCredential } from '../src/connections/microsoft-app.ts';
import { movableClock } from './support/connect-room.ts';

let server: Server;
let url = '';
let asked: URLSearchParams[] = [];
let certificate = '';
let privateKey = '';

beforeAll(async () => {
  const own = selfSigned('rsa');
  certificate = own.cert;
  privateKey = own.key;

  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') {
      const base = `${url}/common`;
      response.end(
        JSON.stringify({
          issuer: `${url}/{tenantid}/v2.0`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        }),
      );
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      response.end(
        JSON.stringify({
          token_type: 'Bearer',
          access_token: 'fresh',
          refresh_token: 'next',
          expires_in: '3599',
          scope: 'User.Read Calendars.Read',
        }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const clock = movableClock();

function entra(credential: AppCredential): EntraClient {
  asked = [];
  return new EntraClient({
    app: {
      clientId: 'our-client',
      credential,
      loginUrl: url,
      tenant: 'common',
      redirectUri: 'http://localhost/callback',
    },
    clock,
  });
}

const refresh = { tenant: 'common', refreshToken: 'old', scope: 'offline_access Calendars.Read' };

describe('the app registration', () => {
  it('proves itself with its secret in the body, and reads numbers that come as text', async () => {
    const tokens = await entra({ kind: 'secret', secret: 'the-secret' }).refresh(refresh);
    expect(tokens).toEqual({
      accessToken: 'fresh',
      refreshToken: 'next',
      expiresInSeconds: 3599,
      grantedScopes: ['User.Read', 'Calendars.Read'],
    });
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'old',
      scope: 'offline_access Calendars.Read',
      client_id: 'our-client',
      client_secret: 'the-secret',
    });
  });

  it('proves itself with a short-lived assertion that names its certificate, by the business clock', async () => {
    clock.advance(30 * 86_400_000);
    await entra({ kind: 'certificate', certificate, privateKey }).refresh(refresh);
    const [body] = asked;
    expect(body?.has('client_secret')).toBe(false);
    expect(body?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const assertion = body?.get('client_assertion') ?? '';
    const thumbprint = createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
    expect(decodeProtectedHeader(assertion)).toMatchObject({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': thumbprint,
    });
    const { payload } = await jwtVerify(assertion, await importX509(certificate, 'PS256'), {
      audience: `${url}/common/oauth2/v2.0/token`,
      issuer: 'our-client',
      subject: 'our-client',
      currentDate: clock.date(),
    });
    expect(payload.jti).toBeTruthy();
    expect((payload.exp ?? 0) - (payload.nbf ?? 0)).toBeLessThanOrEqual(600);
  });
});
