import { Type } from 'typebox';
import type { Static } from 'typebox';

import { EventId } from './events.ts';
import { Freshness } from './freshness.ts';
import { syncTriggers } from './runs.ts';
import { closed, Instant, nullable, Uuid } from './schema-kit.ts';
import { EventTime } from './times.ts';

export const changeKinds = [
  'calendar.synced',
  'event.created',
  'event.updated',
  'event.deleted',
  'series.created',
  'series.updated',
  'series.deleted',
] as const;

/** What the log remembers of an event: never a body, an attendee or a link. */
export const EventSummary = closed({
  type: Type.String(),
  title: nullable(Type.String()),
  start: EventTime,
  end: EventTime,
  isAllDay: Type.Boolean(),
  status: Type.String(),
  showAs: nullable(Type.String()),
  location: nullable(Type.String()),
});

export const CalendarChange = closed({
  seq: Type.Integer({
    minimum: 1,
    description: 'ascending; nothing ever appears behind a number that was seen',
  }),
  calendarId: Uuid,
  kind: Type.Enum(changeKinds),
  eventId: nullable(EventId),
  externalId: nullable(Type.String()),
  before: nullable(EventSummary),
  after: nullable(EventSummary),
  cause: Type.Enum(syncTriggers),
  runId: nullable(Uuid),
  hops: closed({
    notifiedAt: Type.Optional(nullable(Instant)),
    roundStartedAt: Type.Optional(nullable(Instant)),
    fetchedAt: Type.Optional(nullable(Instant)),
  }),
  at: Instant,
});
export type CalendarChange = Static<typeof CalendarChange>;

/** nextCursor is never null: keep it, and give it as `since` when you ask next. */
export const CalendarChangeList = closed({
  items: Type.Array(CalendarChange),
  nextCursor: Type.String(),
  freshness: nullable(Freshness),
});
export type CalendarChangeList = Static<typeof CalendarChangeList>;

export const ChangesQuery = closed({
  since: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'changes after this number; default 0',
    }),
  ),
  calendarId: Type.Optional(Uuid),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'default 100' })),
});
export type ChangesQuery = Static<typeof ChangesQuery>;
