/**
 * All items of a collection, in the order delivered. A list with a hole in it reads like a
 * deletion, so an unreadable item fails the call unless the caller says that it handles them.
 */
import type { Static, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';

import { GraphError } from '../errors.ts';
import type { GraphCall, GraphHttp } from '../http/graph-http.ts';
import { malformedItem } from '../wire/delta-page.ts';
import type { MalformedItem } from '../wire/page.ts';
import { reasonFor } from '../wire/parse-as.ts';
import { followPages } from './follow-pages.ts';

export interface ListOptions {
  /** Called for each item that does not fit its schema; without it, such an item throws. */
  readonly onMalformed?: ((item: MalformedItem) => void) | undefined;
}

export async function collectItems<Schema extends TSchema>(
  graph: GraphHttp,
  first: GraphCall,
  validator: Validator<{}, Schema, Static<Schema>, Static<Schema>>,
  { onMalformed }: ListOptions,
): Promise<Static<Schema>[]> {
  const items: Static<Schema>[] = [];
  for await (const page of followPages(graph, first)) {
    for (const raw of page.value) {
      if (validator.Check(raw)) {
        items.push(raw);
        continue;
      }
      const reason = reasonFor(validator, raw);
      if (onMalformed === undefined) {
        throw new GraphError(
          'malformed_response',
          `Microsoft Graph sent an unreadable item in ${first.operation}: ${reason}.`,
        );
      }
      onMalformed(malformedItem(raw, reason));
    }
  }
  return items;
}
