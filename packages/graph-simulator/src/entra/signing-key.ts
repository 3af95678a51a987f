/**
 * The keys Entra signs id_tokens with, made anew by every simulator: one that serves
 * every organization, and one of the tenant of personal accounts alone.
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
  readonly work: SigningKey;
  /** Made when first needed. */
  readonly personal: () => Promise<SigningKey>;
}

export async function createSigningKeys(): Promise<SigningKeys> {
  let personal: Promise<SigningKey> | undefined;
  return { work: await createSigningKey(), personal: () => (personal ??= createSigningKey()) };
}

async function createSigningKey(): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, publicJwk: { ...jwk, use: 'sig', alg: 'RS256', kid } };
}
