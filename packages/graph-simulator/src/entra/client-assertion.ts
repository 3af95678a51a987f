/**
 * A client that proves itself with a certificate: a signed JWT in `client_assertion`.
 * Checked: the certificate it names, the signature, whom it is for, from whom, and when.
 * Sources: learn.microsoft.com/entra/identity-platform/certificate-credentials and
 * reference-error-codes; the numbers beyond that table are those the field reports.
 */
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import type { JWTPayload } from 'jose';
import type { ClientCertificate } from './client-certificate.ts';
import { EntraError } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const TOLERANCE_SECONDS = 300;
const REVIEW =
  'Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .';

const refused = (code: number, message: string): EntraError =>
  new EntraError({ error: 'invalid_client', code, message, status: 401 });

const malformed = (reason: string): EntraError =>
  refused(50027, `JWT token is invalid or malformed. ${reason}`);

/** `sub` of an assertion that nobody has verified yet; undefined when it is none. */
export function claimedClient(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}

/**
 * `audiences`: the token endpoint as the caller may name it.
 * @throws {EntraError} 50027, 700027, 50048, 700021, 700023, one for its time, 50013.
 */
export async function verifyClientAssertion(
  state: EntraState,
  assertion: string,
  audiences: readonly string[],
): Promise<void> {
  const { app, world } = state;
  const now = world.clock.now();
  await verifySignature(app.clientId, requireCertificate(state, assertion), assertion, now);
  const claims = decodeJwt(assertion);
  if (claims.iss !== claims.sub)
    throw refused(50048, 'Subject must match Issuer claim in the client assertion.');
  if (claims.sub !== app.clientId)
    throw refused(
      700021,
      `Client assertion application identifier doesn't match 'client_id' parameter. ${REVIEW}`,
    );
  const named = Array.isArray(claims.aud) ? claims.aud : [claims.aud ?? ''];
  if (!named.some((audience) => audiences.includes(audience)))
    throw refused(700023, `Client assertion audience claim does not match Realm issuer. ${REVIEW}`);
  requireTime(state, claims, now);
  requireFirstUse(state, claims, now);
}

function requireCertificate(state: EntraState, assertion: string): ClientCertificate {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(assertion);
    decodeJwt(assertion);
  } catch {
    throw malformed('The token format is not proper.');
  }
  const sha256 = header['x5t#S256'];
  if (header.x5t === undefined && sha256 === undefined)
    throw malformed('The header names no certificate: it needs x5t#S256 or x5t.');
  const found = state.app.settings.certificates.find(
    (certificate) => certificate.sha256 === sha256 || certificate.sha1 === header.x5t,
  );
  if (found !== undefined) return found;
  throw refused(
    700027,
    `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${header.x5t ?? String(sha256)}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${state.app.clientId}'.]`,
  );
}

async function verifySignature(
  clientId: string,
  certificate: ClientCertificate,
  assertion: string,
  now: number,
): Promise<void> {
  const failed = (reason: string) =>
    refused(
      700027,
      `Client assertion failed signature validation. [Reason - ${reason}, Thumbprint of key used by client: '${certificate.sha1}', configured for app Id '${clientId}'.]`,
    );
  if (now < certificate.validFrom || now >= certificate.validTo) throw failed('The key used is expired.');
  try {
    await compactVerify(assertion, certificate.publicKey, { algorithms: ['PS256', 'RS256'] });
  } catch {
    throw failed('The provided signature value did not match the expected signature value.');
  }
}

function requireTime(state: EntraState, claims: JWTPayload, now: number): void {
  const { exp, nbf = 0 } = claims;
  if (exp === undefined) throw malformed('It does not contain an exp claim.');
  const seconds = now / 1_000;
  if (seconds >= nbf - TOLERANCE_SECONDS && seconds < exp + TOLERANCE_SECONDS) return;
  const at = (time: number) => new Date(time * 1_000).toISOString();
  throw refused(
    Number(state.world.switches.current.assertionTimeError),
    `Client assertion is not within its valid time range. Current time: ${at(seconds)}, assertion valid from ${at(nbf)}, expiry time of assertion ${at(exp)}. ${REVIEW}`,
  );
}

function requireFirstUse(state: EntraState, { jti, exp = 0 }: JWTPayload, now: number): void {
  if (jti === undefined) throw malformed('It does not contain a jti claim.');
  for (const [used, until] of state.usedAssertions) if (until < now) state.usedAssertions.delete(used);
  const isReplay = state.usedAssertions.has(jti);
  state.usedAssertions.set(jti, (exp + TOLERANCE_SECONDS) * 1_000);
  if (isReplay && state.world.switches.current.assertionReplay === 'refused')
    throw refused(50013, 'Assertion is invalid because it was used before: its jti is not unique.');
}
