/**
 * Asks Graph what the pages did not tell, one answer at a time, outside any transaction. Each
 * answer is kept with the round before the next is asked, so a crash asks nothing twice.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';
import { GraphError } from '@calmirror/graph-client/errors';
import type { GraphErrorCode } from '@calmirror/graph-client/errors';

import type { EventRow } from '../mirror/event-row.ts';
import { loadKnownEvents, loadSeriesEvents } from '../mirror/event-store.ts';
import { stubsOf } from '../mirror/pending-stubs.ts';
import type { Db } from '../models/db.ts';
import { MOST_REFUSALS, weightOf } from './after-error.ts';
import { mapContext } from './apply-page.ts';
import type { CalendarReader } from './calendar-reader.ts';
import { mapEvent, mapOccurrence } from './map-event.ts';
import type { MasterTimes } from './map-event.ts';
import { MappingError } from './mapping-error.ts';
import type { SettleAsk } from './plan-settle.ts';
import type { RoundContext } from './round-context.ts';
import { recordAnswer } from './round-store.ts';
import { toldByStub, underKnownIds } from './settle-answers.ts';
import type { StoredAnswer } from './settle-answers.ts';
import type { SyncWindow } from './sync-window.ts';
import { underId } from './under-id.ts';

export async function answerAsk(
  db: Db,
  reader: CalendarReader,
  context: RoundContext,
  ask: SettleAsk,
  window: SyncWindow,
): Promise<StoredAnswer> {
  const answer = await fetchAnswer(db, reader, context, ask, window);
  await recordAnswer(db, context.round, answer);
  return answer;
}

/** In a row, before the question is put aside. */
const MOST_BROKEN_ANSWERS = 3;

/** An answer that cannot be read would be as unreadable the next time. */
const unreadable: ReadonlySet<GraphErrorCode> = new Set(['malformed_response', 'page_loop']);

/**
 * It stops one event, not the calendar: should all of it be refused, its next page will say so. What is
 * refused now is asked again later.
 */
function isOfOneItem(error: GraphError): boolean {
  return error.retry === 'never' || error.retry === 'resync' || unreadable.has(error.code);
}

/** What broke or failed is asked for again; what always does must not stop the calendar. */
function failsAgain(error: GraphError, { round }: RoundContext): boolean {
  if (error.code === 'broken_response') return round.failures >= MOST_BROKEN_ANSWERS;
  const weight = weightOf(error);
  return weight > 0 && round.refusals + weight >= MOST_REFUSALS;
}

async function fetchAnswer(
  db: Db,
  reader: CalendarReader,
  context: RoundContext,
  ask: SettleAsk,
  window: SyncWindow,
): Promise<StoredAnswer> {
  try {
    return ask.ask === 'instances'
      ? await instancesOf(db, reader, context, ask.id, window)
      : await eventOf(db, reader, context, ask);
  } catch (error) {
    if (error instanceof MappingError) return unclear(ask, error.message);
    if (!(error instanceof GraphError)) throw error;
    if (error.code === 'not_found') return { ...ask, found: false, instances: [], rows: [] };
    if (isOfOneItem(error) || failsAgain(error, context)) return unclear(ask, error.message);
    throw error;
  }
}

function unclear(ask: SettleAsk, reason: string): StoredAnswer {
  return { ...ask, found: true, unclear: reason, instances: [], rows: [] };
}

async function instancesOf(
  db: Db,
  reader: CalendarReader,
  context: RoundContext,
  id: string,
  window: SyncWindow,
): Promise<StoredAnswer> {
  const answer = await reader.instances(id, window);
  const { connectionId } = context.round;
  const waiting = await stubsOf(db, connectionId, [id]);
  const events = underKnownIds(answer.events, [
    ...(await loadSeriesEvents(db, connectionId, [id])),
    ...waiting.map(({ externalId, stub }) => toldByStub(externalId, context.parseStub(stub))),
  ]);
  const master = await masterTimes(db, context, id);
  return {
    ask: 'instances',
    id,
    found: true,
    instances: [...events.map((event) => event.id), ...answer.unreadable],
    rows: master === undefined ? [] : events.flatMap((event) => rowIfMapped(event, master, context)),
  };
}

async function eventOf(
  db: Db,
  reader: CalendarReader,
  context: RoundContext,
  ask: SettleAsk,
): Promise<StoredAnswer> {
  const event = await reader.event(ask.id);
  // Under the id that was asked for: another name of the same event would be a second row of it.
  const row = rowOf(underId(event, ask.id), await timesOf(db, context, event), context);
  return { ...ask, found: true, instances: [], rows: [row] };
}

/** A fetched occurrence is whole, but its zone and all-day flag are its series', as everywhere. */
async function timesOf(db: Db, context: RoundContext, event: GraphEvent): Promise<MasterTimes> {
  const master = event.seriesMasterId ?? null;
  const known = master === null ? undefined : await masterTimes(db, context, master);
  return known ?? { isAllDay: event.isAllDay === true, timeZone: null };
}

async function masterTimes(db: Db, context: RoundContext, id: string): Promise<MasterTimes | undefined> {
  const [master] = await loadKnownEvents(db, context.round.connectionId, [id]);
  return master === undefined ? undefined : { isAllDay: master.isAllDay, timeZone: master.timeZone };
}

function rowOf(event: GraphEvent, master: MasterTimes, context: RoundContext): EventRow {
  const map = mapContext(context);
  return event.type === 'occurrence' ? mapOccurrence(event, master, map) : mapEvent(event, map);
}

/** An instance that cannot be mapped changes nothing here: it stays as it was, and delta brings it again when it changes. */
function rowIfMapped(event: GraphEvent, master: MasterTimes, context: RoundContext): EventRow[] {
  try {
    return [rowOf(event, master, context)];
  } catch {
    return [];
  }
}
