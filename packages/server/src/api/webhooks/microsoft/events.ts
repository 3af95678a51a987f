/**
 * POST /api/webhooks/microsoft/events: Microsoft Graph's door, without a session.
 * Its handshake wins over everything, whatever the content type, the body or the load
 * (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks). Then items are handed on
 * to be judged one by one; 202 is answered after their commit, for forged ones too.
 */
import { paths } from '@calmirror/api-contract';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { ProblemError } from '../../../platform/problem.ts';
import { noBody } from '../../api-server.ts';
import type { ApiServer } from '../../api-server.ts';
import type { ApiDeps } from '../../deps.ts';

const BODY_LIMIT = 256 * 1024;
const TOKEN_LIMIT = 4 * 1024;

const Notifications = Compile(Type.Object({ value: Type.Array(Type.Unknown()) }));

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of @fastify/under-pressure: what this route does when the process is overloaded. */
    pressureHandler?: (request: FastifyRequest) => void;
  }
}

export function microsoftWebhook(
  api: ApiServer,
  { notifications, clock }: Pick<ApiDeps, 'notifications' | 'clock'>,
): void {
  api.post(
    paths.microsoftWebhook,
    {
      bodyLimit: BODY_LIMIT,
      config: { access: 'public', rateLimit: false, pressureHandler: shedUnlessHandshake },
      onRequest: (request, reply, done) => {
        const token = validationTokenOf(request);
        if (token === undefined) {
          done();
          return;
        }
        if (token === '' || Buffer.byteLength(token) > TOKEN_LIMIT) {
          done(new ProblemError('bad_request', `A validationToken has 1 to ${TOKEN_LIMIT} bytes.`));
          return;
        }
        // Already decoded, once, by the query parser. nosniff comes from the edge; said again, because this echoes.
        void reply
          .header('x-content-type-options', 'nosniff')
          .header('content-type', 'text/plain; charset=utf-8')
          .code(200)
          .serializer(String)
          .send(token);
      },
      schema: {
        tags: ['webhooks'],
        summary: 'Notifications of Microsoft Graph',
        description: 'With ?validationToken= it is the handshake: the token is answered as text/plain.',
        response: {
          200: { content: { 'text/plain': { schema: Type.String() } } },
          202: noBody('stored, or judged to be nothing of ours'),
        },
      },
    },
    async (request, reply) => {
      const body: unknown = request.body;
      if (!Notifications.Check(body)) {
        throw new ProblemError(
          'bad_request',
          'The body must be an object with a list of notifications in value.',
        );
      }
      await notifications.receive(body.value, { receivedAt: clock.date(), address: request.ip });
      return reply.code(202).send(undefined);
    },
  );
}

/** undefined: this is no handshake. */
function validationTokenOf({ query }: FastifyRequest): string | undefined {
  if (typeof query !== 'object' || query === null || !('validationToken' in query)) return undefined;
  const { validationToken } = query;
  if (typeof validationToken === 'string') return validationToken;
  return Array.isArray(validationToken) && typeof validationToken[0] === 'string' ? validationToken[0] : '';
}

function shedUnlessHandshake(request: FastifyRequest): void {
  if (validationTokenOf(request) !== undefined) return;
  throw new ProblemError('service_unavailable', 'Calmirror is very busy: send the notifications again.', {
    headers: { 'retry-after': '5' },
  });
}
