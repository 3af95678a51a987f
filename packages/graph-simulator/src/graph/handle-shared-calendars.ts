/**
 * Calendars of somebody else, on both roads: in the owner's mailbox, with the owner's ids, and as a copy in the
 * reader's own list, with ids of the reader's mailbox. Source: Microsoft Graph, "Get Outlook events in a shared
 * or delegated calendar"; calendar facts 7.2.
 */
import { readEventId } from '../mailbox/ids.ts';
import type { SimCalendar } from '../mailbox/types.ts';
import type { CalendarRights } from '../sharing/calendar-roles.ts';
import { copiesOf, type OpenedCopy, rightsIn } from '../sharing/open-calendar.ts';
import type { SimUser } from '../world/types.ts';
import type { GraphAnswer } from './answer.ts';
import type { GraphRequest } from './graph-request.ts';
import { readCalendarBody } from './handle-calendars.ts';
import type { EventScope } from './handle-events.ts';
import { collection, entity } from './paged-list.ts';
import { presentCopy, presentForeign } from './present-calendar.ts';
import { accessDenied, isRead, requireSharedScope } from './require-scopes.ts';
import { applySelect, selectedNames } from './select.ts';

const CALENDAR_TYPE = 'microsoft.graph.calendar';

/** Those of an owner that the caller may open. */
export function openCalendars(
  { world, caller }: GraphRequest,
  owner: SimUser,
): { readonly calendar: SimCalendar; readonly rights: CalendarRights }[] {
  return world
    .mailbox(owner.id)
    .calendars()
    .flatMap((calendar) => {
      const rights = rightsIn(world, owner, calendar, caller.user);
      return rights === undefined ? [] : [{ calendar, rights }];
    });
}

export function listForeign(request: GraphRequest, owner: SimUser, context: string): GraphAnswer {
  const shown = openCalendars(request, owner).map(({ calendar, rights }) => presentForeign(calendar, rights));
  const names = selectedNames(request.query.get('select'), Object.keys(shown[0] ?? {}), CALENDAR_TYPE);
  return collection(request, context, shown, (calendar) => applySelect(calendar, names));
}

/** @throws GraphError 403 for anything but reading it: its properties are its owner's. */
export function answerForeign(request: GraphRequest, scope: EventScope, rights: CalendarRights): GraphAnswer {
  const calendar = scope.mailbox.calendar(scope.calendarId);
  if (!isRead(request) || calendar === undefined) throw accessDenied();
  const shown = presentForeign(calendar, rights);
  const names = selectedNames(request.query.get('select'), Object.keys(shown), CALENDAR_TYPE);
  return entity(request, `${scope.context}/$entity`, applySelect(shown, names));
}

/** Undefined where the id is not of a calendar that was shared with the caller. */
export function findCopy({ world, caller }: GraphRequest, id: string): OpenedCopy | undefined {
  return copiesOf(world, caller.user).find(({ copy }) => copy.id === id);
}

/** The sharee reads it, gives it another name or colour, or takes it from the list. */
export function answerCopy(request: GraphRequest, opened: OpenedCopy, context: string): GraphAnswer {
  const { world, caller } = request;
  const { share, copy } = opened;
  if (request.method === 'DELETE') {
    world.shares.changeCopy(share, null);
    return { status: 204 };
  }
  let current = opened;
  if (!isRead(request)) {
    const changed = { ...copy, ...readCalendarBody(request) };
    world.shares.changeCopy(share, changed);
    current = { ...opened, copy: changed };
  }
  const shown = presentCopy(current, caller.user);
  const names = selectedNames(request.query.get('select'), Object.keys(shown), CALENDAR_TYPE);
  return entity(request, `${context}/$entity`, applySelect(shown, names));
}

/** What is below the copy: the owner's events, under the sharee's ids. */
export function scopeOfCopy(request: GraphRequest, scope: EventScope, opened: OpenedCopy): EventScope {
  const { world, caller } = request;
  if (world.switches.current.sharedCopyScope === 'shared') requireSharedScope(request);
  return {
    ...scope,
    mailbox: world.mailbox(opened.owner.id),
    calendarId: opened.calendar.id,
    strict: true,
    view: {
      ...scope.view,
      owner: opened.owner,
      copy: { user: caller.user, calendarId: opened.copy.id },
      rights: opened.rights,
    },
  };
}

/** The calendar in the caller's own list in which somebody else's event is. */
export function copyHolding({ world, caller }: GraphRequest, key: string): OpenedCopy | undefined {
  return copiesOf(world, caller.user).find(
    ({ owner, calendar }) => world.mailbox(owner.id).find(key)?.calendarId === calendar.id,
  );
}

/** Of an event that is asked for without its calendar: the scope it is found in, where shared ones are searched. */
export function scopeOfEvent(request: GraphRequest, scope: EventScope, id: string): EventScope {
  const { world, caller } = request;
  const isOwn = !scope.strict && scope.mailbox.user.id === caller.user.id;
  if (!isOwn || world.switches.current.sharedEventByMe === 'not-found') return scope;
  const reference = readEventId(caller.user, id);
  const opened = typeof reference === 'string' ? undefined : copyHolding(request, reference.key);
  return opened === undefined ? scope : scopeOfCopy(request, scope, opened);
}
