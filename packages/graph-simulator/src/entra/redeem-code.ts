/**
 * Grant type authorization_code. The checks come in an order in which a failed
 * attempt does not use the code up, except the one that succeeds.
 * Source: learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow.
 */
import type { Fields } from '../http/fields.ts';
import { missingParameter } from './client-authentication.ts';
import { EntraError } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';
import { verifierMatches } from './pkce.ts';
import { revokedGrant } from './redeem-refresh-token.ts';
import type { Redemption } from './token-response.ts';

const invalidGrant = (code: number, message: string): EntraError =>
  new EntraError({ error: 'invalid_grant', code, message });

/** @throws {EntraError} invalid_grant and relatives; see the messages. */
export function redeemCode(state: EntraState, form: Fields, tenantPath: string): Redemption {
  const code = form.get('code');
  if (code === undefined || code === '') throw missingParameter('code');
  const record = state.tokens.findCode(code);
  if (record === undefined) throw invalidGrant(70000, 'Provided grant is invalid or malformed.');
  if (record.redeemed)
    throw invalidGrant(
      54005,
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    );
  if (record.expiresAt <= state.world.clock.now())
    throw invalidGrant(
      70008,
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    );
  if (record.tenantPath !== tenantPath)
    throw invalidGrant(
      700005,
      'Provided Authorization Code is intended to use against other tenant, thus rejected. OAuth2 Authorization Code must be redeemed against same tenant it was acquired for (/common or /{tenant-ID} as appropriate).',
    );
  if (form.get('redirect_uri') !== record.redirectUri)
    throw new EntraError({
      error: 'invalid_client',
      code: 500112,
      message: `The reply address '${form.get('redirect_uri') ?? ''}' does not match the reply address '${record.redirectUri}' provided when requesting Authorization code.`,
    });
  const verifier = form.get('code_verifier');
  const proven =
    record.challenge === undefined
      ? verifier === undefined
      : verifier !== undefined && verifierMatches(record.challenge, verifier);
  if (!proven)
    throw invalidGrant(
      501481,
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    );
  const revokedAt = state.tokens.revokedAt(record.grant);
  if (revokedAt !== undefined) throw revokedGrant(record.grant, revokedAt);

  record.redeemed = true;
  return { grant: record.grant, scopes: record.grant.scopes, nonce: record.nonce };
}
