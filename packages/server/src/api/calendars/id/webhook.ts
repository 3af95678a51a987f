/** POST and DELETE /api/calendars/:id/webhook: push of one calendar, on and off. */
import { paths, WebhookSubscription } from '@calmirror/api-contract';

import { queryCalendars } from '../../../mirror/queries/calendars-query.ts';
import { ProblemError } from '../../../platform/problem.ts';
import { noBody } from '../../api-server.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';
import { calendarIdOf, IdParams } from '../../ids.ts';
import { presentWebhook } from '../../present/present-calendar.ts';
import { askerOf } from '../../who-asks.ts';

export function calendarWebhook(api: ApiServer, deps: Pick<ApiDeps, 'db' | 'clock' | 'webhooks'>): void {
  api.post(
    paths.calendarWebhook,
    {
      schema: {
        tags: ['calendars'],
        summary: 'Have a calendar’s changes pushed',
        params: IdParams,
        response: { 201: WebhookSubscription },
      },
    },
    async (request, reply) => {
      const { userId, origin } = askerOf(request);
      const id = calendarIdOf(request.params.id);
      await deps.webhooks.createSubscription(id, userId, origin);
      const [calendar] = await queryCalendars(deps.db, deps.clock, { userId, ids: [id] });
      const webhook = calendar?.webhook ?? undefined;
      if (webhook === undefined) {
        throw new ProblemError('conflict', 'The webhook was made and is gone already: see the calendar.');
      }
      return reply.code(201).send(presentWebhook(webhook));
    },
  );

  api.delete(
    paths.calendarWebhook,
    {
      schema: {
        tags: ['calendars'],
        summary: 'Stop the push of a calendar; it is polled from then on',
        params: IdParams,
        response: { 204: noBody('stopped') },
      },
    },
    async (request, reply) => {
      const { userId, origin } = askerOf(request);
      await deps.webhooks.deleteSubscription(calendarIdOf(request.params.id), userId, origin);
      return reply.code(204).send(undefined);
    },
  );
}
