/**
 * Puts what overlaps side by side: entries that touch form a cluster, and every
 * entry of a cluster takes the first lane that is free. Pure; counts in slots.
 */
export interface Extent {
  /** First slot. */
  readonly from: number;
  /** The slot after the last one. */
  readonly until: number;
}

export interface Lane {
  readonly lane: number;
  /** Lanes of the cluster, at least 1. */
  readonly lanes: number;
}

/** Gives each entry its lane, in the order from top to bottom, the longer first. */
export function placeInLanes<T extends Extent>(entries: readonly T[]): (T & Lane)[] {
  const sorted = [...entries].sort((a, b) => a.from - b.from || b.until - a.until);
  const placed: (T & Lane)[] = [];
  let cluster: (T & { lane: number })[] = [];
  let ends: number[] = [];
  const close = (): void => {
    for (const entry of cluster) placed.push({ ...entry, lanes: ends.length });
    cluster = [];
    ends = [];
  };
  for (const entry of sorted) {
    if (ends.every((end) => end <= entry.from)) close();
    const free = ends.findIndex((end) => end <= entry.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = entry.until;
    cluster.push({ ...entry, lane });
  }
  close();
  return placed;
}
