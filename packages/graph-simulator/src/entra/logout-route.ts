import type { FastifyInstance } from 'fastify';
import { readFields } from '../http/fields.ts';
import { sendHtmlPage } from '../http/html-page.ts';
import { MICROSOFT } from './authorize-page.ts';
import type { EntraState } from './entra-state.ts';
import { requireTenantPath } from './require-tenant-path.ts';

/** Ends nothing but the visit: no browser session is kept here, and tokens outlive it at Entra too. */
export function registerLogoutRoute(app: FastifyInstance, state: EntraState): void {
  app.get<{ Params: { tenant: string } }>('/:tenant/oauth2/v2.0/logout', (request, reply) => {
    requireTenantPath(state.world, request.params.tenant);
    const target = readFields(request.query).get('post_logout_redirect_uri');
    if (target !== undefined && state.app.acceptsRedirectUri(target)) return reply.redirect(target);
    return sendHtmlPage(reply, 200, {
      title: 'Signed out',
      standsFor: MICROSOFT,
      body: '<h1>You signed out of your account</h1>\n<p>It’s a good idea to close all browser windows.</p>',
    });
  });
}
