/** Scripts of push by chance: the same for the same seed and length. */
import fc from 'fast-check';

import { edit } from '../draw-script.ts';
import { DEATHS, FORGERIES, ON_THE_WAY, PUSH_WORLDS, REFUSALS } from './push-script.ts';
import type { PushScript, PushStep, WorkStep } from './push-script.ts';

const some = fc.nat({ max: 999 });
const times = fc.integer({ min: 1, max: 4 });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const work: fc.Arbitrary<WorkStep> = fc.record({
  do: fc.constant('work'),
  processes: fc.constantFrom(1, 1, 2),
  killAt: fc.option(fc.integer({ min: 1, max: 160 }), { freq: 3 }),
  meanwhile: fc.array(fc.record({ request: fc.integer({ min: 1, max: 6 }), edit }), {
    maxLength: 2,
    size: 'max',
  }),
});

const step: fc.Arbitrary<PushStep> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ do: fc.constant('edit'), edit }) },
  { weight: 16, arbitrary: work },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('kill-told'),
      edit,
      at: fc.option(fc.integer({ min: 1, max: 40 }), { freq: 1 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('pass'),
      // Past follow-ups, retries, polls, tokens, the safety net, kept notifications, subscriptions.
      seconds: fc.constantFrom(20, 70, 6 * MINUTE, 20 * MINUTE, 70 * MINUTE, 5 * HOUR, 13 * HOUR, 2 * DAY),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('down'),
      seconds: fc.constantFrom(5, MINUTE, 12 * MINUTE, 80 * MINUTE, 5 * HOUR, 4 * DAY),
      edits: fc.array(edit, { maxLength: 3, size: 'max' }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('door'),
      door: fc.constantFrom(
        'open',
        'open',
        'open',
        'open',
        'open',
        'refusing',
        'slow',
        'silent',
        'proxy-page',
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('on-the-way'), what: fc.constantFrom(...ON_THE_WAY), times }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('chaos'), rate: fc.constantFrom(0.1, 0.25, 0.5), seed: some }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('refuse'), refusal: fc.constantFrom(...REFUSALS), times }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('calm') }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('die'), death: fc.constantFrom(...DEATHS), calendar: some }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('forge'),
      forgery: fc.constantFrom(...FORGERIES),
      calendar: some,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replay'), calendar: some }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke'), calendar: some }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sign-in') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('switch'), calendar: some, on: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill-tokens'), calendar: some }) },
);

export function drawPushScript(seed: number, length: number): PushScript {
  const exactly = { minLength: length, maxLength: length, size: 'max' as const };
  const script: fc.Arbitrary<PushScript> = fc.record({
    world: fc.constantFrom('usual', 'usual', ...PUSH_WORLDS),
    pageSize: fc.constantFrom(2, 5, 30),
    chance: some,
    start: fc.array(edit, { maxLength: 6, size: 'max' }),
    steps: fc.array(step, exactly),
  });
  const [drawn] = fc.sample(fc.noBias(script), { seed, numRuns: 1 });
  if (drawn === undefined) throw new Error('Nothing was drawn.');
  return drawn;
}
