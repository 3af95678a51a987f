/**
 * Refuses a write that another site's page asks for: the owner's browser is the only
 * one to edit a mailbox here. Programs, which send none of these headers, may.
 */
import type { FastifyRequest } from 'fastify';
import { isLoopbackHost } from '../http/loopback.ts';
import { requestOrigin } from '../http/request-origin.ts';

export function isForeignWrite(request: FastifyRequest): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isBrowser = origin !== undefined || site !== undefined;
  // A name that leads here by a trick of DNS would otherwise be an origin of its own.
  if (isBrowser && !isLoopbackHost(URL.parse(requestOrigin(request))?.hostname ?? '')) return true;
  if (origin !== undefined && origin !== requestOrigin(request)) return true;
  return site !== undefined && site !== 'same-origin';
}
