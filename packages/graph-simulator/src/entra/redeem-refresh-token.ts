/**
 * Grant type refresh_token. The token used stays valid beside the new one.
 * Source: learn.microsoft.com/entra/identity-platform/refresh-tokens.
 */
import type { Fields } from '../http/fields.ts';
import { admitsAccounts } from './audience.ts';
import { missingParameter } from './client-authentication.ts';
import { EntraError } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';
import { notConsented, requireLivingToken } from './refresh-limits.ts';
import { requireScopes } from './require-scopes.ts';
import type { RequestedScopes } from './scopes.ts';
import type { Redemption } from './token-response.ts';
import { tenantOf } from './tenant-path.ts';
import type { TenantPath } from './tenant-path.ts';
import type { Grant } from './token-store.ts';
import { wrongAccount } from './wrong-account.ts';

/** @throws {EntraError} invalid_grant: 70000 unknown, 50173 revoked, and of requireLivingToken. */
export function redeemRefreshToken(
  state: EntraState,
  form: Fields,
  door: { readonly path: TenantPath; readonly origin: string },
): Redemption {
  const token = form.get('refresh_token');
  if (token === undefined || token === '') throw missingParameter('refresh_token');
  const grant = state.tokens.findRefreshToken(token);
  if (grant === undefined) throw malformedGrant();
  // Bound to user and client, not to the tenant of the sign-in; but the user must belong there.
  const user = state.world.findUser(grant.userId);
  if (user === undefined) throw malformedGrant();
  const tenant = tenantOf(state.world, user);
  if (!admitsAccounts(state.app, door.path, tenant))
    throw wrongAccount(state.app, door.path, { user, tenant }, 'invalid_grant');
  const revokedAt = state.tokens.revokedAt(grant);
  if (revokedAt !== undefined) throw revokedGrant(grant, revokedAt);
  requireLivingToken(state, token, grant, tenant);
  const scopes = narrowedScopes(state, grant, form.get('scope'), door.origin);
  state.tokens.touchRefreshToken(token);
  return { grant, scopes, nonce: undefined };
}

const malformedGrant = (): EntraError =>
  new EntraError({
    error: 'invalid_grant',
    code: 70000,
    message: 'Provided grant is invalid or malformed.',
  });

/** Equal to or a subset of what was granted at sign-in; all of it when `scope` is left out. */
function narrowedScopes(
  state: EntraState,
  grant: Grant,
  scope: string | undefined,
  origin: string,
): RequestedScopes {
  if (scope === undefined || scope.trim() === '') return grant.scopes;
  const asked = requireScopes(scope, origin);
  const missing = [...asked.keys()].find((name) => !grant.scopes.has(name));
  if (missing !== undefined) throw notConsented(state);
  return asked;
}

export function revokedGrant(grant: Grant, revokedAt: number): EntraError {
  const issued = new Date(grant.signedInAt).toISOString();
  const validFrom = new Date(revokedAt).toISOString();
  return new EntraError({
    error: 'invalid_grant',
    code: 50173,
    message: `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${issued}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${validFrom}'.`,
  });
}
