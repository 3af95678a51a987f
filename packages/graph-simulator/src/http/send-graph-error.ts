import type { FastifyReply, FastifyRequest } from 'fastify';
import { graphErrorBody } from '../graph/graph-error.ts';
import type { GraphError, GraphErrorBody } from '../graph/graph-error.ts';
import type { World } from '../world/types.ts';

/**
 * Answers with an error in Graph's shape, `inner` added to its innerError; the time is the simulator's. `smallInner`
 * writes it as `innererror` with `requestId`, as has been seen. Source: calendar facts 2.6.
 */
export function sendGraphError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: Pick<GraphError, 'status' | 'code' | 'message'> & {
    readonly inner?: Readonly<Record<string, string>>;
    readonly smallInner?: boolean;
  },
  world: World,
): FastifyReply {
  const requestId = world.chance.guid('request');
  const asked = request.headers['client-request-id'];
  const clientRequestId = typeof asked === 'string' && asked !== '' ? asked : requestId;
  return reply
    .code(error.status)
    .header('request-id', requestId)
    .header('client-request-id', clientRequestId)
    .type('application/json; charset=utf-8')
    .send(
      withInner(
        graphErrorBody(error.code, error.message, world.clock.now(), requestId, clientRequestId),
        error.inner,
        error.smallInner,
      ),
    );
}

function withInner({ error }: GraphErrorBody, inner: Readonly<Record<string, string>> = {}, isSmall = false) {
  const { code, message, innerError } = error;
  if (!isSmall) return { error: { ...error, innerError: { ...innerError, ...inner } } };
  const { date, 'request-id': requestId } = innerError;
  return { error: { code, message, innererror: { requestId, date, ...inner } } };
}
