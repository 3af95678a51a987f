/** GET /metrics: for the operator's browser, or for Prometheus with METRICS_TOKEN as a bearer token. */
import { createHash, timingSafeEqual } from 'node:crypto';

import { paths } from '@calmirror/api-contract';
import { Type } from 'typebox';

import { ProblemError } from '../platform/problem.ts';
import type { ApiServer } from './api-server.ts';
import type { ApiDeps } from './deps.ts';
import { installationMetrics } from './installation-metrics.ts';

export function metricsPage(
  api: ApiServer,
  deps: Pick<ApiDeps, 'metrics' | 'metricsToken' | 'signIn' | 'db' | 'clock' | 'queues'>,
): void {
  const { metrics, metricsToken, signIn } = deps;
  const bringUpToDate = installationMetrics(metrics, deps);
  api.get(
    paths.metrics,
    {
      config: { access: 'public' },
      schema: {
        tags: ['operation'],
        summary: 'Numbers for Prometheus',
        description: 'For the operator, or with METRICS_TOKEN as a bearer token.',
        response: { 200: { content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      if (!bearsToken(request.headers.authorization, metricsToken)) {
        const session = await signIn.sessionOf(request);
        if (session === undefined) {
          throw new ProblemError(
            'not_signed_in',
            'Send METRICS_TOKEN as a bearer token, or sign in as the operator.',
          );
        }
        if (!session.user.isOperator) {
          throw new ProblemError('not_allowed', 'Only the operator of this installation may see this.');
        }
      }
      await bringUpToDate();
      return reply
        .header('content-type', metrics.registry.contentType)
        .serializer(String)
        .send(await metrics.registry.metrics());
    },
  );
}

export function bearsToken(header: string | undefined, token: string | undefined): boolean {
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  if (given === undefined || token === undefined || token === '') return false;
  return timingSafeEqual(digest(given), digest(token));
}

/** Digests have one length, whatever was given. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
