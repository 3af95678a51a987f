/** Events of one calendar (or found anywhere in the mailbox): list, get, create, patch, delete, instances. */
import { createEvent } from '../mailbox/create-event.ts';
import { deleteEvent } from '../mailbox/delete-event.ts';
import { EditError, itemNotFound } from '../mailbox/edit-error.ts';
import { isIsoDate } from '../mailbox/event-times.ts';
import { hasOccurrence, patternTimes } from '../mailbox/expand-series.ts';
import { type EventReference, type IdFormat, readEventId, respelled } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { MailboxItem } from '../mailbox/types.ts';
import { updateEvent } from '../mailbox/update-event.ts';
import type { GraphAnswer } from './answer.ts';
import { type EventRow, instanceRows, masterRow, rowContent, viewRows } from '../mailbox/event-row.ts';
import { isPrivate } from '../sharing/mask-content.ts';
import { filterBy, orderEvents } from './filter.ts';
import { EVENT_PATHS } from './filterable-paths.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import { collection, entity } from './paged-list.ts';
import { EVENT_PROPERTIES } from './event-properties.ts';
import { type EventView, etagOf, type GraphJson, presentEvent, viewedId } from './present-event.ts';
import { readEventDraft, readEventPatch } from './read-event.ts';
import { applySelect, selectedNames } from './select.ts';
import { readWindow } from './time-window.ts';

const EVENT_TYPE = 'microsoft.graph.event';

/** The mailbox and the part of it that the path names. */
export interface EventScope {
  readonly mailbox: Mailbox;
  /** The calendar of the path, or the default one. */
  readonly calendarId: string;
  /** Whether ids of the mailbox's other calendars are refused. */
  readonly strict: boolean;
  readonly view: EventView;
  /** Of `@odata.context`, up to and without the collection's name. */
  readonly context: string;
}

function refuseSearch(request: GraphRequest): void {
  if (request.query.has('search'))
    throw new GraphError(
      400,
      'ErrorInvalidUrlQuery',
      "The query option '$search' is not supported on events.",
    );
}

/** Whether it is private, and its reader may not see that. */
function isForeignSecret({ view }: EventScope, row: EventRow): boolean {
  return view.rights?.seesPrivate === false && isPrivate(rowContent(row));
}

/** Whether a shared calendar does as if the event were not there. */
export function isHidden(scope: EventScope, row: EventRow): boolean {
  return isForeignSecret(scope, row) && scope.mailbox.switches.sharedPrivateEvents === 'not-found';
}

const IN_LISTS = /^(?:attachments|extensions|(?:single|multi)valueextendedproperties)$/;
const IN_ONE = /^(?:exceptionoccurrences|attachments|extensions|(?:single|multi)valueextendedproperties)$/;

/** @throws GraphError 400 for what cannot be expanded here; each name may have options in parentheses. */
function requireExpandable({ query }: GraphRequest, expandable: RegExp): void {
  const expand = query.get('expand');
  if (expand === undefined) return;
  const names = expand.replaceAll(/\([^()]*\)/g, '').split(',');
  if (names.every((name) => expandable.test(name.trim().toLowerCase()))) return;
  throw new GraphError(400, 'ErrorInvalidUrlQuery', `The property '${expand}' cannot be expanded on events.`);
}

export function wantsAttachments({ query }: GraphRequest): boolean {
  return /\battachments\b/i.test(query.get('expand') ?? '');
}

/** With the files of the events, where they are asked for. */
export function withExpanded(request: GraphRequest, scope: EventScope): EventScope {
  return wantsAttachments(request) ? { ...scope, view: { ...scope.view, withAttachments: true } } : scope;
}

