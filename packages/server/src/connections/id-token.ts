/**
 * Who signed in, from the id_token of the token endpoint, with our own issuer rule: the discovery
 * document of common, organizations and consumers publishes the literal `{tenantid}`, and the same
 * rule holds for Microsoft, national clouds and a simulator.
 * Source: learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer, /id-token-claims-reference.
 */
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import type { Clock } from '../platform/clock.ts';

import { ConnectError } from './connect-errors.ts';

const GUID = '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';

const Claims = Compile(
  Type.Object({
    tid: Type.String({ pattern: GUID }),
    oid: Type.String({ pattern: GUID }),
    iss: Type.String(),
    ver: Type.Literal('2.0'),
    nonce: Type.String(),
    preferred_username: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    email: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
);

/** `tenantId` and `objectId` name a mailbox for good; the rest is for display and may change. */
export interface MicrosoftIdentity {
  readonly tenantId: string;
  readonly objectId: string;
  readonly userName: string | undefined;
  readonly displayName: string | undefined;
}

export interface IdTokenRules {
  /** `issuer` of the discovery document, with or without `{tenantid}`. */
  readonly issuerTemplate: string;
  readonly clientId: string;
  readonly nonce: string;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
  readonly clock: Clock;
}

const CLOCK_TOLERANCE_SECONDS = 60;

/** What `iss` must be, to the letter, in a token of this tenant. */
export function expectedIssuer(template: string, tenantId: string): string {
  return template.replaceAll('{tenantid}', tenantId);
}

export function jwksOf(uri: string, fetch: typeof globalThis.fetch): ReturnType<typeof createRemoteJWKSet> {
  return createRemoteJWKSet(new URL(uri), { timeoutDuration: 10_000, [customFetch]: fetch });
}

/**
 * @throws ConnectError foreign_session (another sign-in's nonce), configuration (issuer, audience, signature, claims),
 * expired, temporary (keys out of reach)
 */
export async function verifyIdToken(idToken: string, rules: IdTokenRules): Promise<MicrosoftIdentity> {
  let payload: unknown;
  let keyId: string | undefined;
  try {
    const verified = await jwtVerify(idToken, rules.keys, {
      algorithms: ['RS256'],
      audience: rules.clientId,
      currentDate: rules.clock.date(),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'iat', 'sub'],
    });
    payload = verified.payload;
    keyId = verified.protectedHeader.kid;
  } catch (cause) {
    throw untrusted(cause);
  }
  if (!Claims.Check(payload)) throw new ConnectError('configuration', { reason: 'id_token lacks claims' });
  const keyIssuer = issuerOfKey(rules.keys, keyId);
  if (
    payload.iss !== expectedIssuer(rules.issuerTemplate, payload.tid) ||
    (keyIssuer !== undefined && payload.iss !== expectedIssuer(keyIssuer, payload.tid))
  ) {
    throw new ConnectError('configuration', { reason: 'id_token of an unexpected issuer' });
  }
  if (payload.nonce !== rules.nonce)
    throw new ConnectError('foreign_session', { reason: 'id_token with a foreign nonce' });
  return {
    tenantId: payload.tid.toLowerCase(),
    objectId: payload.oid.toLowerCase(),
    userName: payload.preferred_username ?? payload.email ?? undefined,
    displayName: payload.name ?? undefined,
  };
}

/** A key may be good for one issuer only, for example that of personal accounts. */
function issuerOfKey(keys: IdTokenRules['keys'], keyId: string | undefined): string | undefined {
  const key = keys.jwks()?.keys.find((candidate) => candidate.kid === keyId);
  const issuer: unknown = key === undefined ? undefined : Reflect.get(key, 'issuer');
  return typeof issuer === 'string' ? issuer : undefined;
}

function untrusted(cause: unknown): ConnectError {
  if (cause instanceof errors.JWTExpired)
    return new ConnectError('expired', { reason: 'id_token expired', cause });
  if (cause instanceof errors.JWKSTimeout || !(cause instanceof errors.JOSEError)) {
    return new ConnectError('temporary', { reason: 'keys of Microsoft out of reach', cause });
  }
  return new ConnectError('configuration', { reason: `id_token not trusted: ${cause.code}`, cause });
}
