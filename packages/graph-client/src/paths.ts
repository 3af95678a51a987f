/** Paths of Graph v1.0 below the base URL. Ids hold `=`, `/` and `+`, so every segment is encoded. */

export function mailboxPath(mailbox: string | undefined): string {
  return mailbox === undefined || mailbox === 'me' ? '/me' : `/users/${encodeURIComponent(mailbox)}`;
}

export function calendarPath(mailbox: string | undefined, calendarId: string): string {
  return `${mailboxPath(mailbox)}/calendars/${encodeURIComponent(calendarId)}`;
}

export function subscriptionPath(subscriptionId: string): string {
  return `/subscriptions/${encodeURIComponent(subscriptionId)}`;
}

/** A date and time as the client takes it: a Date, or RFC 3339 text; text without an offset means UTC. */
export type Instant = Date | string;

/** A moment in the only form that no part of Graph misreads. Throws RangeError for what is no date. */
function utc(instant: Instant): string {
  const date = typeof instant === 'string' ? new Date(withOffset(instant)) : instant;
  if (Number.isNaN(date.getTime())) throw new RangeError('A start or end is not an RFC 3339 date and time.');
  return date.toISOString();
}

function withOffset(text: string): string {
  return /T.*(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes('T') ? text : `${text}Z`;
}

/** `startDateTime=…&endDateTime=…`, as calendarView, delta and instances require. */
export function windowQuery(start: Instant, end: Instant): string {
  return `startDateTime=${encodeURIComponent(utc(start))}&endDateTime=${encodeURIComponent(utc(end))}`;
}