/** Filters and orders what was asked for; only then is a page of it presented. */
function eventList(
  request: GraphRequest,
  given: EventScope,
  name: string,
  all: readonly EventRow[],
): GraphAnswer {
  refuseSearch(request);
  requireExpandable(request, IN_LISTS);
  const scope = withExpanded(request, given);
  const rows = scope.view.rights === undefined ? all : all.filter((row) => !isHidden(scope, row));
  const filter = request.query.get('filter');
  const orderBy = request.query.get('orderby');
  const context = `${scope.context}/${name}`;
  const names = selectedNames(request.query.get('select'), EVENT_PROPERTIES, EVENT_TYPE);
  const present = (row: EventRow): GraphJson => applySelect(presentEvent(row, scope.view), names);
  if (filter === undefined && orderBy === undefined) return collection(request, context, rows, present);
  const inUtc: EventView = {
    ...scope.view,
    preferences: { ...scope.view.preferences, zone: 'UTC', zoneName: 'UTC', zoneWasAsked: false },
  };
  const rowOf = new Map<GraphJson, EventRow>(rows.map((row) => [presentEvent(row, inUtc), row]));
  let events = [...rowOf.keys()];
  if (filter !== undefined) events = filterBy(filter, events, EVENT_PATHS);
  if (orderBy !== undefined) events = orderEvents(events, orderBy);
  const chosen = events.map((event) => rowOf.get(event)).filter((row) => row !== undefined);
  return collection(request, context, chosen, present);
}

export function listEvents(request: GraphRequest, scope: EventScope): GraphAnswer {
  const rows = [...scope.mailbox.itemsOf(scope.calendarId).values()].map(masterRow);
  return eventList(request, scope, 'events', rows);
}

/** As lists of instances name occurrences, where the switch has them disagree with delta. */
function asListed({ world }: GraphRequest, scope: EventScope): EventScope {
  const respellsOccurrences = world.switches.current.occurrenceIds === 'disagree';
  return { ...scope, view: { ...scope.view, respellsOccurrences } };
}

const NOT_IN_VIEWS = /(?:^|,)\s*(created|lastmodified)datetime\s*(?:,|$)/i;

/** @throws GraphError for the two properties that a view gives only unasked. Source: A/calendar-list-calendarview. */
export function listView(request: GraphRequest, scope: EventScope): GraphAnswer {
  const { startMs, endMs } = readWindow(request);
  const select = request.query.get('select') ?? '';
  if (NOT_IN_VIEWS.test(select))
    throw new GraphError(
      400,
      'ErrorInvalidUrlQuery',
      `The query '$select=${select}' is not supported on a calendar view.`,
    );
  return eventList(
    request,
    asListed(request, scope),
    'calendarView',
    viewRows(scope.mailbox.itemsOf(scope.calendarId).values(), startMs, endMs),
  );
}

interface Found {
  readonly reference: EventReference;
  readonly item: MailboxItem;
  readonly row: EventRow;
}

/** @throws GraphError 400 for a malformed id, EditError for one that names nothing here. */
export function findEvent(scope: EventScope, id: string): Found {
  const found = findStored(scope, id);
  if (isHidden(scope, found.row)) throw itemNotFound();
  return found;
}

