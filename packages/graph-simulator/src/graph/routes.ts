/**
 * Finds the handler of a Graph path. `/me` and `/users/{id|name}` are the same tree, of the caller or of
 * somebody who shares calendars with the caller; calendars are reached as `calendar`, `calendars/{id}`, or not
 * named at all.
 */
import type { Mailbox } from '../mailbox/mailbox.ts';
import { rightsIn } from '../sharing/open-calendar.ts';
import type { SimUser } from '../world/types.ts';
import type { GraphAnswer } from './answer.ts';
import {
  calendarRoute,
  calendarsRoute,
  groupsRoute,
  notAllowed,
  notASegment,
  requireGet,
} from './calendar-routes.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import { requireCalendar } from './handle-calendars.ts';
import type { EventScope } from './handle-events.ts';
import { getSettings, patchSettings } from './handle-settings.ts';
import { listForeign, openCalendars } from './handle-shared-calendars.ts';
import { supportedTimeZones } from './handle-zones.ts';
import { entity } from './paged-list.ts';
import { presentUser } from './present-calendar.ts';
import { accessDenied, requireCalendarScope, requireSharedScope, scopesOf } from './require-scopes.ts';
import { applySelect, selectedNames } from './select.ts';
import { translateIds } from './translate-ids.ts';

function settingsRoute(request: GraphRequest, mailbox: Mailbox, name: string | undefined): GraphAnswer {
  const scopes = scopesOf(request);
  const writes = scopes.has('mailboxsettings.readwrite');
  const isPatch = request.method === 'PATCH' && name === undefined;
  if (!isPatch) requireGet(request);
  if (!writes && (isPatch || !scopes.has('mailboxsettings.read'))) throw accessDenied();
  return isPatch ? patchSettings(request, mailbox) : getSettings(request, mailbox, name);
}

/** What is no calendar has scopes of its own. Undefined where the path is none of these. */
function besideCalendars(request: GraphRequest, rest: readonly string[]): GraphAnswer | undefined {
  const [head = '', tail, argument = ''] = rest;
  const mailbox = request.world.mailbox(request.caller.user.id);
  switch (head.toLowerCase()) {
    case 'mailboxsettings':
      return settingsRoute(request, mailbox, tail);
    case 'outlook':
      if (tail?.toLowerCase() !== 'supportedtimezones') throw notASegment(tail ?? head);
      requireGet(request);
      return supportedTimeZones(request, argument);
    case 'translateexchangeids':
      if (request.method !== 'POST') throw notAllowed();
      return translateIds(request, mailbox);
    default:
      return undefined;
  }
}

function scopeOf(request: GraphRequest, owner: SimUser): EventScope {
  const { world, preferences } = request;
  const withBody = requireCalendarScope(request);
  const mailbox = world.mailbox(owner.id);
  const { originalStartForm, textBodies, undeclaredKeys } = world.switches.current;
  return {
    mailbox,
    calendarId: mailbox.defaultCalendarId,
    strict: false,
    view: {
      owner,
      preferences,
      withBody,
      originalStartForm,
      textBodies,
      undeclared: undeclaredKeys === 'more',
    },
    context: `users('${owner.id}')`,
  };
}

function ownRoute(request: GraphRequest, rest: readonly string[]): GraphAnswer {
  const beside = besideCalendars(request, rest);
  if (beside !== undefined) return beside;
  const scope = scopeOf(request, request.caller.user);
  const { context } = scope;
  const [head, ...tail] = rest;
  switch (head?.toLowerCase() ?? '') {
    case 'calendar':
      return calendarRoute(request, { ...scope, strict: true, context: `${context}/calendar` }, tail);
    case 'calendars':
      return calendarsRoute(request, { ...scope, context: `${context}/calendars` }, tail);
    case 'calendargroups':
      return groupsRoute(request, { ...scope, context: `${context}/calendarGroups` }, tail);
    case 'events':
    case 'calendarview':
      return calendarRoute(request, scope, rest);
    default:
      throw notASegment(head ?? '');
  }
}

/** Calendars of somebody else, where their owner has them. @throws GraphError 403, and 404 beside one that is open. */
function foreignRoute(request: GraphRequest, owner: SimUser, rest: readonly string[]): GraphAnswer {
  requireSharedScope(request);
  const scope = scopeOf(request, owner);
  if (openCalendars(request, owner).length === 0) throw accessDenied();
  const [head, ...tail] = rest;
  switch (head?.toLowerCase() ?? '') {
    case 'calendar':
      return openedRoute(request, scope, scope.calendarId, 'calendar', tail);
    case 'calendars': {
      const [id, ...beyond] = tail;
      if (id !== undefined)
        return openedRoute(request, scope, id, `calendars('${encodeURIComponent(id)}')`, beyond);
      requireGet(request);
      return listForeign(request, owner, `${scope.context}/calendars`);
    }
    case 'events':
    case 'calendarview':
      return openedRoute(request, scope, scope.calendarId, '', rest);
    default:
      throw accessDenied();
  }
}

function openedRoute(
  request: GraphRequest,
  scope: EventScope,
  calendarId: string,
  name: string,
  rest: readonly string[],
): GraphAnswer {
  const { mailbox, view } = scope;
  requireCalendar(mailbox, calendarId);
  const calendar = mailbox.calendar(calendarId);
  const rights = calendar && rightsIn(request.world, view.owner, calendar, request.caller.user);
  if (rights === undefined)
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  const context = name === '' ? scope.context : `${scope.context}/${name}`;
  const inside = { ...scope, calendarId, strict: true, view: { ...view, rights }, context };
  return calendarRoute(request, inside, rest);
}

export function answerGraph(request: GraphRequest): GraphAnswer {
  const { segments, caller, world } = request;
  const [head = '', ...tail] = segments;
  let rest = tail;
  if (head.toLowerCase() === 'users') {
    const [name = '', ...beyond] = tail;
    const user = world.findUser(name);
    if (user === undefined)
      throw new GraphError(404, 'ResourceNotFound', 'Resource could not be discovered.');
    if (user.id !== caller.user.id) {
      if (beyond.length === 0) throw accessDenied();
      return foreignRoute(request, user, beyond);
    }
    rest = beyond;
  } else if (head.toLowerCase() !== 'me') throw notASegment(head);
  if (rest.length > 0) return ownRoute(request, rest);
  requireGet(request);
  const shown = presentUser(caller.user);
  const names = selectedNames(
    request.query.get('select'),
    [...Object.keys(shown), 'userType', 'accountEnabled', 'mailboxSettings'],
    'microsoft.graph.user',
  );
  return entity(request, 'users/$entity', applySelect(shown, names));
}
