import { Server } from 'node:tls';
import type { FastifyRequest } from 'fastify';

/**
 * The origin under which this caller reached the simulator, without a trailing
 * slash. Issuers, endpoints and links are built from it, so one simulator works
 * under every name that leads to it.
 */
export function requestOrigin(request: FastifyRequest): string {
  // A member of a batch comes by no socket, so its protocol is that of the server.
  const isTls = request.server.server instanceof Server;
  return `${isTls ? 'https' : request.protocol}://${request.host}`;
}