/** @throws EditError 403 for a private event of somebody who does not show it. */
export function requireEditable(scope: EventScope, id: string): void {
  if (scope.view.rights !== undefined && isForeignSecret(scope, findEvent(scope, id).row))
    throw new EditError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

function findStored(scope: EventScope, id: string): Found {
  const { copy } = scope.view;
  const reference = readEventId(copy?.user ?? scope.mailbox.user, id);
  if (reference === 'malformed') throw new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
  if (reference === 'foreign') throw itemNotFound();
  const item = scope.mailbox.find(reference.key);
  if (item === undefined || (scope.strict && item.calendarId !== scope.calendarId)) throw itemNotFound();
  const { date } = reference;
  // The changeable id names the folder: an item that was moved away has another one.
  const names = (format: IdFormat): boolean => {
    const itsId = viewedId(scope.view, item.calendarId, reference, format);
    return itsId === id || respelled(itsId) === id;
  };
  if (!names('regular') && !names('immutable')) throw itemNotFound();
  if (date === null) return { reference, item, row: masterRow(item) };
  if (item.kind !== 'series' || !isIsoDate(date) || !hasOccurrence(item, date)) throw itemNotFound();
  const exception = item.exceptions.get(date) ?? null;
  const times = exception?.times ?? patternTimes(item, date);
  return { reference, item, row: { item, instance: { date, times, exception } } };
}

/** The two collections of a master that are given only when asked for by name. */
function masterExtras(request: GraphRequest, scope: EventScope, { item, reference }: Found): GraphJson {
  if (item.kind !== 'series' || reference.date !== null) return {};
  const select = (request.query.get('select') ?? '').toLowerCase();
  const expand = (request.query.get('expand') ?? '').toLowerCase();
  const id = presentEvent(masterRow(item), scope.view)['id'];
  const exceptions = [...item.exceptions.values()];
  return {
    ...(select.includes('cancelledoccurrences')
      ? { cancelledOccurrences: [...item.cancelled].sort().map((date) => `OID.${id}.${date}`) }
      : {}),
    ...(expand.includes('exceptionoccurrences')
      ? {
          exceptionOccurrences: exceptions.map((exception) => {
            const times = exception.times ?? patternTimes(item, exception.date);
            return presentEvent({ item, instance: { date: exception.date, times, exception } }, scope.view);
          }),
        }
      : {}),
  };
}

export function getEvent(request: GraphRequest, given: EventScope, id: string): GraphAnswer {
  const scope = withExpanded(request, given);
  const found = findEvent(scope, id);
  requireExpandable(request, IN_ONE);
  const event = presentEvent(found.row, scope.view);
  const names = selectedNames(request.query.get('select'), EVENT_PROPERTIES, EVENT_TYPE);
  const { owner, copy } = scope.view;
  const calendarId = copy?.calendarId ?? found.item.calendarId;
  const link = `${request.origin}/v1.0/users('${(copy?.user ?? owner).id}')/calendars('${calendarId}')`;
  return entity(request, `${scope.context}/events/$entity`, {
    ...applySelect(event, names),
    ...masterExtras(request, scope, found),
    ...(names === null
      ? { 'calendar@odata.associationLink': `${link}/$ref`, 'calendar@odata.navigationLink': link }
      : {}),
  });
}

export function postEvent(request: GraphRequest, scope: EventScope): GraphAnswer {
  const item = createEvent(scope.mailbox, scope.calendarId, readEventDraft(request.body));
  const event = presentEvent(masterRow(item), scope.view);
  const answer = entity(request, `${scope.context}/events/$entity`, event, 201);
  const { owner, copy } = scope.view;
  const location = `${request.origin}/v1.0/users('${(copy?.user ?? owner).id}')/events('${event.id}')`;
  return { ...answer, headers: { ...answer.headers, location } };
}

function refuseStale(request: GraphRequest, scope: EventScope, item: MailboxItem): void {
  const { ifMatch } = request;
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === etagOf(scope.mailbox.user, item)) return;
  throw new GraphError(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  );
}

export function patchEvent(request: GraphRequest, scope: EventScope, id: string): GraphAnswer {
  const { reference, item } = findEvent(scope, id);
  refuseStale(request, scope, item);
  updateEvent(scope.mailbox, reference, readEventPatch(request.body));
  return entity(
    request,
    `${scope.context}/events/$entity`,
    presentEvent(findEvent(scope, id).row, scope.view),
  );
}

export function removeEvent(request: GraphRequest, scope: EventScope, id: string): GraphAnswer {
  const { reference, item } = findEvent(scope, id);
  refuseStale(request, scope, item);
  deleteEvent(scope.mailbox, reference);
  return { status: 204 };
}

export function listInstances(request: GraphRequest, scope: EventScope, id: string): GraphAnswer {
  const { item, reference } = findEvent(scope, id);
  const { startMs, endMs } = readWindow(request);
  if (item.kind !== 'series' || reference.date !== null)
    throw new GraphError(400, 'ErrorInvalidRequest', 'Instances can be listed of a series master only.');
  return eventList(request, asListed(request, scope), 'events/instances', instanceRows(item, startMs, endMs));
}
