/**
 * C, our product: after any sequence of edits, faults and crashes, once faults stop, the mirror equals the mailbox.
 * Scripts are drawn from a seed and played against the simulator and a real PostgreSQL; other seeds, and more of
 * them, by `npm run chaos`. docs/convergence.md says what this proves and what it assumes.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { SCHEDULES, STEPS, expectConvergence } from './support/convergence/expect-convergence.ts';
import { play } from './support/convergence/play.ts';
import { Room } from './support/convergence/room.ts';
import { parseScript } from './support/convergence/script.ts';
import { testDatabase } from './support/postgres.ts';

/** The same in every run of the suite. */
const SEED = 20_261_123;

/** Scripts that once ended with a wrong mirror. */
const found: readonly { name: string; file: string }[] = [
  {
    name: 'a calendar was given another id while it was forbidden',
    file: 'renamed-while-forbidden.json',
  },
  {
    name: 'Graph refused fresh tokens for a while, and nobody had to sign in again',
    file: 'token-refused-thrice.json',
  },
  {
    name: 'a series in a zone that nobody knows was made all-day, and one of its dates was renamed',
    file: 'all-day-in-a-zone-nobody-knows.json',
  },
];

describe('the mirror', () => {
  it(`equals the mailbox after each of ${SCHEDULES} schedules of ${STEPS} steps, with edits, faults, jumps of time, kills and zombies`, async () => {
    await expectConvergence(SEED);
  }, 900_000);

  it.each(found)(
    'equals the mailbox where it once did not: $name',
    async ({ file }) => {
      await using database = await testDatabase({ poolSize: 1 });
      await using room = await Room.open(database.url);
      const script = parseScript(
        JSON.parse(readFileSync(path.join(import.meta.dirname, 'support/convergence/found', file), 'utf8')),
      );
      expect((await play(room, script)).faults).toEqual([]);
    },
    120_000,
  );
});
