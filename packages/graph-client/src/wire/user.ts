import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';

import { id, maybeString } from './tolerant.ts';

/** `mail` is null for many accounts. https://learn.microsoft.com/graph/api/resources/user */
export const userSchema = Type.Object({
  id,
  displayName: maybeString,
  mail: maybeString,
  userPrincipalName: maybeString,
});

export type GraphUser = Static<typeof userSchema>;

export const userValidator = Compile(userSchema);
