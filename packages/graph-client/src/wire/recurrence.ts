import { Type } from 'typebox';
import type { Static } from 'typebox';

import { maybe, maybeInteger, maybeString } from './tolerant.ts';

/** https://learn.microsoft.com/graph/api/resources/recurrencepattern : unused fields hold fillers. */
const recurrencePatternSchema = Type.Object({
  type: maybeString,
  interval: maybeInteger,
  month: maybeInteger,
  dayOfMonth: maybeInteger,
  daysOfWeek: maybe(Type.Array(Type.String())),
  firstDayOfWeek: maybeString,
  index: maybeString,
});

/** https://learn.microsoft.com/graph/api/resources/recurrencerange : `endDate` counts for type endDate only. */
const recurrenceRangeSchema = Type.Object({
  type: maybeString,
  startDate: maybeString,
  endDate: maybeString,
  recurrenceTimeZone: maybeString,
  numberOfOccurrences: maybeInteger,
});

export const patternedRecurrenceSchema = Type.Object({
  pattern: maybe(recurrencePatternSchema),
  range: maybe(recurrenceRangeSchema),
});

export type GraphRecurrencePattern = Static<typeof recurrencePatternSchema>;
export type GraphRecurrenceRange = Static<typeof recurrenceRangeSchema>;
export type GraphPatternedRecurrence = Static<typeof patternedRecurrenceSchema>;
