/**
 * How a calendar is read: by delta in pages of a size, or, where delta does not come to an end with any
 * size, as a plain view of the whole window (S8). Pure. The window is the same in all of them.
 * Source: msgraph-sdk-dotnet issues 3070 and 3082 (a series that expands to more than a page repeats for ever).
 */
const LARGEST = 1000;
const PAGE_SIZES = [250, 500, LARGEST] as const;
const WEEK_MS = 7 * 86_400_000;
const PUT_OFF_MS = 6 * 3_600_000;

/** What a connection remembers of how it is read. */
export interface ReadingMemory {
  readonly deltaPageSize: number;
  /** Set while it is read as a view. */
  readonly deltaAgainAt: Date | null;
}

export interface Reading {
  readonly reads: 'delta' | 'view';
  readonly pageSize: number;
}

export function readingOf({ deltaPageSize, deltaAgainAt }: ReadingMemory, now: number): Reading {
  return deltaAgainAt === null || deltaAgainAt.getTime() <= now
    ? { reads: 'delta', pageSize: deltaPageSize }
    : { reads: 'view', pageSize: LARGEST };
}

/** undefined: there is nothing larger. */
export function largerPage(pageSize: number): number | undefined {
  return PAGE_SIZES.find((size) => size > pageSize);
}

/** Never later than six hours, up to a tenth earlier. */
export function fullAgainAt(now: number, jitter: number): Date {
  return new Date(now + Math.round(PUT_OFF_MS * (1 - jitter / 10)));
}

/** Never later than the promised week, up to a tenth earlier. `jitter` is in [0, 1). */
export function deltaAgainAt(now: number, jitter: number): Date {
  return new Date(now + Math.round(WEEK_MS * (1 - jitter / 10)));
}
