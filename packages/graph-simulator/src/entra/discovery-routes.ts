/**
 * Discovery document, keys, userinfo. At `common` and `organizations` the issuer
 * holds the literal `{tenantid}`, as Entra's does.
 * Source: learn.microsoft.com/entra/identity-platform/v2-protocols-oidc.
 */
import type { FastifyInstance } from 'fastify';
import { requestOrigin } from '../http/request-origin.ts';
import { authenticate } from './authenticate.ts';
import type { EntraState } from './entra-state.ts';
import { issuerOf, pairwiseSubject } from './id-token.ts';
import { requireTenantPath } from './require-tenant-path.ts';
import type { TenantPath } from './tenant-path.ts';
import { PERSONAL_TENANT_ID } from '../world/demo-people.ts';

/** Whose issuer the discovery document names; `{tenantid}` where the path takes many tenants. */
function issuingTenant(state: EntraState, path: TenantPath): string {
  if (path.kind === 'tenant') return path.tenant.id;
  const isConcrete = path.name === 'consumers' && state.world.switches.current.consumersIssuer === 'tenant';
  return isConcrete ? PERSONAL_TENANT_ID : '{tenantid}';
}

interface TenantRoute {
  Params: { tenant: string };
}

export function registerDiscoveryRoutes(app: FastifyInstance, state: EntraState): void {
  app.get<TenantRoute>('/:tenant/v2.0/.well-known/openid-configuration', (request) => {
    const path = requireTenantPath(state.world, request.params.tenant);
    const origin = requestOrigin(request);
    const base = `${origin}/${path.name}`;
    return {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['plain', 'S256'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: issuerOf(origin, issuingTenant(state, path)),
      request_uri_parameter_supported: false,
      userinfo_endpoint: `${origin}/oidc/userinfo`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      claims_supported: [
        'sub',
        'iss',
        'aud',
        'exp',
        'iat',
        'nbf',
        'nonce',
        'preferred_username',
        'name',
        'tid',
        'oid',
        'ver',
        'email',
      ],
    };
  });

  app.get<TenantRoute>('/:tenant/discovery/v2.0/keys', async (request) => {
    requireTenantPath(state.world, request.params.tenant);
    const origin = requestOrigin(request);
    const [work, personal] = await Promise.all([state.keys.work(), state.keys.personal()]);
    return {
      keys: [
        { ...work.publicJwk, issuer: issuerOf(origin, '{tenantid}') },
        { ...personal.publicJwk, issuer: issuerOf(origin, PERSONAL_TENANT_ID) },
      ],
    };
  });

  app.get('/oidc/userinfo', (request, reply) => {
    const caller = authenticate(state, request);
    if (caller === undefined)
      return reply.code(401).header('www-authenticate', 'Bearer error="invalid_token"').send();
    const { user, appId, scopes } = caller;
    return reply.send({
      sub: pairwiseSubject(appId, user.id),
      ...(scopes.has('profile')
        ? { name: user.displayName, given_name: user.givenName, family_name: user.surname }
        : {}),
      ...(scopes.has('email') ? { email: user.mail } : {}),
    });
  });
}
