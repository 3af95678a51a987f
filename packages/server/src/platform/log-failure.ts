/**
 * How a request that failed on our side stands in the log. Foreseen ones (the database or Microsoft away, a thing
 * not built) in one line with their reasons: a stack would say nothing more. What nobody foresaw with its stack.
 */
import type { FastifyRequest } from 'fastify';

import type { Problem } from './problem.ts';

export function logFailure(request: FastifyRequest, error: unknown, problem: Problem): void {
  const about = { requestId: request.id, route: request.routeOptions.url, problem: problem.body.code };
  if (problem.status === 500) request.log.error({ ...about, err: error }, 'a request failed');
  else if (problem.status > 500)
    request.log.warn({ ...about, reasons: reasonsOf(error) }, 'a request could not be done');
}

/** The error's message and those of its causes. */
function reasonsOf(error: unknown): string[] {
  const reasons: string[] = [];
  for (let each = error; each instanceof Error && reasons.length < 5; each = each.cause)
    reasons.push(each.message);
  return reasons;
}
