/**
 * The id_token of the token endpoint. Which claim needs which scope:
 * learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 * (`oid`, `name`, `preferred_username` need `profile`; `email` needs `email`).
 */
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import type { SimUser } from '../world/types.ts';
import type { SigningKey } from './signing-key.ts';

const LIFETIME_SECONDS = 3_600;

export interface IdTokenInput {
  readonly user: SimUser;
  readonly clientId: string;
  readonly origin: string;
  readonly nonce: string | undefined;
  readonly scopes: ReadonlyMap<string, string>;
  /** Simulator clock, ms since the epoch. */
  readonly at: number;
}

/** The issuer of a tenant's tokens, and of its own discovery document. */
export function issuerOf(origin: string, tenantId: string): string {
  return `${origin}/${tenantId}/v2.0`;
}

/** Entra's `sub` differs per app for the same person. */
export function pairwiseSubject(clientId: string, userId: string): string {
  return createHash('sha256').update(`${clientId}\n${userId}`).digest('base64url');
}

/** Claims of Entra for itself, to be ignored: in most id_tokens, and different in each. */
function opaqueClaims(seed: string) {
  const text = (name: string) => createHash('sha256').update(`${name}/${seed}`).digest('base64url');
  return { aio: text('aio'), rh: `1.${text('rh')}.`, uti: text('uti').slice(0, 22) };
}

export async function signIdToken(key: SigningKey, input: IdTokenInput): Promise<string> {
  const { user, scopes } = input;
  const issuedAt = Math.floor(input.at / 1_000);
  const claims = {
    tid: user.tenantId,
    ver: '2.0',
    ...opaqueClaims(`${user.id}/${input.at}/${input.nonce ?? ''}`),
    ...(input.nonce === undefined ? {} : { nonce: input.nonce }),
    ...(scopes.has('profile')
      ? { oid: user.id, name: user.displayName, preferred_username: user.userPrincipalName }
      : {}),
    ...(scopes.has('email') ? { email: user.mail } : {}),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid })
    .setIssuer(issuerOf(input.origin, user.tenantId))
    .setAudience(input.clientId)
    .setSubject(pairwiseSubject(input.clientId, user.id))
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_SECONDS)
    .sign(key.privateKey);
}
