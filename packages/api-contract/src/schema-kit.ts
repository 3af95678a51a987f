/**
 * The few building blocks of every schema. Objects are closed: an answer never carries a field
 * that the document does not name.
 */
import { Type } from 'typebox';
import type { TProperties, TSchema } from 'typebox';

export function closed<Properties extends TProperties>(properties: Properties, description?: string) {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });
}

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

export const Uuid = Type.String({ format: 'uuid' });

/** RFC 3339 in UTC with milliseconds, `2026-03-01T09:00:00.000Z`. */
export const Instant = Type.String({ format: 'date-time' });

export const CalendarDate = Type.String({ format: 'date', description: 'YYYY-MM-DD' });

export const Count = Type.Integer({ minimum: 0 });

/** What every list answers. */
export function listOf<Item extends TSchema, Freshness extends TSchema>(item: Item, freshness: Freshness) {
  return closed({
    items: Type.Array(item),
    nextCursor: nullable(
      Type.String({ description: 'give it as `cursor` for the next page; null at the end' }),
    ),
    freshness: nullable(freshness),
  });
}
