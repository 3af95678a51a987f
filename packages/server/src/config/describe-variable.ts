/**
 * What the schema of a variable says, in words: for docs/configuration.md and for the sentence that refuses a
 * value. Never knows a value: what a person typed may be a secret in the wrong place.
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';

import { variables } from './variables.ts';
import type { VariableName } from './variables.ts';

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** What a JSON schema may say about one variable. */
const Schema = Type.Object({
  type: Type.Optional(Type.String()),
  description: Type.String(),
  default: Type.Optional(Scalar),
  examples: Type.Array(Scalar, { minItems: 1 }),
  minimum: Type.Optional(Type.Number()),
  maximum: Type.Optional(Type.Number()),
  minLength: Type.Optional(Type.Number()),
  enum: Type.Optional(Type.Array(Type.String())),
});

export interface Described extends Omit<Static<typeof Schema>, 'examples'> {
  readonly example: string;
}

export const variableNames: readonly VariableName[] = Object.keys(variables.properties).filter(isVariable);

export function isVariable(name: string): name is VariableName {
  return Object.hasOwn(variables.properties, name);
}

export function describeVariable(name: VariableName): Described {
  const { examples, ...described } = Value.Parse(Schema, variables.properties[name]);
  return { ...described, example: String(examples[0]) };
}

/** What its value has to be, as the end of a sentence that begins with the variable's name. */
export function requirementOf(name: VariableName): string {
  const { type, enum: words, minimum, maximum, minLength = 0 } = describeVariable(name);
  if (words !== undefined) return `must be one of ${words.join(', ')}`;
  if (type === 'integer') return `must be a whole number from ${minimum} to ${maximum}`;
  if (type === 'number') return `must be a number from ${minimum} to ${maximum}`;
  if (type === 'boolean') return 'must be true or false';
  if (minLength > 1) return `must have at least ${minLength} characters`;
  return 'must be common, organizations, consumers, or a tenant’s GUID or domain';
}
