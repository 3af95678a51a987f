import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';

import { emailAddressSchema } from './people.ts';
import { id, maybe, maybeBoolean, maybeString } from './tolerant.ts';

/**
 * `isDefaultCalendar` is missing from older answers; `owner` differs from the mailbox when shared.
 * https://learn.microsoft.com/graph/api/resources/calendar
 */
export const calendarSchema = Type.Object({
  id,
  name: maybeString,
  changeKey: maybeString,
  color: maybeString,
  /** `#RRGGBB`, or empty if none was ever set. */
  hexColor: maybeString,
  isDefaultCalendar: maybeBoolean,
  canEdit: maybeBoolean,
  canShare: maybeBoolean,
  canViewPrivateItems: maybeBoolean,
  isRemovable: maybeBoolean,
  isTallyingResponses: maybeBoolean,
  owner: maybe(emailAddressSchema),
});

export type GraphCalendar = Static<typeof calendarSchema>;

export const calendarValidator = Compile(calendarSchema);
