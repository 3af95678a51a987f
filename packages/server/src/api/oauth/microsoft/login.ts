/** GET /api/oauth/microsoft/login: to Microsoft's sign-in, or its address for a program. */
import { LoginQuery, paths, RedirectUrl } from '@calmirror/api-contract';

import { noBody } from '../../api-server.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { wantsJson } from '../../wants.ts';
import { askerOf } from '../../who-asks.ts';
import { endOnPage } from './end-on-page.ts';

export function oauthLogin(
  api: ApiServer,
  { oauth, frontendUrl }: Pick<ApiDeps, 'oauth' | 'frontendUrl'>,
): void {
  api.get(
    paths.oauthLogin,
    {
      config: { redirectSignedOut: true },
      errorHandler: endOnPage(frontendUrl),
      schema: {
        tags: ['oauth'],
        summary: 'Begin to connect a Microsoft account',
        description:
          'Redirects to Microsoft; answers the address instead where application/json is asked for.',
        querystring: LoginQuery,
        response: { 200: RedirectUrl, 302: noBody('to Microsoft') },
      },
    },
    async (request, reply) => {
      const url = await oauth.beginLogin({ ...askerOf(request), ...request.query });
      return wantsJson(request) ? reply.send({ url }) : reply.redirect(url, 302);
    },
  );
}
