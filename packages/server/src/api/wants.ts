/** What kind of answer a client asks for. A browser that follows a link asks for HTML; a program does not. */
import type { FastifyRequest } from 'fastify';

export function wantsHtml(request: FastifyRequest): boolean {
  return types(request).includes('text/html');
}

export function wantsJson(request: FastifyRequest): boolean {
  const accepted = types(request);
  return accepted.includes('application/json') && !accepted.includes('text/html');
}

function types(request: FastifyRequest): string[] {
  return (request.headers.accept ?? '')
    .split(',')
    .map((part) => (part.split(';', 1)[0] ?? '').trim().toLowerCase());
}
