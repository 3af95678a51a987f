import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { hasGraphFacts, readGraphFact } from './graph-facts.ts';
import { requireRecord } from './sign-in.ts';

let ajv: Ajv | undefined;
const validators = new Map<string, ValidateFunction>();

function validatorOf(name: string): ValidateFunction {
  if (ajv === undefined) {
    ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
    addFormats.default(ajv);
    ajv.addSchema(requireRecord(readGraphFact('openapi.json')), 'graph');
  }
  const validate = validators.get(name) ?? ajv.compile({ $ref: `graph#/components/schemas/${name}` });
  validators.set(name, validate);
  return validate;
}

/**
 * Fails the test when the value is not what Microsoft describes under this name, for
 * things Graph sends of its own accord. Without the collected facts it says nothing.
 */
export function expectGraphSchema(name: string, value: unknown): void {
  if (!hasGraphFacts) return;
  const validate = validatorOf(name);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}
