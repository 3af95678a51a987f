/**
 * Compares a mirror with the mailbox it mirrors, field by field: everything of the window must be there and be
 * equal, and nothing may be there that the (slightly wider) window does not hold.
 */
import type { Simulator, TruthEvent } from '@calmirror/graph-simulator';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import { eventColumns, joinMasterToRead, joinSeries } from '../../src/mirror/queries/event-view.ts';
import type { Database } from '../../src/models/database.ts';
import { rulesAstray, unequal } from './event-differences.ts';
import type { MirroredEvent } from './event-differences.ts';

const DAY_MS = 86_400_000;

/** What differs, in words; empty when mirror and mailbox agree. */
export async function differences(
  db: Kysely<Database>,
  simulator: Simulator,
  calendar: { connectionId: string; user: string; calendarName: string },
): Promise<string[]> {
  const connection = await db
    .selectFrom('calendar_connection')
    .select(['window_start', 'window_end'])
    .where('id', '=', calendar.connectionId)
    .executeTakeFirstOrThrow();
  if (connection.window_start === null || connection.window_end === null) return ['nothing was mirrored yet'];
  const [from, to] = [connection.window_start.getTime(), connection.window_end.getTime()];
  const truth = async (start: number, end: number): Promise<Map<string, TruthEvent>> => {
    const answer = await simulator.control.truth({
      user: calendar.user,
      calendar: calendar.calendarName,
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
    });
    return new Map(answer.events.map((event) => [event.immutableId, event]));
  };
  const inside = await truth(from, to);
  const around = await truth(from - 2 * DAY_MS, to + 2 * DAY_MS);
  const mirror = new Map(
    (await mirrorRows(db, calendar.connectionId, connection)).map((row) => [row.externalId, row]),
  );

  const found: string[] = [];
  for (const [id, event] of inside) {
    // Exchange ends a day where its owner lives, we by its date: at the edge of the window they may differ.
    if (event.isAllDay && !(Date.parse(event.start) < to && Date.parse(event.end) > from)) continue;
    const row = mirror.get(id);
    const name = `${event.type} ${event.subject ?? ''} at ${event.start}`;
    if (row === undefined) found.push(`missing: ${name}`);
    else {
      const wrong = unequal(event, row);
      if (row.type === 'seriesMaster') wrong.push(...rulesAstray(around.values(), row, { from, to }));
      found.push(...wrong.map((difference) => `${name}: ${difference}`));
    }
  }
  const alive = await mastersWithRows(db, calendar.connectionId);
  for (const [id, row] of mirror) {
    if (row.type === 'seriesMaster' ? alive.has(id) : !row.inWindow) continue;
    if (!around.has(id))
      found.push(`too much: ${row.type} ${row.title ?? ''} at ${row.startAt.toISOString()}`);
  }
  // Enough to see what is wrong; a wrong mirror of a thousand events is one failure, not a thousand lines.
  return found.length > 8 ? [...found.slice(0, 8), `and ${found.length - 8} more`] : found;
}

/** Through the same columns and joins by which the product reads events. */
async function mirrorRows(
  db: Kysely<Database>,
  connectionId: string,
  window: { window_start: Date | null; window_end: Date | null },
): Promise<MirroredEvent[]> {
  const result = await sql<MirroredEvent>`
    select ${eventColumns({ body: true })}, e.raw_time_zone as "rawTimeZone", e.recurrence,
      e.start_at < ${window.window_end} and e.end_at > ${window.window_start} as "inWindow"
    from calendar_event e ${joinMasterToRead({ body: true })} ${joinSeries}
    where e.connection_id = ${connectionId} and not e.is_history`.execute(db);
  return result.rows;
}

/** Also those whose occurrences have all become history: these are read through them. */
async function mastersWithRows(db: Kysely<Database>, connectionId: string): Promise<Set<string | null>> {
  const rows = await db
    .selectFrom('calendar_event')
    .select('series_master_id')
    .distinct()
    .where('connection_id', '=', connectionId)
    .execute();
  return new Set(rows.map((row) => row.series_master_id));
}
