/**
 * Notices that nobody was at work, or that nobody listened for Microsoft: the row in which processes say that they are
 * there is old. What must be made good then is asked for in the same transaction, so that it cannot be noticed and lost.
 */
import { sql } from 'kysely';

import { wantCatchUp } from '../connections/due.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';
import { PAUSE_MS } from '../models/heartbeat.ts';
import type { HeartbeatRow } from '../models/heartbeat.ts';
import { askFor } from './scheduled-job.ts';
import type { JobTimes } from './scheduled-job.ts';

export const DOWNTIME_MS = 10 * 60_000;
const CATCH_UP_WITHIN_MS = 20_000;
/** Ticks come every second from every process; the row need not. */
const WRITE_AFTER_MS = 5_000;

/** Whether the row may stay as it is: most ticks need not write it. */
export function isFreshBeat(last: Date | null | undefined, now: number): boolean {
  if (last === null || last === undefined) return false;
  const age = now - last.getTime();
  return age < WRITE_AFTER_MS && age >= -WRITE_AFTER_MS;
}

/** Beats where the row is old enough to be written. @returns as beat */
export async function beatIfDue(
  db: Db,
  clock: Clock,
  times: JobTimes,
  heart: Parameters<typeof beat>[2],
): Promise<number | undefined> {
  return isFreshBeat(times.get(heart.row)?.lastRunAt, clock.now()) ? undefined : beat(db, clock, heart);
}

/**
 * @param jobName is asked for after a downtime
 * @returns the downtime found, in milliseconds
 */
export async function beat(
  db: Db,
  clock: Clock,
  { row: name, jobName }: { readonly row: HeartbeatRow; readonly jobName?: string },
): Promise<number | undefined> {
  const now = clock.date();
  return await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ last: Date | null }>`
      with before as (
        select name, last_run_at from background_job
        where name = ${name} and (last_run_at is null or last_run_at <= ${new Date(clock.now() - WRITE_AFTER_MS)}
          or last_run_at > ${new Date(clock.now() + WRITE_AFTER_MS)})
        for update
      )
      update background_job j set last_run_at = ${now}, next_run_at = ${now},
        unbroken_since = case when ${now}::timestamptz - before.last_run_at <= make_interval(secs => ${PAUSE_MS / 1000})
          then coalesce(j.unbroken_since, ${now}) else ${now} end
      from before where j.name = before.name
      returning before.last_run_at as last`.execute(tx);
    const row = rows[0];
    if (row === undefined) {
      await tx
        .insertInto('background_job')
        .values({
          name,
          next_run_at: now,
          last_run_at: now,
          last_duration_ms: null,
          last_error: null,
          lease_holder: null,
          lease_until: null,
          unbroken_since: now,
        })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      return undefined;
    }
    const gap = row.last === null ? 0 : clock.now() - row.last.getTime();
    if (gap > PAUSE_MS) await wantCatchUp(tx, now, CATCH_UP_WITHIN_MS);
    if (gap <= DOWNTIME_MS) return undefined;
    if (jobName !== undefined) await askFor(tx, jobName, now);
    return gap;
  });
}
