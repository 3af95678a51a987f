/**
 * A person follows these addresses in a browser: whatever goes wrong ends on the connect page, never as JSON.
 * Programs get the problem itself.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { problemOf } from '../../../platform/problem.ts';
import { wantsHtml } from '../../wants.ts';

export function endOnPage(frontendUrl: string) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    if (!wantsHtml(request)) throw error;
    const { body, status } = problemOf(error, request.id);
    if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'connecting failed');
    void reply.redirect(`${frontendUrl}/connect?error=${body.code}`, 302);
  };
}
