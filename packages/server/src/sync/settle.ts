/**
 * Asks Graph what the pages did not tell, one answer at a time, outside any transaction. Each
 * answer is kept with the round before the next is asked, so a crash asks nothing twice.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';
import { GraphError } from '@calmirror/graph-client/errors';

import type { EventRow } from '../mirror/event-row.ts';
import { loadKnownEvents } from '../mirror/event-store.ts';
import type { Db } from '../models/db.ts';
import { mapContext } from './apply-page.ts';
import type { CalendarReader } from './calendar-reader.ts';
import { mapEvent, mapOccurrence } from './map-event.ts';
import type { MasterTimes } from './map-event.ts';
import type { SettleAsk } from './plan-settle.ts';
import type { RoundContext } from './round-context.ts';
import { recordAnswer } from './round-store.ts';
import { instanceOf } from './settle-answers.ts';
import type { StoredAnswer } from './settle-answers.ts';
import type { SyncWindow } from './sync-window.ts';

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

async function fetchAnswer(
  db: Db,
  reader: CalendarReader,
  context: RoundContext,
  ask: SettleAsk,
  window: SyncWindow,
): Promise<StoredAnswer> {
  try {
    if (ask.ask === 'instances') {
      const { events, unreadable } = await reader.instances(ask.id, window);
      const master = await masterTimes(db, context, ask.id);
      return {
        ...ask,
        found: true,
        instances: [...events.map(instanceOf), ...unreadable.map((id) => ({ id, originalStart: null }))],
        rows: master === undefined ? [] : events.flatMap((event) => rowOf(event, master, context)),
      };
    }
    const event = await reader.event(ask.id);
    return {
      ...ask,
      found: true,
      instances: [],
      rows: rowOf(event, await timesOf(db, context, event), context),
    };
  } catch (error) {
    if (!(error instanceof GraphError) || error.code !== 'not_found') throw error;
    return { ...ask, found: false, instances: [], rows: [] };
  }
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

/** An event that cannot be mapped changes nothing here: it stays as it was, and delta brings it again when it changes. */
function rowOf(event: GraphEvent, master: MasterTimes, context: RoundContext): EventRow[] {
  try {
    const map = mapContext(context);
    return [event.type === 'occurrence' ? mapOccurrence(event, master, map) : mapEvent(event, map)];
  } catch {
    return [];
  }
}
