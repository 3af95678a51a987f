/** Finds the handler of a Graph path. */
import type { FastifyRequest } from 'fastify';
import type { GraphCaller } from '../world/types.ts';
import type { SimWorld } from '../world/world.ts';
import { GraphError } from './graph-error.ts';
import type { GraphAnswer } from './plugin.ts';

export function answerGraph(_world: SimWorld, caller: GraphCaller, request: FastifyRequest): GraphAnswer {
  if (request.url.split('?')[0] === '/v1.0/me')
    return { status: 200, body: { id: caller.user.id, displayName: caller.user.displayName } };
  throw new GraphError(400, 'BadRequest', 'Resource not found for the segment.');
}
