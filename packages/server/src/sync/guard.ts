/**
 * Distrusts a plan that would empty a mirror (S4). Pure. A delta that trips it is discarded and a
 * baseline is wanted; a baseline that trips it removes nothing, and only what the next one
 * misses as well is removed.
 */
import type { KnownEvent } from '../mirror/event-row.ts';

export const LEAST_SUSPICIOUS = 10;

export function isSuspicious(removals: number, inWindow: number): boolean {
  return removals >= LEAST_SUSPICIOUS && removals * 2 > inWindow;
}

export interface SweepVerdict {
  /** What may go now. */
  readonly remove: readonly KnownEvent[];
  /** Ids that must be missing once more before they go; empty when the plan is trusted. */
  readonly suspects: readonly string[];
}

export function judgeSweep(
  missing: readonly KnownEvent[],
  inWindow: number,
  earlierSuspects: readonly string[] | null,
): SweepVerdict {
  const suspected = new Set(earlierSuspects ?? []);
  const fresh = missing.filter((row) => !suspected.has(row.externalId));
  if (!isSuspicious(countEvents(fresh), inWindow)) return { remove: missing, suspects: [] };
  return {
    remove: missing.filter((row) => suspected.has(row.externalId)),
    suspects: fresh.map((row) => row.externalId),
  };
}

/** Masters are no events of the window. */
export function countEvents(rows: readonly KnownEvent[]): number {
  return rows.filter((row) => row.type !== 'seriesMaster').length;
}
