/** `calendarView/delta` and `events/delta`: the first request, the pages of its round, and the rounds after. */
import type { DeltaFault } from '../faults/fault-actions.ts';
import { hashHex } from '../world/seeded.ts';
import type { GraphAnswer } from './answer.ts';
import { type DeltaEntry, type DeltaRound, type DeltaState, FROM_EVER, pageOf } from './delta-rounds.ts';
import { type EventRow, rowType } from '../mailbox/event-row.ts';
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-request.ts';
import { type EventScope, isHidden, wantsAttachments, withExpanded } from './handle-events.ts';
import {
  type EventView,
  type GraphJson,
  presentEvent,
  presentRemoved,
  presentStub,
  viewedId,
} from './present-event.ts';
import { deltaToken, restartPath, skipToken } from './delta-tokens.ts';
import { seal, unseal } from './seal.ts';
import { instantOf, readWindow } from './time-window.ts';

const DEFAULT_PAGE = 10;
const REFUSED = ['orderby', 'filter', 'select', 'expand', 'search'];

function gone({ world, rounds, origin, rawPath, rawQuery }: GraphRequest, since: number): GraphError {
  const anew = restartPath(`${rawPath}?${rawQuery}`, world.runId, rounds);
  return new GraphError(
    410,
    'SyncStateNotFound',
    `The sync state generation is not found; generation=${since};[highest=${since + 8}][${since + 6}][${since + 7}].`,
    anew === undefined ? {} : { location: `${origin}${anew}` },
  );
}

/** What became of `$expand=attachments` on the second page. Source: calendar facts 2.2 GHC 8001 [F]. */
function lostAttachment(): GraphError {
  return new GraphError(400, 'ErrorInvalidAttachmentId', 'The specified attachment Id is invalid.');
}

interface Position {
  readonly round: DeltaRound;
  readonly roundId: string | null;
  readonly offset: number;
  /** How often this place was given a link already. */
  readonly nonce: number;
}

/** The lag of the simulated service as rules have it. */
function lagOf({ deltaFaults }: GraphRequest): number {
  return Math.max(0, ...deltaFaults.flatMap((fault) => (fault.type === 'deltaLag' ? [fault.ms] : [])));
}

function positionOf(
  request: GraphRequest,
  { mailbox, calendarId, view }: EventScope,
  of: DeltaState['of'],
): Position {
  const { world, rounds, query } = request;
  const copyId = view.copy?.calendarId;
  const epoch = mailbox.deltaEpoch(calendarId);
  const open = (state: DeltaState): Position => ({
    round: rounds.open(mailbox, state, lagOf(request)),
    roundId: null,
    offset: 0,
    nonce: 0,
  });

  const isOfPath = (state: DeltaState): boolean =>
    state.userId === mailbox.user.id &&
    state.calendarId === calendarId &&
    state.copyId === copyId &&
    state.of === of;

  const skip = query.get('skiptoken');
  if (skip !== undefined) {
    const payload = unseal(world.runId, skip);
    const held = skipToken.Check(payload) ? rounds.find(payload.round) : undefined;
    if (!skipToken.Check(payload) || held === undefined) throw gone(request, 0);
    const { state } = held;
    if (!isOfPath(state) || payload.epoch !== epoch) throw gone(request, held.until);
    if (state.attachments === true) throw lostAttachment();
    return { round: held, roundId: payload.round, offset: payload.offset, nonce: payload.nonce ?? 0 };
  }
  // An empty one is that of the Location of a dead token: it starts anew.
  const delta = query.get('deltatoken') ?? '';
  if (delta !== '') {
    const payload = unseal(world.runId, delta);
    if (!deltaToken.Check(payload)) throw gone(request, 0);
    const { state } = payload;
    if (!isOfPath(state) || state.epoch !== epoch) throw gone(request, state.since);
    return open(state);
  }
  const takesExpand = world.switches.current.deltaExpand === 'accepted';
  for (const name of REFUSED)
    if (query.has(name) && !(takesExpand && name === 'expand'))
      throw new GraphError(
        400,
        'ErrorInvalidUrlQuery',
        "The following parameters are not supported with change tracking over the 'CalendarView' resource: '$orderby, $filter, $select, $expand, $search'.",
      );
  return open({
    ...(of === 'events' ? { ...readStart(request), of } : readWindow(request)),
    userId: mailbox.user.id,
    calendarId,
    ...(copyId === undefined ? {} : { copyId }),
    ...(wantsAttachments(request) ? { attachments: true } : {}),
    since: null,
    began: null,
    epoch,
  });
}

/** A beginning that may be left out, and never an end. Source: event-delta of beta. */
function readStart({ query }: GraphRequest): Pick<DeltaState, 'startMs' | 'endMs'> {
  const start = query.get('startdatetime');
  if (query.has('enddatetime'))
    throw new GraphError(
      400,
      'ErrorInvalidUrlQuery',
      "The parameter 'endDateTime' is not supported with change tracking over the 'Events' resource.",
    );
  const startMs = start === undefined ? FROM_EVER : instantOf('StartDateTime', start);
  return { startMs, endMs: Number.MAX_SAFE_INTEGER };
}

