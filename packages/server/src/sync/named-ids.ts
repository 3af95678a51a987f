/** What the pages of a walk have named so far: whether a page goes on, or only says again what others said. No database. */
import type { DeltaItem } from '@calmirror/graph-client/wire';

import type { ReadPage } from './calendar-reader.ts';

export interface PageNews {
  /** Every id of the page was named in this round already; of an empty page there is nothing to say. */
  readonly isReplay: boolean | undefined;
  /** It names nothing that was named before, and nothing twice: it may be written together with others like it. */
  readonly isNews: boolean;
}

/** undefined: it cannot be read, not even its id. */
export function idOf(item: DeltaItem): string | undefined {
  if (item.kind === 'event') return item.event.id;
  return item.kind === 'removed' ? item.removed.id : item.malformed.id;
}

export class NamedIds {
  readonly #ids: Set<string>;

  constructor(ids: Iterable<string>) {
    this.#ids = new Set(ids);
  }

  /** @param link by which the page was fetched */
  add({ items, nextLink }: ReadPage, link: string | null): PageNews {
    const before = this.#ids.size;
    let mentions = 0;
    for (const item of items) {
      const id = idOf(item);
      if (id === undefined) continue;
      mentions += 1;
      this.#ids.add(id);
    }
    const added = this.#ids.size - before;
    const isStuck = nextLink !== undefined && nextLink === link;
    return {
      isReplay: isStuck ? true : mentions === 0 ? undefined : added === 0,
      isNews: !isStuck && mentions > 0 && added === mentions,
    };
  }
}
