/** Which scopes of a token open calendars. Source: Microsoft Graph permissions reference; calendar facts 1.9. */
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';

export function accessDenied(): GraphError {
  return new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

export const isRead = ({ method }: GraphRequest): boolean => method === 'GET' || method === 'HEAD';

/** The caller's scopes in lower case, without the resource they may be written with. */
export function scopesOf(request: GraphRequest): Set<string> {
  return new Set([...request.caller.scopes].map((scope) => scope.toLowerCase().replace(/^.*\//, '')));
}

const WRITING = ['calendars.readwrite', 'calendars.readwrite.shared'];
const READING = ['calendars.read', 'calendars.read.shared', ...WRITING];

/** @throws GraphError 403 when the token does not allow it. Returns whether bodies may be seen. */
export function requireCalendarScope(request: GraphRequest): boolean {
  const scopes = scopesOf(request);
  const allows = (names: readonly string[]): boolean => names.some((name) => scopes.has(name));
  const full = allows(READING);
  if (isRead(request) ? !full && !scopes.has('calendars.readbasic') : !allows(WRITING)) throw accessDenied();
  return full;
}

/** The same for calendars of others. @throws GraphError 403 */
export function requireSharedScope(request: GraphRequest): void {
  const scopes = scopesOf(request);
  const writes = scopes.has('calendars.readwrite.shared');
  if (!writes && !(isRead(request) && scopes.has('calendars.read.shared'))) throw accessDenied();
}
