import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { graphErrorBody } from '../graph/graph-error.ts';
import type { GraphError } from '../graph/graph-error.ts';

/** Answers with an error in Graph's shape; `at` is the simulator's clock, ms since the epoch. */
export function sendGraphError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: Pick<GraphError, 'status' | 'code' | 'message'>,
  at: number,
): FastifyReply {
  const requestId = randomUUID();
  const asked = request.headers['client-request-id'];
  const clientRequestId = typeof asked === 'string' && asked !== '' ? asked : requestId;
  return reply
    .code(error.status)
    .header('request-id', requestId)
    .header('client-request-id', clientRequestId)
    .type('application/json; charset=utf-8')
    .send(graphErrorBody(error.code, error.message, at, requestId, clientRequestId));
}
