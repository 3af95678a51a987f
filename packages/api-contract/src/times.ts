import { Type } from 'typebox';
import type { Static } from 'typebox';

import { CalendarDate, closed, Instant, nullable } from './schema-kit.ts';

/** An instant in UTC, with the IANA zone its author saw it in. */
export const InstantTime = closed({
  dateTime: Instant,
  timeZone: nullable(Type.String({ description: 'IANA name; null where Microsoft gave none that is known' })),
});

/** A date of an all-day event. Dates are never converted between zones. */
export const DateTime = closed({ date: CalendarDate });

/** `isAllDay` beside it says which of the two it is. An end is exclusive. */
export const EventTime = Type.Union([InstantTime, DateTime]);
export type EventTime = Static<typeof EventTime>;
