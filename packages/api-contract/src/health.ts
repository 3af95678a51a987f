import { Type } from 'typebox';
import type { Static } from 'typebox';

import { closed } from './schema-kit.ts';

export const Live = closed({ status: Type.Literal('ok') });
export type Live = Static<typeof Live>;

export const Ready = closed({
  status: Type.Enum(['ok', 'unavailable']),
  checks: Type.Record(Type.String(), Type.Enum(['ok', 'failed'])),
});
export type Ready = Static<typeof Ready>;