/** Delta of events says no more of one. */
function brief(row: EventRow, view: EventView): GraphJson {
  const { id, type, start, end, '@odata.etag': etag } = presentEvent(row, view);
  return { '@odata.type': '#microsoft.graph.event', '@odata.etag': etag, id, type, start, end };
}

function present(
  entry: DeltaEntry,
  view: EventView,
  { calendarId, of }: Pick<DeltaState, 'calendarId' | 'of'>,
): GraphJson {
  if ('removed' in entry) {
    return presentRemoved(viewedId(view, calendarId, entry.removed));
  }
  if (of === 'events') return brief(entry.row, view);
  return rowType(entry.row) === 'occurrence'
    ? presentStub(entry.row, view)
    : { '@odata.type': '#microsoft.graph.event', ...presentEvent(entry.row, view) };
}

/** Whether an item that left the calendar and came back is lost to this chain of rounds. */
function isLost({ row }: { row: EventRow }, { mailbox, view }: EventScope, state: DeltaState): boolean {
  if (state.began === null || view.preferences.idFormat !== 'immutable') return false;
  if (mailbox.switches.movedBackByImmutableId !== 'lost') return false;
  const returned = mailbox.returnOf(state.calendarId, row.item.key);
  return returned !== undefined && returned > state.began;
}

/** What is lost or hidden is told as removed. Of a series, its master stands for all of it. */
function tellable(entry: DeltaEntry, scope: EventScope, state: DeltaState): DeltaEntry[] {
  if ('removed' in entry) return [entry];
  const { item, instance } = entry.row;
  if (isLost(entry, scope, state))
    return instance === null ? [{ removed: { key: item.key, date: null } }] : [];
  if (!isHidden(scope, entry.row)) return [entry];
  // Nobody has to forget in a first round.
  return state.since === null ? [] : [{ removed: { key: item.key, date: instance?.date ?? null } }];
}

/** The items of a page, and where the next begins, with what faults make of them. */
function pageWithFaults(request: GraphRequest, { round, offset }: Position): ReturnType<typeof pageOf> {
  const size = request.preferences.maxPageSize ?? DEFAULT_PAGE;
  const page = pageOf(round, offset, size);
  const has = (type: DeltaFault['type']): boolean => request.deltaFaults.some((fault) => fault.type === type);
  if (has('emptyPage')) return { entries: [], next: offset };
  const before = has('replayPage') ? pageBefore(round, offset, size) : [];
  const stray = has('strayTombstone') ? [strayTombstone(round.state, offset)] : [];
  const entries = [...before, ...stray, ...page.entries];
  return { entries, next: has('endlessPage') ? offset : page.next };
}

/** What the page before brought; a first page has none before it, and says its own items twice. */
function pageBefore(round: DeltaRound, offset: number, size: number): readonly DeltaEntry[] {
  return offset === 0
    ? pageOf(round, 0, size).entries
    : round.groups.slice(Math.max(0, offset - size), offset).flat();
}

function strayTombstone({ calendarId, since }: DeltaState, offset: number): DeltaEntry {
  return { removed: { key: hashHex(`stray/${calendarId}/${since ?? 0}/${offset}`, 12), date: null } };
}

/** A link to the same place again is another link, as that of Graph was. */
function freshness({ offset, nonce }: Position, next: number): { readonly nonce?: number } {
  return next === offset ? { nonce: nonce + 1 } : {};
}

/** @throws GraphError 410 for a token that is unknown, dead or another calendar's. */
export function handleDelta(request: GraphRequest, scope: EventScope, of?: DeltaState['of']): GraphAnswer {
  const { view } = withExpanded(request, scope);
  const { preferences, world, rounds, origin, rawPath } = request;
  const position = positionOf(request, scope, of);
  const { round, roundId } = position;
  const { entries, next } = pageWithFaults(request, position);
  const { state, until } = round;
  const link =
    next === null
      ? {
          '@odata.deltaLink': `${origin}${rawPath}?$deltatoken=${seal(world.runId, { kind: 'delta', state: { ...state, since: until, began: state.began ?? until } })}`,
        }
      : {
          '@odata.nextLink': `${origin}${rawPath}?$skiptoken=${seal(world.runId, { kind: 'skip', round: roundId ?? rounds.hold(round), offset: next, epoch: state.epoch, ...freshness(position, next) })}`,
        };
  const applied = [
    'odata.track-changes',
    ...(preferences.maxPageSize === null ? [] : [`odata.maxpagesize=${preferences.maxPageSize}`]),
    ...preferences.applied,
  ];
  return {
    status: 200,
    headers: { 'preference-applied': applied.join(', ') },
    body: {
      '@odata.context': `${origin}/v1.0/$metadata#Collection(event)`,
      ...link,
      value: entries
        .flatMap((entry) => tellable(entry, scope, state))
        .map((entry) => present(entry, view, state)),
    },
  };
}
