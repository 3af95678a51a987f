/**
 * Finds the handler of what is below a mailbox's calendars: events, views, deltas, permissions, groups. A scope says
 * whose calendar the path has come to and what its reader may do there.
 */
import type { OpenedCopy } from '../sharing/open-calendar.ts';
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
  requireEditable,
} from './handle-events.ts';
import { getGroup, listGroups, postGroup, requireGroup } from './handle-groups.ts';
import { answerPermissions } from './handle-permissions.ts';
import { answerCopy, answerForeign, findCopy, scopeOfCopy, scopeOfEvent } from './handle-shared-calendars.ts';
import { accessDenied, isRead } from './require-scopes.ts';

export function notASegment(segment: string): GraphError {
  return new GraphError(400, 'BadRequest', `Resource not found for the segment '${segment}'.`);
}

export function notAllowed(): GraphError {
  return new GraphError(
    405,
    'Request_BadRequest',
    'Specified HTTP method is not allowed for the request target.',
  );
}

function notTracked(): GraphError {
  return new GraphError(
    400,
    'ErrorInvalidRequest',
    "Change tracking is not supported against 'microsoft.graph.event'.",
  );
}

/** @throws GraphError 405 */
export function requireGet(request: GraphRequest): void {
  if (!isRead(request)) throw notAllowed();
}

/** @throws GraphError 403 for a role that only reads, EditError for a private event of somebody else. */
function requireWriter(request: GraphRequest, scope: EventScope, id: string | undefined): void {
  const { rights } = scope.view;
  if (rights === undefined || isRead(request)) return;
  if (!rights.writes) throw accessDenied();
  if (id !== undefined) requireEditable(scope, id);
}

function eventRoute(request: GraphRequest, given: EventScope, rest: readonly string[]): GraphAnswer {
  const [id, tail, ...beyond] = rest;
  const scope = id === undefined ? given : scopeOfEvent(request, given, id);
  requireWriter(request, scope, id);
  if (id === undefined) {
    if (request.method === 'POST') return postEvent(request, scope);
    requireGet(request);
    return listEvents(request, scope);
  }
  if (id.toLowerCase() === 'delta') {
    requireGet(request);
    if (request.world.switches.current.eventsDelta === 'refused') throw notTracked();
    return handleDelta(request, scope, 'events');
  }
  if (tail === undefined) {
    if (request.method === 'PATCH') return patchEvent(request, scope, id);
    if (request.method === 'DELETE') return removeEvent(request, scope, id);
    requireGet(request);
    return getEvent(request, scope, id);
  }
  const acted = beyond.length > 0 ? undefined : eventAction(request, scope, id, tail);
  if (acted !== undefined) return acted;
  if (tail.toLowerCase() !== 'instances' || beyond.length > 1) throw notASegment(tail);
  requireGet(request);
  if (beyond[0]?.toLowerCase() === 'delta') throw notTracked();
  if (beyond.length > 0) throw notASegment(tail);
  return listInstances(request, scope, id);
}

function viewRoute(request: GraphRequest, scope: EventScope, rest: readonly string[]): GraphAnswer {
  requireGet(request);
  const [tail, ...beyond] = rest;
  if (tail === undefined) return listView(request, scope);
  if (tail.toLowerCase() !== 'delta' || beyond.length > 0) throw notASegment(tail);
  return handleDelta(request, scope);
}

function calendarEntityRoute(request: GraphRequest, scope: EventScope): GraphAnswer {
  const { mailbox, calendarId, context, view } = scope;
  if (view.rights !== undefined) return answerForeign(request, scope, view.rights);
  if (request.method === 'PATCH') return patchCalendar(request, mailbox, calendarId, context);
  if (request.method === 'DELETE') return deleteCalendar(mailbox, calendarId);
  requireGet(request);
  return getCalendar(request, mailbox, calendarId, context);
}

export function calendarRoute(
  request: GraphRequest,
  scope: EventScope,
  rest: readonly string[],
): GraphAnswer {
  const [tail, ...beyond] = rest;
  switch (tail?.toLowerCase() ?? '') {
    case '':
      return calendarEntityRoute(request, scope);
    case 'events':
      return eventRoute(request, scope, beyond);
    case 'calendarview':
      return viewRoute(request, scope, beyond);
    case 'calendarpermissions':
      return answerPermissions(request, scope, beyond);
    default:
      throw notASegment(tail ?? '');
  }
}

/** A calendar of somebody else in the caller's own list. */
function copyRoute(
  request: GraphRequest,
  scope: EventScope,
  copy: OpenedCopy,
  rest: readonly string[],
): GraphAnswer {
  const inside = { ...scope, context: `${scope.context}('${encodeURIComponent(copy.copy.id)}')` };
  if (rest.length === 0) return answerCopy(request, copy, inside.context);
  return calendarRoute(request, scopeOfCopy(request, inside, copy), rest);
}

/** Of the caller. `groupId`: of one group only. */
export function calendarsRoute(
  request: GraphRequest,
  scope: EventScope,
  [id, ...beyond]: readonly string[],
  groupId?: string,
): GraphAnswer {
  const { mailbox, context } = scope;
  if (id === undefined) {
    if (request.method === 'POST') return postCalendar(request, mailbox, context, groupId);
    requireGet(request);
    return listCalendars(request, mailbox, context, groupId);
  }
  const copy = findCopy(request, id);
  if (copy !== undefined) return copyRoute(request, scope, copy, beyond);
  requireCalendar(mailbox, id);
  if (groupId !== undefined && mailbox.calendarsOf(groupId).every((calendar) => calendar.id !== id))
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  const inside = `${context}('${encodeURIComponent(id)}')`;
  return calendarRoute(request, { ...scope, calendarId: id, strict: true, context: inside }, beyond);
}

export function groupsRoute(
  request: GraphRequest,
  scope: EventScope,
  [id, tail, ...beyond]: readonly string[],
): GraphAnswer {
  const { mailbox, context } = scope;
  if (id === undefined) {
    if (request.method === 'POST') return postGroup(request, mailbox, context);
    requireGet(request);
    return listGroups(request, mailbox, context);
  }
  const group = requireGroup(mailbox, id);
  if (tail === undefined) {
    requireGet(request);
    return getGroup(request, group, context);
  }
  if (tail.toLowerCase() !== 'calendars') throw notASegment(tail);
  const inside = `${context}('${encodeURIComponent(id)}')/calendars`;
  return calendarsRoute(request, { ...scope, context: inside }, beyond, id);
}
