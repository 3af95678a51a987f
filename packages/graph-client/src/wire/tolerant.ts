/**
 * The two liberties Graph takes with every property: it may be absent and it may be null
 * (the type is open besides, so unknown keys pass). Enums stay strings: they grow.
 */
import { Type } from 'typebox';
import type { TSchema } from 'typebox';

export function maybe<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Union([schema, Type.Null()]));
}

export const maybeString = maybe(Type.String());
export const maybeBoolean = maybe(Type.Boolean());
export const maybeInteger = maybe(Type.Integer());
/** Case-sensitive, opaque. */
export const id = Type.String({ minLength: 1 });
