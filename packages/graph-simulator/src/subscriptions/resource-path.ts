/** What a subscription's `resource` names, as the client wrote it. */
export interface ResourcePath {
  /** `me`, an object id or a user principal name. */
  readonly user: string;
  /** Undefined: the mailbox's events, of which Graph in practice reports the default calendar's. */
  readonly calendarId: string | undefined;
}

/**
 * Takes the forms `me/events`, `users/{id}/events` and those with
 * `/calendars/{id}/events`, with or without a leading slash. Undefined for every
 * other resource, single events and queries included.
 */
export function parseResourcePath(resource: string): ResourcePath | undefined {
  const parts = resource.replace(/^\//, '').split('/');
  const [first = '', ...others] = parts;
  const named = first.toLowerCase() === 'users';
  if (!named && first.toLowerCase() !== 'me') return undefined;
  // The prefix tells a principal name that begins with a GUID from an object id.
  const user = named ? others.shift()?.replace(/^AAD-UPN:/i, '') : 'me';
  if (user === undefined || user === '') return undefined;
  const [collection, calendarId, items] = others;
  if (others.length === 1 && collection?.toLowerCase() === 'events')
    return { user: decode(user), calendarId: undefined };
  if (
    others.length === 3 &&
    collection?.toLowerCase() === 'calendars' &&
    calendarId !== undefined &&
    calendarId !== '' &&
    items?.toLowerCase() === 'events'
  )
    return { user: decode(user), calendarId: decode(calendarId) };
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
