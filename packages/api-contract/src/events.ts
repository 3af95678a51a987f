import { Type } from 'typebox';
import type { Static } from 'typebox';

import { Freshness } from './freshness.ts';
import { closed, Count, Instant, listOf, nullable, Uuid } from './schema-kit.ts';
import { EventTime } from './times.ts';

export const eventTypes = ['singleInstance', 'occurrence', 'exception', 'seriesMaster'] as const;
export const importances = ['LOW', 'NORMAL', 'HIGH'] as const;
/** Microsoft Graph's freeBusyStatus. https://learn.microsoft.com/graph/api/resources/event */
export const showAsValues = ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'] as const;

/** `<connection uuid>.<row number>` */
export const EventId = Type.String({
  pattern: '^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\.[1-9][0-9]{0,14}$',
  description: '<calendar id>.<number>',
});

export const EventBody = closed({
  contentType: nullable(Type.String({ description: 'html or text' })),
  content: Type.String({ description: 'as Microsoft delivered it: hostile HTML, sanitise before showing' }),
  truncated: Type.Boolean({ description: 'it was longer than 1 MiB' }),
});

export type EventBody = Static<typeof EventBody>;

const Person = closed({ name: nullable(Type.String()), address: nullable(Type.String()) });

/** An event of the mirror. An occurrence carries its own times and its series' everything else. */
export const CalendarEvent = closed({
  id: EventId,
  calendarId: Uuid,
  externalId: Type.String({ description: 'Microsoft Graph’s immutable id, case-sensitive' }),
  changeKey: nullable(Type.String()),
  type: Type.Enum(eventTypes),
  title: nullable(Type.String()),
  bodyPreview: nullable(Type.String()),
  body: Type.Optional(nullable(EventBody)),
  start: EventTime,
  end: EventTime,
  isAllDay: Type.Boolean(),
  timeZone: nullable(Type.String({ description: 'IANA' })),
  status: Type.Enum(['confirmed', 'tentative', 'cancelled']),
  showAs: nullable(Type.String()),
  sensitivity: nullable(Type.String()),
  importance: nullable(Type.Enum(importances)),
  outlookCategories: Type.Array(Type.String()),
  seriesMasterId: nullable(Type.String({ description: 'Microsoft Graph’s id of the series' })),
  seriesEventId: nullable(EventId),
  originalStart: nullable(Instant),
  recurrenceRule: nullable(
    Type.String({
      description: 'RRULE value, RFC 5545; on the series master only, so that nothing is expanded twice',
    }),
  ),
  recurrenceStart: nullable(Type.String({ description: 'DTSTART of the rule, in recurrenceTimeZone' })),
  recurrenceTimeZone: nullable(
    Type.String({ description: 'IANA name; null for all-day series, whose dates float' }),
  ),
  recurrenceExceptions: nullable(
    Type.Array(Type.String(), {
      description:
        'EXDATE: starts of the rule inside the mirrored window that do not take place, written as recurrenceStart; null: not known, ask for view=instances instead',
    }),
  ),
  recurrenceAdditions: nullable(
    Type.Array(Type.String(), {
      description:
        'RDATE: starts inside the mirrored window that the rule does not give, written as recurrenceStart; null: not known',
    }),
  ),
  recurrenceFidelity: nullable(
    Type.Enum(['exact', 'fitted', 'opaque'], {
      description:
        'how the rule agrees with what Microsoft delivered; null: not compared yet, the instances are the truth',
    }),
  ),
  teamsEnabled: Type.Boolean(),
  teamsMeetingUrl: nullable(Type.String()),
  teamsConferenceId: nullable(Type.String()),
  location: nullable(Type.String()),
  locations: Type.Array(
    closed({
      displayName: nullable(Type.String()),
      locationType: nullable(Type.String()),
      locationUri: nullable(Type.String()),
      address: Type.Unknown({ description: 'as Microsoft Graph gives it, or null' }),
      coordinates: Type.Unknown({ description: 'as Microsoft Graph gives it, or null' }),
    }),
  ),
  organizer: nullable(Person),
  isOrganizer: nullable(Type.Boolean()),
  attendees: Type.Array(
    closed({
      ...Person.properties,
      type: nullable(Type.String()),
      response: nullable(Type.String()),
      respondedAt: nullable(Instant),
    }),
  ),
  response: nullable(Type.String()),
  hasAttachments: nullable(Type.Boolean()),
  iCalUId: nullable(Type.String()),
  webLink: nullable(Type.String()),
  createdDateTime: nullable(Instant),
  lastModifiedDateTime: nullable(Instant),
  isHistory: Type.Boolean({ description: 'it has left the mirrored window by the passing of time' }),
  syncedAt: Instant,
});
export type CalendarEvent = Static<typeof CalendarEvent>;

export const CalendarEventList = listOf(CalendarEvent, Freshness);
export type CalendarEventList = Static<typeof CalendarEventList>;

/** The longest range one query may ask for, Microsoft Graph's own limit. */
export const longestRangeDays = 1825;
export const defaultRangeDays = 30;
/** 30 days: who takes older than that need not ask. */
export const longestStalenessSeconds = 2_592_000;

export const CalendarEventsQuery = closed({
  start: Type.Optional(Type.String({ description: 'RFC 3339 with offset; default now' })),
  end: Type.Optional(
    Type.String({
      description: `RFC 3339 with offset, exclusive, at most ${longestRangeDays} days after start; default start + ${defaultRangeDays} days`,
    }),
  ),
  category: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  importance: Type.Optional(Type.Enum(importances)),
  showAs: Type.Optional(Type.Enum(showAsValues)),
  teams: Type.Optional(
    Type.Boolean({ description: 'only events with (true) or without (false) a Teams meeting' }),
  ),
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'text in title, location or preview, case-insensitive',
    }),
  ),
  view: Type.Optional(
    Type.Enum(['instances', 'series'], {
      description: 'instances (default): every occurrence by itself; series: a series once, as its master',
    }),
  ),
  include: Type.Optional(
    Type.Enum(['body'], { description: 'bodies are left out of lists unless asked for' }),
  ),
  maxStaleness: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: longestStalenessSeconds,
      description:
        'seconds; 503 with the code too_stale, and no events, unless the mirror is known to be the calendar of no longer ago',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'default 100' })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});
export type CalendarEventsQuery = Static<typeof CalendarEventsQuery>;

export const EventsQuery = closed({ ...CalendarEventsQuery.properties, calendarId: Type.Optional(Uuid) });
export type EventsQuery = Static<typeof EventsQuery>;

/** A category and how many events of the mirror carry it, every occurrence counted. By name. */
export const CategoryCount = closed({ name: Type.String(), count: Count });
export type CategoryCount = Static<typeof CategoryCount>;

export const CategoryList = listOf(CategoryCount, Freshness);
export type CategoryList = Static<typeof CategoryList>;
