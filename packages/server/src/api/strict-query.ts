/**
 * A query arrives as text and is converted to the schema's types; conversion bends what nearly fits
 * (1.5 → 1, 007 → 7, 1 → true). Numbers and flags that are not written as such are refused instead.
 */
import type { preValidationHookHandler } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { fieldProblem } from './field-problem.ts';

const QuerySchema = Compile(
  Type.Object({
    properties: Type.Record(Type.String(), Type.Object({ type: Type.Optional(Type.String()) })),
  }),
);

const INTEGER = /^(0|-?[1-9]\d{0,15})$/;

export const strictQuery: preValidationHookHandler = (request, _reply, done) => {
  const schema: unknown = request.routeOptions.schema?.querystring;
  const { query } = request;
  if (!QuerySchema.Check(schema) || typeof query !== 'object' || query === null) {
    done();
    return;
  }
  for (const [name, value] of Object.entries(query)) {
    const type = schema.properties[name]?.type;
    if (typeof value !== 'string') continue;
    if (type === 'integer' && !INTEGER.test(value)) {
      done(fieldProblem(name, 'must be a whole number'));
      return;
    }
    if (type === 'boolean' && value !== 'true' && value !== 'false') {
      done(fieldProblem(name, 'must be true or false'));
      return;
    }
  }
  done();
};
