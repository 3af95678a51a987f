/** Half of the schedules that every run of the suite plays: a process has one thread, and there are two cores. */
import { expect } from 'vitest';

import { testDatabase } from '../postgres.ts';
import { explore } from './explore.ts';

export const SCHEDULES = 150;
export const STEPS = 50;
/** Of a process, by SIGKILL; a schedule without a kill in it has none. */
const REAL_KILLS = 10;

/** @param seed of the first; the next have the numbers after it */
export async function expectConvergence(seed: number): Promise<void> {
  await using one = await testDatabase({ poolSize: 1 });
  await using other = await testDatabase({ poolSize: 1 });
  const explored = await explore({
    schedules: SCHEDULES,
    seed,
    steps: STEPS,
    realKillEvery: SCHEDULES / REAL_KILLS,
    // Half of a schedule is waiting for PostgreSQL and for answers.
    databaseUrls: [one.url, other.url],
    shrinkMs: 60_000,
  });
  expect(explored.failures).toEqual([]);
  expect(explored.played).toBe(SCHEDULES);
  // A proof that met no trouble would prove nothing.
  expect(explored.edits).toBeGreaterThan(10 * SCHEDULES);
  expect(explored.faultsMet).toBeGreaterThan(3 * SCHEDULES);
  expect(explored.kills).toBeGreaterThan(SCHEDULES);
  expect(explored.realKills).toBeGreaterThanOrEqual(REAL_KILLS);
  expect(explored.freezes).toBeGreaterThan(SCHEDULES / 4);
}
