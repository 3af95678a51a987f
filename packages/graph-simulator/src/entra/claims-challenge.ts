/**
 * What Graph says to a client that declared `cp1` when its token, still in its time, was revoked: 401 with the
 * claims to bring along to the next sign-in. Others hear of a revocation at their next refresh.
 * Source: learn.microsoft.com/entra/identity-platform/app-resilience-continuous-access-evaluation.
 */
import type { FastifyInstance } from 'fastify';
import { requestOrigin } from '../http/request-origin.ts';
import { bearerOf } from './authenticate.ts';
import type { EntraState } from './entra-state.ts';

export function installClaimsChallenge(app: FastifyInstance, { tokens }: EntraState): void {
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode !== 401 || !request.url.startsWith('/v1.0')) return;
    const revokedAt = tokens.revokedTokenAt(bearerOf(request) ?? '');
    if (revokedAt === undefined) return;
    const nbf = { essential: true, value: String(Math.floor(revokedAt / 1000)) };
    const claims = Buffer.from(JSON.stringify({ access_token: { nbf } })).toString('base64');
    reply.header(
      'www-authenticate',
      `Bearer realm="", authorization_uri="${requestOrigin(request)}/common/oauth2/authorize", error="insufficient_claims", claims="${claims}"`,
    );
  });
}
