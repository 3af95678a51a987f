/** GET /api/oauth/microsoft/admin-consent: to Microsoft's page for administrators, or its address. */
import { AdminConsentQuery, paths, RedirectUrl } from '@calmirror/api-contract';

import { noBody } from '../../api-server.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { wantsJson } from '../../wants.ts';
import { askerOf } from '../../who-asks.ts';
import { endOnPage } from './end-on-page.ts';

export function oauthAdminConsent(
  api: ApiServer,
  { oauth, frontendUrl }: Pick<ApiDeps, 'oauth' | 'frontendUrl'>,
): void {
  api.get(
    paths.oauthAdminConsent,
    {
      config: { redirectSignedOut: true },
      errorHandler: endOnPage(frontendUrl),
      schema: {
        tags: ['oauth'],
        summary: 'The link for an administrator who allows Calmirror in their organisation',
        description: 'Good once, for 7 days, in any browser: it is meant to be sent.',
        querystring: AdminConsentQuery,
        response: { 200: RedirectUrl, 302: noBody('to Microsoft') },
      },
    },
    async (request, reply) => {
      const url = await oauth.adminConsentUrl({ ...askerOf(request), ...request.query });
      return wantsJson(request) ? reply.send({ url }) : reply.redirect(url, 302);
    },
  );
}
