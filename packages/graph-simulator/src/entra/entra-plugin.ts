/**
 * Microsoft Entra ID as a Fastify plugin: every route under `/{tenant}/`. Bodies
 * are forms only. Errors are JSON at the token endpoint and the documents, and
 * pages where a person is looking.
 */
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendHtmlPage } from '../http/html-page.ts';
import { requestOrigin } from '../http/request-origin.ts';
import { registerAdminConsentRoutes } from './admin-consent-routes.ts';
import { signInErrorPage } from './authorize-page.ts';
import { registerAuthorizeRoutes } from './authorize-routes.ts';
import { registerDiscoveryRoutes } from './discovery-routes.ts';
import { EntraError, entraErrorBody } from './entra-error.ts';
import type { EntraState } from './entra-state.ts';
import { registerLogoutRoute } from './logout-route.ts';
import { registerTokenRoute } from './token-route.ts';

export async function entraPlugin(
  app: FastifyInstance,
  options: { readonly state: EntraState },
): Promise<void> {
  const { state } = options;
  app.removeAllContentTypeParsers();
  await app.register(formbody);
  // Anything but a form carries no parameters, and is answered as such.
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => {
    done(null, {});
  });
  app.setErrorHandler((error, request, reply) => sendEntraError(state, error, request, reply));
  registerDiscoveryRoutes(app, state);
  registerAuthorizeRoutes(app, state);
  registerTokenRoute(app, state);
  registerAdminConsentRoutes(app, state);
  registerLogoutRoute(app, state);
}

function sendEntraError(
  state: EntraState,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = error instanceof EntraError ? error : unexpected(error);
  const asked = request.headers['client-request-id'];
  const body = entraErrorBody(known, {
    at: state.world.clock.now(),
    chance: state.world.chance,
    origin: requestOrigin(request),
    correlationId: typeof asked === 'string' ? asked : undefined,
  });
  const isPage = /\/(?:authorize|adminconsent|logout)$/.test(request.url.split('?')[0] ?? '');
  if (isPage) return sendHtmlPage(reply, known.status, signInErrorPage(body));
  return reply.code(known.status).header('cache-control', 'no-store').send(body);
}

function unexpected(error: unknown): EntraError {
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500;
  return new EntraError(
    status < 500
      ? { error: 'invalid_request', code: 900561, message: 'The request is malformed.', status }
      : { error: 'server_error', code: 90033, message: 'A transient error has occurred.', status },
  );
}
