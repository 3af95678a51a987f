/** All mutations, by theme. */
import type { Mutation } from '../mutation.ts';
import { changeLogMutations } from './change-log.ts';
import { dueMutations } from './due.ts';
import { errorMutations } from './errors.ts';
import { graphMutations } from './graph.ts';
import { limitMutations } from './limits.ts';
import { loopMutations } from './loops.ts';
import { pageMutations } from './pages.ts';
import { poisonMutations } from './poison.ts';
import { pushMutations } from './push.ts';
import { removalMutations } from './removals.ts';
import { tokenMutations } from './tokens.ts';
import { unchangedMutations } from './unchanged.ts';

export const mutations: readonly Mutation[] = [
  ...pageMutations,
  ...limitMutations,
  ...dueMutations,
  ...unchangedMutations,
  ...removalMutations,
  ...poisonMutations,
  ...tokenMutations,
  ...loopMutations,
  ...errorMutations,
  ...changeLogMutations,
  ...graphMutations,
  ...pushMutations,
];
