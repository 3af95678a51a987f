import type { FastifyReply, FastifyRequest } from 'fastify';
import { graphErrorBody } from '../graph/graph-error.ts';
import type { GraphError, GraphErrorBody } from '../graph/graph-error.ts';
import type { World } from '../world/types.ts';

/** Answers with an error in Graph's shape, `inner` added to its innerError; the time is the simulator's. */
export function sendGraphError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: Pick<GraphError, 'status' | 'code' | 'message'> & {
    readonly inner?: Readonly<Record<string, string>>;
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
      ),
    );
}

const withInner = ({ error }: GraphErrorBody, inner: Readonly<Record<string, string>> | undefined) => ({
  error: { ...error, innerError: { ...error.innerError, ...inner } },
});
