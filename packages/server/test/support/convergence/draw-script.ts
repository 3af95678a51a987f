/** Scripts by chance: the same for the same seed and length. Weights are chosen so that things happen to each other. */
import fc from 'fast-check';

import { FAULTS, FIELDS, OCCURRENCE_CHANGES, SHAPES, WORLDS } from './script.ts';
import type { Edit, Script, Step, SyncStep } from './script.ts';

const some = fc.nat({ max: 999 });
const day = fc.integer({ min: -14, max: 46 });

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('create'),
      calendar: some,
      // Series are where it goes wrong.
      shape: fc.constantFrom(...SHAPES, 'series' as const, 'series' as const),
      day,
      value: some,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('change'),
      calendar: some,
      target: some,
      field: fc.constantFrom(...FIELDS),
      value: some,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('occurrence'),
      calendar: some,
      target: some,
      nth: some,
      how: fc.constantFrom(...OCCURRENCE_CHANGES),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('delete', 'delete', 'move', 'cancel'),
      calendar: some,
      target: some,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('respond'), calendar: some, target: some, value: some }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('split'), calendar: some, target: some, nth: some }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew-id'), calendar: fc.constantFrom(1, 2) }) },
);

const sync: fc.Arbitrary<SyncStep> = fc.record({
  do: fc.constant('sync'),
  workers: fc.constantFrom(1, 1, 2),
  killAt: fc.option(fc.integer({ min: 1, max: 160 }), { freq: 2 }),
  freezeAt: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
  ),
  meanwhile: fc.array(fc.record({ request: fc.integer({ min: 1, max: 6 }), edit }), {
    maxLength: 3,
    size: 'max',
  }),
});

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Past follow-ups, back-offs, polls, access tokens, the safety net, subscriptions, the weekly look, the edge of the window; once in a while the 90 idle days of a refresh token. */
const JUMPS = [
  3,
  20,
  70,
  6 * MINUTE,
  6 * MINUTE,
  70 * MINUTE,
  7 * HOUR,
  26 * HOUR,
  4 * DAY,
  8 * DAY,
  21 * DAY,
];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({ do: fc.constant('edit'), edit, told: fc.constantFrom(true, true, true, false) }),
  },
  { weight: 18, arbitrary: sync },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('notify'), calendar: some }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('want'), calendar: some, full: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('jump'),
      seconds: fc.oneof(
        { weight: 60, arbitrary: fc.constantFrom(...JUMPS) },
        { weight: 1, arbitrary: fc.constant(95 * DAY) },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('chaos'), rate: fc.constantFrom(0.1, 0.25, 0.5), seed: some }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault'),
      fault: fc.constantFrom(...FAULTS),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('calm') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('kill-tokens', 'kill-tokens', 'revoke'),
      calendar: some,
    }),
  },
);

export function drawScript(seed: number, length: number): Script {
  const exactly = { minLength: length, maxLength: length, size: 'max' as const };
  const script: fc.Arbitrary<Script> = fc.record({
    world: fc.constantFrom('usual', 'usual', ...WORLDS),
    occurrenceIds: fc.constantFrom('agree', 'agree', 'disagree'),
    rangeOnlyChange: fc.constantFrom('drops-exceptions', 'keeps-exceptions'),
    pageSize: fc.constantFrom(1, 2, 3, 5, 9, 30),
    start: fc.array(edit, { maxLength: 12, size: 'max' }),
    steps: fc.array(step, exactly),
    // Drawn last: seeds give the schedules that they gave before.
    seriesPages: fc.constantFrom('whole', 'whole', 'split', 'master-last'),
  });
  const [drawn] = fc.sample(fc.noBias(script), { seed, numRuns: 1 });
  if (drawn === undefined) throw new Error('Nothing was drawn.');
  return drawn;
}
