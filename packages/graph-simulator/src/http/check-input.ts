/** Checks what came in against a schema, and says in a sentence which field is wrong. */
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Bad input of the control API; becomes a 400 with this message. */
export class InputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InputError';
  }
}

/**
 * `field` names the value itself in messages, for example `rules[0].action`.
 * @throws {InputError} naming the first field that is wrong.
 */
export function checkInput<T extends TSchema>(schema: T, value: unknown, field = ''): Static<T> {
  if (Value.Check(schema, value)) return value;
  const [first] = Value.Errors(schema, value);
  const path = joinPath(field, first?.instancePath ?? '');
  const name = path === '' ? 'The body' : path;
  if (first?.keyword === 'required') {
    const missing = first.params.requiredProperties[0] ?? '';
    throw new InputError(`${path === '' ? missing : `${path}.${missing}`} is missing.`);
  }
  // A schema without additional properties holds "false" for every other name.
  if (first?.keyword === 'boolean') throw new InputError(`${name} is not a known field.`);
  throw new InputError(`${name} ${first?.message ?? 'is not valid'}.`);
}

/** `/rules/0/match` → `rules[0].match` */
function joinPath(base: string, pointer: string): string {
  let path = base;
  for (const part of pointer.split('/').filter((step) => step !== '')) {
    if (/^\d+$/.test(part)) path += `[${part}]`;
    else path += path === '' ? part : `.${part}`;
  }
  return path;
}
