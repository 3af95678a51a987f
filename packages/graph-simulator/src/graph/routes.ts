/**
 * Finds the handler of a Graph path. `/me` and `/users/{id|name}` are the same
 * tree; calendars are reached as `calendar`, `calendars/{id}`, or not named at all.
 */
import type { GraphAnswer } from './answer.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import {
  deleteCalendar,
  getCalendar,
  listCalendars,
  patchCalendar,
  postCalendar,
  requireCalendar,
} from './handle-calendars.ts';
import { handleDelta } from './handle-delta.ts';
import { eventAction } from './handle-event-actions.ts';
import {
  type EventScope,
  getEvent,
  listEvents,
  listInstances,
  listView,
  patchEvent,
  postEvent,
  removeEvent,
} from './handle-events.ts';
import { getGroup, listGroups, postGroup, requireGroup } from './handle-groups.ts';
import { getSettings } from './handle-settings.ts';
import { supportedTimeZones } from './handle-zones.ts';
import { entity } from './paged-list.ts';
import { presentUser } from './present-calendar.ts';
import { applySelect, selectedNames } from './select.ts';
import { translateIds } from './translate-ids.ts';

function accessDenied(): GraphError {
  return new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

function notASegment(segment: string): GraphError {
  return new GraphError(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
}

function notAllowed(): GraphError {
  return new GraphError(
    405,
    'Request_BadRequest',
    'Specified HTTP method is not allowed for the request target.',
  );
}

/** The caller's scopes in lower case, without the resource they may be written with. */
function scopesOf(request: GraphRequest): Set<string> {
  return new Set([...request.caller.scopes].map((scope) => scope.toLowerCase().replace(/^.*\//, '')));
}

/** @throws GraphError 403 when the token does not allow it. Returns whether bodies may be seen. */
function requireCalendarScope(request: GraphRequest): boolean {
  const scopes = scopesOf(request);
  const full = scopes.has('calendars.read') || scopes.has('calendars.readwrite');
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (reads ? !full && !scopes.has('calendars.readbasic') : !scopes.has('calendars.readwrite'))
    throw accessDenied();
  return full;
}

function get(request: GraphRequest): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw notAllowed();
}

function eventRoute(request: GraphRequest, scope: EventScope, rest: readonly string[]): GraphAnswer {
  const [id, tail, ...beyond] = rest;
  if (id === undefined) {
    if (request.method === 'POST') return postEvent(request, scope);
    get(request);
    return listEvents(request, scope);
  }
  if (id.toLowerCase() === 'delta')
    throw new GraphError(
      400,
      'ErrorInvalidRequest',
      "Change tracking is not supported against 'microsoft.graph.event'.",
    );
  if (tail === undefined) {
    if (request.method === 'PATCH') return patchEvent(request, scope, id);
    if (request.method === 'DELETE') return removeEvent(request, scope, id);
    get(request);
    return getEvent(request, scope, id);
  }
  const acted = beyond.length > 0 ? undefined : eventAction(request, scope, id, tail);
  if (acted !== undefined) return acted;
  if (tail.toLowerCase() !== 'instances' || beyond.length > 0) throw notASegment(tail);
  get(request);
  return listInstances(request, scope, id);
}

function viewRoute(request: GraphRequest, scope: EventScope, rest: readonly string[]): GraphAnswer {
  get(request);
  const [tail, ...beyond] = rest;
  if (tail === undefined) return listView(request, scope);
  if (tail.toLowerCase() !== 'delta' || beyond.length > 0) throw notASegment(tail);
  return handleDelta(request, scope.calendarId, scope.view);
}

function calendarEntityRoute(
  request: GraphRequest,
  { mailbox, calendarId, context }: EventScope,
): GraphAnswer {
  if (request.method === 'PATCH') return patchCalendar(request, mailbox, calendarId, context);
  if (request.method === 'DELETE') return deleteCalendar(mailbox, calendarId);
  get(request);
  return getCalendar(request, mailbox, calendarId, context);
}

function calendarRoute(request: GraphRequest, scope: EventScope, rest: readonly string[]): GraphAnswer {
  const [tail, ...beyond] = rest;
  switch (tail?.toLowerCase() ?? '') {
    case '':
      return calendarEntityRoute(request, scope);
    case 'events':
      return eventRoute(request, scope, beyond);
    case 'calendarview':
      return viewRoute(request, scope, beyond);
    default:
      throw notASegment(tail ?? '');
  }
}

/** `groupId`: of one group only. */
function calendarsRoute(
  request: GraphRequest,
  scope: EventScope,
  [id, ...beyond]: readonly string[],
  groupId?: string,
): GraphAnswer {
  const { mailbox, context } = scope;
  if (id === undefined) {
    if (request.method === 'POST') return postCalendar(request, mailbox, context, groupId);
    get(request);
    return listCalendars(request, mailbox, context, groupId);
  }
  requireCalendar(mailbox, id);
  if (groupId !== undefined && mailbox.calendarsOf(groupId).every((calendar) => calendar.id !== id))
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  const inside = `${context}('${encodeURIComponent(id)}')`;
  return calendarRoute(request, { ...scope, calendarId: id, strict: true, context: inside }, beyond);
}

function groupsRoute(
  request: GraphRequest,
  scope: EventScope,
  [id, tail, ...beyond]: readonly string[],
): GraphAnswer {
  const { mailbox, context } = scope;
  if (id === undefined) {
    if (request.method === 'POST') return postGroup(request, mailbox, context);
    get(request);
    return listGroups(request, mailbox, context);
  }
  const group = requireGroup(mailbox, id);
  if (tail === undefined) {
    get(request);
    return getGroup(request, group, context);
  }
  if (tail.toLowerCase() !== 'calendars') throw notASegment(tail);
  const inside = `${context}('${encodeURIComponent(id)}')/calendars`;
  return calendarsRoute(request, { ...scope, context: inside }, beyond, id);
}

/** What is no calendar has scopes of its own. Undefined where the path is none of these. */
function besideCalendars(request: GraphRequest, rest: readonly string[]): GraphAnswer | undefined {
  const [head = '', tail, argument = ''] = rest;
  const scopes = scopesOf(request);
  const mailbox = request.world.mailbox(request.caller.user.id);
  switch (head.toLowerCase()) {
    case 'mailboxsettings':
      get(request);
      if (!scopes.has('mailboxsettings.read') && !scopes.has('mailboxsettings.readwrite'))
        throw accessDenied();
      return getSettings(request, tail);
    case 'outlook':
      if (tail?.toLowerCase() !== 'supportedtimezones') throw notASegment(tail ?? head);
      get(request);
      return supportedTimeZones(request, argument);
    case 'translateexchangeids':
      if (request.method !== 'POST') throw notAllowed();
      return translateIds(request, mailbox);
    default:
      return undefined;
  }
}

function mailboxRoute(request: GraphRequest, rest: readonly string[]): GraphAnswer {
  const beside = besideCalendars(request, rest);
  if (beside !== undefined) return beside;
  const { world, caller, preferences } = request;
  const withBody = requireCalendarScope(request);
  const mailbox = world.mailbox(caller.user.id);
  const root = `users('${caller.user.id}')`;
  const scope: EventScope = {
    mailbox,
    calendarId: mailbox.defaultCalendarId,
    strict: false,
    view: { owner: caller.user, preferences, withBody },
    context: root,
  };
  const [head, ...tail] = rest;
  switch (head?.toLowerCase() ?? '') {
    case 'calendar':
      return calendarRoute(request, { ...scope, strict: true, context: `${root}/calendar` }, tail);
    case 'calendars':
      return calendarsRoute(request, { ...scope, context: `${root}/calendars` }, tail);
    case 'calendargroups':
      return groupsRoute(request, { ...scope, context: `${root}/calendarGroups` }, tail);
    case 'events':
    case 'calendarview':
      return calendarRoute(request, scope, rest);
    default:
      throw notASegment(head ?? '');
  }
}

export function answerGraph(request: GraphRequest): GraphAnswer {
  const { segments, caller, world } = request;
  const [head = '', ...tail] = segments;
  let rest = tail;
  if (head.toLowerCase() === 'users') {
    const [name = '', ...beyond] = tail;
    const user = world.findUser(name);
    if (user === undefined)
      throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${name}' is invalid.`);
    if (user.id !== caller.user.id) throw accessDenied();
    rest = beyond;
  } else if (head.toLowerCase() !== 'me') throw notASegment(head);
  if (rest.length > 0) return mailboxRoute(request, rest);
  get(request);
  const shown = presentUser(caller.user);
  const names = selectedNames(
    request.query.get('select'),
    { ...shown, userType: '', accountEnabled: '', mailboxSettings: '' },
    'microsoft.graph.user',
  );
  return entity(request, 'users/$entity', applySelect(shown, names));
}
