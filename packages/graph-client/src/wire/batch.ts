import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * The answer to `$batch`. Its 200 says nothing about the members, whose order may differ from that of
 * the requests; what a member's body is depends on its status.
 * https://learn.microsoft.com/graph/json-batching
 */
const batchAnswerSchema = Type.Object({
  responses: Type.Array(
    Type.Object({
      id: Type.String(),
      status: Type.Integer(),
      headers: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
      body: Type.Optional(Type.Unknown()),
    }),
  ),
});

export type BatchAnswer = Static<typeof batchAnswerSchema>;

export const batchAnswerValidator = Compile(batchAnswerSchema);
