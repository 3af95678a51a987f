/**
 * PostgreSQL's text cannot hold NUL, and no honest client sends it: what we check is refused with its field's
 * name before it can become an error of the database. Ids in a path have patterns of their own. Bodies without a schema are judged by those who read them.
 * Looks only at what its schema has let through: nothing of that is nested deep enough to end our stack.
 */
import type { FastifyRequest, preHandlerHookHandler } from 'fastify';

import { fieldProblem } from './field-problem.ts';

export const refuseNul: preHandlerHookHandler = (request, _reply, done) => {
  const field = fieldWithNul(request);
  done(field === undefined ? undefined : fieldProblem(field, 'must not contain the character NUL'));
};

function fieldWithNul({ query, body, routeOptions }: FastifyRequest): string | undefined {
  const checked = [query, ...(routeOptions.schema?.body === undefined ? [] : [body])];
  for (const part of checked) {
    const path = pathOfNul(part);
    if (path !== undefined) return path.join('/');
  }
  return undefined;
}

function pathOfNul(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.includes('\0') ? [] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    const path = pathOfNul(child);
    if (path !== undefined) return [key, ...path];
  }
  return undefined;
}
