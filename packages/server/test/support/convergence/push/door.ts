/** The product's own address for notifications, with a receiver that the trial hears of. Not yet listening. */
import { paths } from '@calmirror/api-contract';

import { jsonScope } from '../../../../src/api/api-server.ts';
import { microsoftWebhook } from '../../../../src/api/webhooks/microsoft/events.ts';
import { createHttp } from '../../../../src/platform/http.ts';

export async function openDoor(
  logger: Parameters<typeof createHttp>[0]['logger'],
  deps: Parameters<typeof microsoftWebhook>[1],
): ReturnType<typeof createHttp> {
  const app = await createHttp({
    logger,
    rateLimit: false,
    origins: { allowed: [], exempt: [paths.microsoftWebhook] },
  });
  await app.register((scope) => {
    microsoftWebhook(jsonScope(scope), deps);
    return Promise.resolve();
  });
  return app;
}
