/**
 * What the change log remembers of an event: enough to tell a person what happened,
 * never a body, an attendee or a link.
 */

/** A point in time of an event over HTTP: an instant with its zone, or the date of an all-day event. */
export type EventTime = { dateTime: string; timeZone: string | null } | { date: string };

export interface EventSummary {
  readonly type: string;
  readonly title: string | null;
  readonly start: EventTime;
  readonly end: EventTime;
  readonly isAllDay: boolean;
  readonly status: string;
  readonly showAs: string | null;
  readonly location: string | null;
}

export const changeKinds = [
  /** A first baseline: the whole calendar became readable; no row for each event. */
  'calendar.synced',
  'event.created',
  'event.updated',
  'event.deleted',
  'series.created',
  /** The master or any of its occurrences changed; one row for the whole series. */
  'series.updated',
  'series.deleted',
] as const;

export type ChangeKind = (typeof changeKinds)[number];
