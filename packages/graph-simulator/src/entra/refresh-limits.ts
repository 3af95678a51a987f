/**
 * What ends a refresh token before anybody revokes it: 90 idle days, the fixed day of a
 * single-page app, a tenant's sign-in frequency, a consent taken back.
 * Sources: learn.microsoft.com/entra/identity-platform/refresh-tokens and
 * reference-error-codes (70043, 700082, 700084, 65001).
 */
import type { SimTenant } from '../world/types.ts';
import { EntraError } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';
import { graphScopes } from './scopes.ts';
import type { Grant } from './token-store.ts';

const HOUR_MS = 3_600_000;
const SPA_HOURS = 24;

const ended = (code: number, message: string): EntraError =>
  new EntraError({ error: 'invalid_grant', code, message });

/** @throws {EntraError} 700082, 700084, 70043 or 65001. */
export function requireLivingToken(state: EntraState, token: string, grant: Grant, tenant: SimTenant): void {
  const issued = new Date(grant.signedInAt).toISOString();
  const ageHours = (state.world.clock.now() - grant.signedInAt) / HOUR_MS;
  if (state.tokens.isIdleTooLong(token))
    throw ended(
      700082,
      `The refresh token has expired due to inactivity. The token was issued on ${issued} and was inactive for 90.00:00:00.`,
    );
  if (state.app.settings.platform === 'spa' && ageHours >= SPA_HOURS)
    throw ended(
      700084,
      `The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on ${issued}.`,
    );
  const { signInFrequencyHours } = state.policies.of(tenant);
  if (signInFrequencyHours !== null && ageHours >= signInFrequencyHours)
    throw ended(
      70043,
      `The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access. The token was issued on ${issued} and the maximum allowed lifetime for this request is ${signInFrequencyHours * 3_600}.`,
    );
  if (state.consents.needsAdmin(tenant, graphScopes(grant.scopes.keys()))) throw notConsented(state);
}

export function notConsented({ app }: EntraState): EntraError {
  return new EntraError({
    error: 'invalid_grant',
    code: 65001,
    suberror: 'consent_required',
    message: `The user or administrator has not consented to use the application with ID '${app.clientId}' named '${app.displayName}'. Send an interactive authorization request for this user and resource.`,
  });
}
