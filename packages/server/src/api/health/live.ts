/** GET /health/live: the process answers. Asks nobody else, so that a database's trouble restarts nothing. */
import { Live, paths } from '@calmirror/api-contract';

import type { ApiServer } from '../api-server.ts';

export function healthLive(api: ApiServer): void {
  api.get(
    paths.live,
    {
      config: { access: 'public', rateLimit: false },
      schema: { tags: ['operation'], summary: 'The process is alive', response: { 200: Live } },
    },
    () => ({ status: 'ok' as const }),
  );
}
