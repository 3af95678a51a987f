/**
 * GET /metrics of a process that only works, at a port of its own, with METRICS_TOKEN. Knows no sessions and no other
 * address.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';

import { paths } from '@calmirror/api-contract';

import type { Logger } from '../platform/logger.ts';
import { StartError } from '../platform/start-error.ts';
import type { ApiDeps } from './deps.ts';
import { installationMetrics } from './installation-metrics.ts';
import { bearsToken } from './metrics.ts';

export interface MetricsPort extends AsyncDisposable {
  readonly port: number;
}

/** @throws StartError where another program listens there */
export async function openMetricsPort(
  at: { readonly port: number; readonly host: string },
  deps: Pick<ApiDeps, 'metrics' | 'metricsToken' | 'db' | 'clock' | 'queues'> & { readonly logger: Logger },
): Promise<MetricsPort> {
  const { metrics, metricsToken, logger } = deps;
  const bringUpToDate = installationMetrics(metrics, deps);
  const answer = async (response: ServerResponse): Promise<void> => {
    await bringUpToDate();
    response.writeHead(200, { 'content-type': metrics.registry.contentType });
    response.end(await metrics.registry.metrics());
  };
  const server = createServer((request, response) => {
    const isMetrics = request.url?.split('?', 1)[0] === paths.metrics;
    if (!isMetrics) response.writeHead(404).end();
    else if (request.method !== 'GET') response.writeHead(405, { allow: 'GET' }).end();
    else if (!bearsToken(request.headers.authorization, metricsToken)) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    } else {
      answer(response).catch((error: unknown) => {
        logger.warn({ err: error }, 'the metrics could not be read');
        if (!response.headersSent) response.writeHead(503);
        response.end();
      });
    }
  });
  const listening = once(server, 'listening');
  server.listen(at.port, at.host);
  try {
    await listening;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new StartError(`Another program listens at METRICS_PORT ${at.port}: set it to another one.`);
    }
    throw error;
  }
  const address = server.address();
  return {
    port: address === null || typeof address === 'string' ? at.port : address.port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
