/**
 * GET /api/oauth/microsoft/callback: Microsoft sends the browser back here; it goes on to the connect page.
 * Open to everybody: an administrator who was sent the admin-consent link comes back here, too.
 */
import { paths } from '@calmirror/api-contract';

import { originOf } from '../../../connections/sign-in.ts';
import { noBody } from '../../api-server.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { endOnPage } from './end-on-page.ts';

export function oauthCallback(
  api: ApiServer,
  { oauth, signIn, frontendUrl }: Pick<ApiDeps, 'oauth' | 'signIn' | 'frontendUrl'>,
): void {
  api.get(
    paths.oauthCallback,
    {
      config: { access: 'public' },
      errorHandler: endOnPage(frontendUrl),
      schema: {
        tags: ['oauth'],
        summary: 'Where Microsoft sends the browser back',
        description: 'Redirects to FRONTEND_URL/connect with ?session=<id>, or with ?error=<code>.',
        response: { 302: noBody('to the connect page') },
      },
    },
    async (request, reply) => {
      const session = await signIn.sessionOf(request);
      const { redirectTo } = await oauth.handleCallback({
        userId: session?.user.id,
        browserSessionHash: session?.browserSessionHash,
        origin: originOf(request),
        query: singleValues(request.query),
      });
      return reply.redirect(redirectTo, 302);
    },
  );
}

/** Microsoft may add parameters, so no schema names them; a repeated one is nothing that it sends. */
function singleValues(query: unknown): Record<string, string> {
  if (typeof query !== 'object' || query === null) return {};
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string') single[name] = value;
  }
  return single;
}
