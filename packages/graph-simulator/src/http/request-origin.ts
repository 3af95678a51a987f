import type { FastifyRequest } from 'fastify';

/**
 * The origin under which this caller reached the simulator, without a trailing
 * slash. Issuers, endpoints and links are built from it, so one simulator works
 * under every name that leads to it.
 */
export function requestOrigin(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}
