/**
 * Business time. Deadlines are columns compared with `clock.now()` passed as a parameter;
 * leases and time-outs are real database time and never come here (lease.ts).
 * Under test the clock is a row that every process reads, so that days pass in a moment.
 */
import { sql } from 'kysely';
import type { QueryExecutorProvider } from 'kysely';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  date(): Date;
  /** Reads the stored offset again: at every tick, and at the start of each request and job. */
  refresh(): Promise<void>;
}

/** Real time. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    date: () => new Date(Date.now()),
    refresh: () => Promise.resolve(),
  };
}

/** Real time plus `clock_offset.offset_ms` (no row: nothing). For tests only. */
export function storedOffsetClock(db: QueryExecutorProvider): Clock {
  let offset = 0;
  const now = (): number => Date.now() + offset;
  return {
    now,
    date: () => new Date(now()),
    refresh: async () => {
      const { rows } = await sql<{ offset_ms: number }>`select offset_ms from clock_offset`.execute(db);
      offset = rows[0]?.offset_ms ?? 0;
    },
  };
}
