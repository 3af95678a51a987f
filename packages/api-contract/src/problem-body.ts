import { Type } from 'typebox';
import type { Static } from 'typebox';

import { problemCodes } from './problems.ts';
import { closed } from './schema-kit.ts';

export const FieldError = closed({
  field: Type.String({ description: 'where the value stands: `start`, `calendarIds/0`' }),
  message: Type.String(),
});
export type FieldError = Static<typeof FieldError>;

/** Body of every answer that is an error. RFC 9457, application/problem+json. */
export const ProblemBody = closed({
  type: Type.String({ description: '/problems/{code}' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({ description: 'a sentence that says what to do' }),
  code: Type.Enum(problemCodes),
  requestId: Type.String({ description: 'the x-request-id of this answer' }),
  errors: Type.Optional(Type.Array(FieldError)),
});
export type ProblemBody = Static<typeof ProblemBody>;
