/**
 * A person follows these addresses in a browser: whatever goes wrong ends on the connect page, never as JSON.
 * Programs get the problem itself.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import { logFailure } from '../../../platform/log-failure.ts';
import { problemOf } from '../../../platform/problem.ts';
import { wantsHtml } from '../../wants.ts';

export function endOnPage(frontendUrl: string) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    if (!wantsHtml(request)) throw error;
    const problem = problemOf(error, request.id);
    logFailure(request, error, problem);
    void reply.redirect(`${frontendUrl}/connect?error=${problem.body.code}`, 302);
  };
}
