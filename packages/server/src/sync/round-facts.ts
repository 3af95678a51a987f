/**
 * What the pages of a round said, folded: over pages, the last mention of an id wins (S4). Pure.
 */
export interface PageRecord {
  readonly page: number;
  readonly seen: readonly string[];
  readonly removed: readonly string[];
  /** Masters of every series that a page named in any way. */
  readonly touched: readonly string[];
}

export interface RoundFacts {
  readonly seen: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  readonly touched: ReadonlySet<string>;
  /** Named more than once: what came with an earlier mention may be missing from the later. */
  readonly repeated: ReadonlySet<string>;
}

export function foldPages(pages: readonly PageRecord[]): RoundFacts {
  const seen = new Set<string>();
  const removed = new Set<string>();
  const touched = new Set<string>();
  const repeated = new Set<string>();
  for (const page of [...pages].sort((a, b) => a.page - b.page)) {
    for (const id of page.seen) {
      if (seen.has(id)) repeated.add(id);
      seen.add(id);
      removed.delete(id);
    }
    for (const id of page.removed) {
      removed.add(id);
      seen.delete(id);
    }
    for (const id of page.touched) touched.add(id);
  }
  return { seen, removed, touched, repeated };
}
