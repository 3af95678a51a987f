/** POST /api/webhooks/google/events: the place is kept; there is no Google provider. */
import { paths } from '@calmirror/api-contract';

import { ProblemError } from '../../../platform/problem.ts';
import type { ApiServer } from '../../api-server.ts';

export function googleWebhook(api: ApiServer): void {
  api.post(
    paths.googleWebhook,
    {
      config: { access: 'public' },
      onRequest: (_request, _reply, done) => {
        done(
          new ProblemError('not_implemented', 'Google calendars are not supported yet: stop sending here.'),
        );
      },
      schema: { tags: ['webhooks'], summary: 'Not implemented' },
    },
    () => null,
  );
}
