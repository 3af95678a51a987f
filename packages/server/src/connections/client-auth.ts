/**
 * How the app proves itself at the token endpoint: its secret, or an assertion signed with its
 * certificate (PS256, x5t#S256). Source: learn.microsoft.com/entra/identity-platform/certificate-credentials.
 */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';

import { importPKCS8 } from 'jose';
import * as oidc from 'openid-client';

import type { Clock } from '../platform/clock.ts';

import type { AppCredential } from './microsoft-app.ts';

const ASSERTION_LIFETIME_SECONDS = 300;

/** @param to.audience the token endpoint of the tenant asked */
export async function clientAuthOf(
  credential: AppCredential,
  to: { audience: string; clock: Clock },
): Promise<oidc.ClientAuth> {
  if (credential.kind === 'secret') return oidc.ClientSecretPost(credential.secret);
  // Whatever PEM it came in: jose reads PKCS #8 only.
  const pkcs8 = createPrivateKey(credential.privateKey).export({ type: 'pkcs8', format: 'pem' });
  const key = await importPKCS8(pkcs8, 'PS256');
  const thumbprint = createHash('sha256')
    .update(new X509Certificate(credential.certificate).raw)
    .digest('base64url');
  return oidc.PrivateKeyJwt(key, {
    [oidc.modifyAssertion]: (header, payload) => {
      payload['aud'] = to.audience;
      const now = Math.floor(to.clock.now() / 1000);
      header['typ'] = 'JWT';
      header['x5t#S256'] = thumbprint;
      payload['iat'] = now;
      payload['nbf'] = now;
      payload['exp'] = now + ASSERTION_LIFETIME_SECONDS;
    },
  });
}
