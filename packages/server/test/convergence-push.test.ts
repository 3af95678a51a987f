/**
 * Push never goes quiet: whatever becomes of notifications, subscriptions and processes, once faults stop every
 * calendar is right within 5 minutes of what Graph told, or within the safety net where it told nothing; nothing told
 * was lost, nothing forged had an effect, and nobody had to help. docs/convergence.md says what is played.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { expectPushToHeal, PUSH_SCHEDULES, PUSH_STEPS } from './support/convergence/push/expect-push.ts';
import { playPush } from './support/convergence/push/play-push.ts';
import { PushRoom } from './support/convergence/push/push-room.ts';
import { parsePushScript } from './support/convergence/push/push-script.ts';
import type { PushScript } from './support/convergence/push/push-script.ts';
import { testDatabase } from './support/postgres.ts';

/** The same in every run of the suite. */
const SEED = 20_261_129;

/** Scripts that once broke a law of push. */
const found: readonly { name: string; file: string }[] = [
  {
    name: 'the row of its subscription was lost, and Graph had it for an address that was no longer ours',
    file: 'row-lost-address-moved.json',
  },
  { name: 'its calendar went on under another id', file: 'renamed.json' },
];

describe('push', () => {
  it(`heals after each of ${PUSH_SCHEDULES} schedules of ${PUSH_STEPS} steps, with lost and forged notifications, every death of a subscription, and kills`, async () => {
    await expectPushToHeal(SEED);
  }, 300_000);

  it('loses nothing that a process had committed when a SIGKILL came before its answer', async () => {
    await using database = await testDatabase({ poolSize: 1 });
    await using room = await PushRoom.open(database.url);
    const edit = { do: 'create', calendar: 0, shape: 'single', day: 2, value: 1 } as const;
    const script: PushScript = {
      world: 'usual',
      pageSize: 30,
      chance: 1,
      start: [],
      steps: [{ do: 'kill-told', edit, at: null }],
    };
    const { faults, realKills, told } = await playPush(room, script, { realKill: true });
    expect(faults).toEqual([]);
    expect(realKills).toBe(1);
    // The killed one's, said again to the next, and the three of the last look.
    expect(told).toBeGreaterThanOrEqual(5);
  }, 120_000);

  it.each(found)(
    'heals where it once did not: $name',
    async ({ file }) => {
      await using database = await testDatabase({ poolSize: 1 });
      await using room = await PushRoom.open(database.url);
      const folder = path.join(import.meta.dirname, 'support/convergence/push/found');
      const script = parsePushScript(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
      expect((await playPush(room, script)).faults).toEqual([]);
    },
    120_000,
  );
});
