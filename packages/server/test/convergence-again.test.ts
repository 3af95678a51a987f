/** The other half of the schedules of convergence.test.ts, at the same time in another process. */
import { describe, it } from 'vitest';

import { SCHEDULES, STEPS, expectConvergence } from './support/convergence/expect-convergence.ts';

describe('the mirror', () => {
  it(`equals the mailbox after each of ${SCHEDULES} more schedules of ${STEPS} steps`, async () => {
    await expectConvergence(20_261_423);
  }, 900_000);
});
