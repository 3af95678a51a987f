/**
 * A page of a collection, its items still unread: each is checked by itself, so that one bad
 * event does not fail a page. `nextLink` and `deltaLink` are opaque and followed as they are.
 * https://learn.microsoft.com/graph/paging
 */
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';

import { maybeString } from './tolerant.ts';

export const pageSchema = Type.Object({
  value: Type.Array(Type.Unknown()),
  '@odata.nextLink': maybeString,
  '@odata.deltaLink': maybeString,
});

export type GraphPage = Static<typeof pageSchema>;

export const pageValidator = Compile(pageSchema);

/** An item that does not fit its schema, kept as it came. */
export interface MalformedItem {
  readonly raw: unknown;
  /** Names keys and types, never values. */
  readonly reason: string;
  readonly id?: string;
}
