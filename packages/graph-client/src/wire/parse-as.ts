/**
 * The door between JSON and types: checks with a compiled schema and hands the same object on,
 * never a copy. Reasons name keys and types, not values.
 */
import type { Static, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';

import { GraphError } from '../errors.ts';

/** Throws GraphError `malformed_response`. `what` is a word for the message, such as `event`. */
export function parseAs<Schema extends TSchema>(
  validator: Validator<{}, Schema, Static<Schema>, Static<Schema>>,
  value: unknown,
  what: string,
): Static<Schema> {
  if (validator.Check(value)) return value;
  throw new GraphError(
    'malformed_response',
    `Microsoft Graph sent an unreadable ${what}: ${reasonFor(validator, value)}.`,
  );
}

interface Explains {
  Errors(value: unknown): readonly { readonly instancePath: string; readonly message: string }[];
}

/** Where the value departs from the schema, in words such as `/start/dateTime must be string`. */
export function reasonFor(validator: Explains, value: unknown): string {
  // Of "string or null" the first branch is the useful one to name.
  const [first] = validator.Errors(value);
  if (first === undefined) return 'it does not fit its schema';
  return `${first.instancePath === '' ? 'it' : first.instancePath} ${first.message}`;
}
