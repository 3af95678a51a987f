/** The schedules of push that every run of the suite plays; more of them by `npm run chaos -- --push`. */
import { expect } from 'vitest';

import { testDatabase } from '../../postgres.ts';
import { explore, sumOf } from '../trial.ts';
import { pushTrial } from './push-trial.ts';

export const PUSH_SCHEDULES = 6;
export const PUSH_STEPS = 16;

/** @param seed of the first; the next have the numbers after it */
export async function expectPushToHeal(seed: number): Promise<void> {
  await using one = await testDatabase({ poolSize: 1 });
  await using other = await testDatabase({ poolSize: 1 });
  const { played, failures } = await explore(pushTrial, {
    schedules: PUSH_SCHEDULES,
    seed,
    steps: PUSH_STEPS,
    databaseUrls: [one.url, other.url],
    shrinkMs: 60_000,
  });
  expect(failures).toEqual([]);
  expect(played).toHaveLength(PUSH_SCHEDULES);
  // A trial that met no trouble would prove nothing.
  for (const [key, least] of [
    ['told', 5 * PUSH_SCHEDULES],
    ['deaths', 1],
    ['forged', 1],
    ['kills', 1],
  ] as const)
    expect(sumOf(played, key), key).toBeGreaterThanOrEqual(least);
}
