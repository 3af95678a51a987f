/**
 * The keys Entra signs id_tokens with: one that serves every organization, and one of the
 * tenant of personal accounts alone. Made when first needed, once in a process: it takes a
 * tenth of a second, which is half of a simulator's start.
 * Source: learn.microsoft.com/entra/identity-platform/access-tokens (`issuer` of a key).
 */
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** The public key as the discovery document's `jwks_uri` lists it, without `issuer`. */
  readonly publicJwk: JWK;
}

export interface SigningKeys {
  readonly work: () => Promise<SigningKey>;
  readonly personal: () => Promise<SigningKey>;
}

const made: { work?: Promise<SigningKey>; personal?: Promise<SigningKey> } = {};

export const SIGNING_KEYS: SigningKeys = {
  work: () => (made.work ??= createSigningKey()),
  personal: () => (made.personal ??= createSigningKey()),
};

async function createSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, use: 'sig', alg: 'RS256', kid } };
}
