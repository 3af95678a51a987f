import { Type } from 'typebox';
import type { Static } from 'typebox';

import { problemCodes } from './problems.ts';
import { closed } from './schema-kit.ts';

/** What `/problems/{code}` says about a problem, for people and programs. */
export const ProblemDescription = closed({
  type: Type.String(),
  code: Type.Enum(problemCodes),
  status: Type.Integer(),
  title: Type.String(),
  whatToDo: Type.String(),
});
export type ProblemDescription = Static<typeof ProblemDescription>;
