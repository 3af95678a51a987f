/** `POST /{tenant}/oauth2/v2.0/token`: the door; the two grant types are files of their own. */
import type { FastifyInstance } from 'fastify';
import { readFields } from '../http/fields.ts';
import { requestOrigin } from '../http/request-origin.ts';
import { requireAudience } from './audience.ts';
import { handlesChallenges } from './capabilities.ts';
import { authenticateClient, missingParameter } from './client-authentication.ts';
import { EntraError } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';
import { grantIn } from './identify.ts';
import { redeemCode } from './redeem-code.ts';
import { redeemRefreshToken } from './redeem-refresh-token.ts';
import { requireTenantPath } from './require-tenant-path.ts';
import type { TenantPath } from './tenant-path.ts';
import { createTokenResponse } from './token-response.ts';

export function registerTokenRoute(app: FastifyInstance, state: EntraState): void {
  app.post<{ Params: { tenant: string } }>('/:tenant/oauth2/v2.0/token', async (request, reply) => {
    const path = requireTenantPath(state.world, request.params.tenant);
    requireAudience(state.app, path);
    const origin = requestOrigin(request);
    const form = readFields(request.body);
    const grantType = form.get('grant_type');
    if (grantType === undefined || grantType === '') throw missingParameter('grant_type');
    if (grantType !== 'authorization_code' && grantType !== 'refresh_token')
      throw refusedGrantType(grantType, path);
    await authenticateClient(state, form, request.headers.authorization, tokenEndpoints(path, origin));
    const refusal = state.refusals.atToken(grantIn(state, form));
    if (refusal !== undefined) throw refusal;
    const redemption =
      grantType === 'authorization_code'
        ? redeemCode(state, form, path.name)
        : redeemRefreshToken(state, form, { path, origin });
    return reply
      .header('cache-control', 'no-store')
      .header('pragma', 'no-cache')
      .send(
        await createTokenResponse(state, redemption, {
          origin,
          clientInfo: form.get('client_info') === '1',
          handlesChallenges: handlesChallenges(form.get('claims')),
        }),
      );
  });
}

/** Entra knows these, but not where personal accounts sign in. Nothing here serves them at all. */
const WORK_ONLY: ReadonlySet<string> = new Set(['password', 'client_credentials']);

function refusedGrantType(grantType: string, { name }: TenantPath): EntraError {
  return WORK_ONLY.has(grantType) && (name === 'common' || name === 'consumers')
    ? new EntraError({
        error: 'invalid_request',
        code: 9001023,
        message:
          'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
      })
    : new EntraError({
        error: 'unsupported_grant_type',
        code: 70003,
        message: `The app requested an unsupported grant type '${grantType}'.`,
      });
}

/** A tenant's endpoint can be named by its id and by its domain. */
function tokenEndpoints(path: TenantPath, origin: string): string[] {
  const names = path.kind === 'tenant' ? [path.tenant.id, path.tenant.domain] : [path.name];
  return names.map((name) => `${origin}/${name}/oauth2/v2.0/token`);
}
