/**
 * Every route, with what all have in common: JSON in and out, who asks, and nothing kept by caches.
 * The one list to read to know what this server answers.
 */
import { registerSignInRoutes } from '../connections/sign-in-routes.ts';
import type { HttpServer } from '../platform/http.ts';
import { jsonScope } from './api-server.ts';
import { auditLog } from './audit-log.ts';
import { backgroundJobs } from './background-jobs.ts';
import { calendarDelete } from './calendars/id/delete.ts';
import { calendarEvents } from './calendars/id/events.ts';
import { calendarGet } from './calendars/id/get.ts';
import { calendarRuns } from './calendars/id/runs.ts';
import { calendarSync } from './calendars/id/sync.ts';
import { calendarWebhook } from './calendars/id/webhook.ts';
import { calendarList } from './calendars/list.ts';
import { calendarStats } from './calendars/stats.ts';
import { calendarSyncAll } from './calendars/sync-all.ts';
import { categoryList } from './categories.ts';
import { changeList } from './changes.ts';
import type { ApiDeps } from './deps.ts';
import { eventGet } from './events/by-id.ts';
import { eventList } from './events/list.ts';
import { healthLive } from './health/live.ts';
import { healthReady } from './health/ready.ts';
import { metricsPage } from './metrics.ts';
import { oauthAdminConsent } from './oauth/microsoft/admin-consent.ts';
import { oauthCallback } from './oauth/microsoft/callback.ts';
import { oauthLogin } from './oauth/microsoft/login.ts';
import { oauthSelect } from './oauth/microsoft/select.ts';
import { oauthSession } from './oauth/session/by-id.ts';
import { openapi } from './openapi.ts';
import { OpenStreams } from './open-streams.ts';
import type { Page } from './page.ts';
import { problemPage } from './problems/by-code.ts';
import { changeStream } from './stream.ts';
import { countReceipts } from './webhooks/count-receipts.ts';
import { googleWebhook } from './webhooks/google/events.ts';
import { microsoftWebhook } from './webhooks/microsoft/events.ts';
import { guard } from './who-asks.ts';

/** Registers everything: sign-in (`/api/auth/…`), the document and the page included. */
export async function registerApi(app: HttpServer, deps: ApiDeps & { readonly page: Page }): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    await deps.clock.refresh();
  });
  await openapi(app, deps);
  const streams = new OpenStreams(deps.metrics);

  deps.page.register(app);

  await app.register(async (scope) => {
    const api = jsonScope(scope);
    registerSignInRoutes(api, {
      signIn: deps.signIn,
      onSignOut: (browserSessionHash) => streams.endSession(browserSessionHash),
    });
  });

  await app.register(async (scope) => {
    const api = jsonScope(scope);
    api.addHook('preParsing', guard(deps));

    oauthLogin(api, deps);
    oauthCallback(api, deps);
    oauthAdminConsent(api, deps);
    oauthSelect(api, deps);
    oauthSession(api, deps);

    calendarList(api, deps);
    calendarStats(api, deps);
    calendarSyncAll(api, deps);
    calendarGet(api, deps);
    calendarDelete(api, deps);
    calendarSync(api, deps);
    calendarRuns(api, deps);
    calendarWebhook(api, deps);
    calendarEvents(api, deps);

    eventList(api, deps);
    eventGet(api, deps);
    categoryList(api, deps);
    changeList(api, deps);
    changeStream(api, { ...deps, streams });
    auditLog(api, deps);
    backgroundJobs(api, deps);

    microsoftWebhook(api, { ...deps, notifications: countReceipts(deps) });
    googleWebhook(api);
    healthLive(api);
    healthReady(api, deps);
    metricsPage(api, deps);
    problemPage(api);
  });
}
