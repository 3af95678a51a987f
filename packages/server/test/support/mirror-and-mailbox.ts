/**
 * Compares a mirror with the mailbox it mirrors, field by field: everything of the window must be there and be
 * equal, and nothing may be there that the (slightly wider) window does not hold.
 */
import type { Simulator, TruthEvent } from '@calmirror/graph-simulator';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import type { Database } from '../../src/models/database.ts';

const DAY_MS = 86_400_000;

interface MirrorRow {
  readonly external_id: string;
  readonly type: string;
  /** Rows in the padding around the window are a courtesy, not a promise. */
  readonly in_window: boolean;
  readonly start: string;
  readonly end: string;
  readonly is_all_day: boolean;
  readonly series_master_id: string | null;
  readonly title: string | null;
  readonly change_key: string | null;
  readonly importance: string | null;
  readonly sensitivity: string | null;
  readonly show_as: string | null;
  readonly categories: readonly string[] | null;
  readonly body: string | null;
  readonly teams_meeting_url: string | null;
  readonly ical_uid: string | null;
  readonly original_start: string | null;
}

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
    (await mirrorRows(db, calendar.connectionId, connection)).map((row) => [row.external_id, row]),
  );

  const found: string[] = [];
  for (const [id, event] of inside) {
    // Exchange ends a day where its owner lives, we by its date: at the edge of the window they may differ.
    if (event.isAllDay && !(Date.parse(event.start) < to && Date.parse(event.end) > from)) continue;
    const row = mirror.get(id);
    const name = `${event.type} ${event.subject ?? ''} at ${event.start}`;
    if (row === undefined) found.push(`missing: ${name}`);
    else found.push(...unequal(event, row).map((difference) => `${name}: ${difference}`));
  }
  const alive = await mastersWithRows(db, calendar.connectionId);
  for (const [id, row] of mirror) {
    if (row.type === 'seriesMaster' ? alive.has(id) : !row.in_window) continue;
    if (!around.has(id)) found.push(`too much: ${row.type} ${row.title ?? ''} at ${row.start}`);
  }
  // Enough to see what is wrong; a wrong mirror of a thousand events is one failure, not a thousand lines.
  return found.length > 8 ? [...found.slice(0, 8), `and ${found.length - 8} more`] : found;
}

async function mirrorRows(
  db: Kysely<Database>,
  connectionId: string,
  window: { window_start: Date | null; window_end: Date | null },
): Promise<MirrorRow[]> {
  const result = await sql<MirrorRow>`
    select external_id, type, is_all_day, series_master_id, title, change_key, importance, sensitivity, show_as,
      outlook_categories as categories, body, teams_meeting_url, ical_uid,
      coalesce(start_date::text, to_char(start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as start,
      coalesce(end_date::text, to_char(end_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) as end,
      start_at < ${window.window_end} and end_at > ${window.window_start} as in_window,
      to_char(original_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as original_start
    from calendar_event where connection_id = ${connectionId} and not is_history`.execute(db);
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

function unequal(event: TruthEvent, row: MirrorRow): string[] {
  const pairs: [string, unknown, unknown][] = [
    ['type', event.type, row.type],
    ['start', event.start, row.start],
    ['end', event.end, row.end],
    ['all-day', event.isAllDay, row.is_all_day],
    ['series', event.immutableSeriesMasterId, row.series_master_id],
  ];
  // An occurrence carries identity and times only; the rest is read through its master.
  if (event.type !== 'occurrence') {
    pairs.push(
      ['title', event.subject, row.title],
      ['changeKey', event.changeKey, row.change_key],
      ['importance', event.importance.toUpperCase(), row.importance],
      ['sensitivity', event.sensitivity, row.sensitivity],
      ['showAs', event.showAs, row.show_as],
      ['categories', event.categories.join('|'), row.categories?.join('|')],
      ['body', event.bodyContent, row.body],
      ['iCalUId', event.iCalUId, row.ical_uid],
      ['Teams link', event.joinUrl, row.teams_meeting_url],
    );
  }
  if (event.type === 'exception') pairs.push(['originalStart', event.originalStart, row.original_start]);
  return pairs
    .filter(([, expected, actual]) => expected !== actual)
    .map(
      ([name, expected, actual]) => `${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
    );
}
