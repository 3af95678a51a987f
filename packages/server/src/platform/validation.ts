/**
 * Requests are checked by compiled TypeBox schemas. Queries and paths arrive as text and are converted
 * to the schema's types; bodies are taken as they are. Every fault names its field.
 */
import type { FieldError } from '@calmirror/api-contract';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

import { ProblemError } from './problem.ts';

type SchemaFault = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

const MANY = 20;

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (input: unknown) => {
    const value = httpPart === 'body' ? input : Value.Convert(schema, Value.Default(schema, input));
    if (unlessTooDeep(() => validator.Check(value)) === true) return { value };
    const faults = unlessTooDeep(() => validator.Errors(value)) ?? [];
    return { error: validationProblem(faults, httpPart ?? 'request') };
  };
};

/** undefined: the value is nested so deep that looking at it ended the stack, so it is none of ours. */
function unlessTooDeep<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function validationProblem(faults: readonly SchemaFault[], part: string): ProblemError {
  const errors = faults.flatMap(fieldErrors).slice(0, MANY);
  const [first] = errors;
  const where =
    first === undefined ? `The ${nameOf(part)} is` : `${first.field === '' ? 'The body' : first.field}:`;
  return new ProblemError('validation_failed', `${where} ${first?.message ?? 'not valid'}.`, { errors });
}

/** A missing or unknown property is named itself, not the object it is missing in. */
function fieldErrors(fault: SchemaFault): FieldError[] {
  const at = fault.instancePath.replace(/^\//, '');
  const inside = (names: readonly string[], message: string): FieldError[] =>
    names.map((name) => ({ field: at === '' ? name : `${at}/${name}`, message }));
  // The unknown property itself; the fault of its object names it.
  if (fault.keyword === 'boolean') return [];
  if (fault.keyword === 'required') return inside(fault.params.requiredProperties, 'is required');
  if (fault.keyword === 'additionalProperties') {
    return inside(fault.params.additionalProperties, 'is not a known field');
  }
  if (fault.keyword === 'enum') {
    return [{ field: at, message: `must be one of ${fault.params.allowedValues.join(', ')}` }];
  }
  return [{ field: at, message: fault.message }];
}

function nameOf(part: string): string {
  return part === 'querystring' ? 'query' : part;
}
