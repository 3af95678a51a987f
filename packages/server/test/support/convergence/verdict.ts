/** What is wrong with mirrors that have come to rest: against their mailboxes, and in themselves. */
import { isDeepStrictEqual } from 'node:util';

import type { Simulator } from '@calmirror/graph-simulator';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

import { summaryOfKnown } from '../../../src/mirror/event-row.ts';
import { loadKnownEvents } from '../../../src/mirror/event-store.ts';
import type { Database } from '../../../src/models/database.ts';
import type { EventSummary } from '../../../src/models/event-summary.ts';
import { differences } from '../mirror-and-mailbox.ts';

export interface MirroredCalendar {
  readonly user: string;
  readonly name: string;
  readonly connectionId: string;
}

export interface MirrorAndMailbox {
  readonly db: Kysely<Database>;
  readonly simulator: Simulator;
}

/** Nothing: the mirrors equal their mailboxes, and nothing is left over. */
export async function whatIsWrong(
  room: MirrorAndMailbox,
  calendars: readonly MirroredCalendar[],
): Promise<string[]> {
  const found: string[] = [];
  for (const calendar of calendars) {
    const wrong = [...(await unlike(room, calendar)), ...(await leftovers(room.db, calendar.connectionId))];
    found.push(...wrong.map((each) => `${calendar.user}, ${calendar.name}: ${each}`));
  }
  return found;
}

/** How the mirror differs from its mailbox. */
export function unlike(
  { db, simulator }: MirrorAndMailbox,
  calendar: MirroredCalendar,
): Promise<readonly string[]> {
  return differences(db, simulator, { ...calendar, calendarName: calendar.name });
}

/** What a round leaves behind when it has ended well: nothing; and the log's last word is the mirror's. */
async function leftovers(db: Kysely<Database>, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ what: string; count: number }>`
    select 'pages' as what, count(*)::int as count from sync_round_page where connection_id = ${connectionId}
    union all select 'waiting stubs', count(*)::int from pending_stub where connection_id = ${connectionId}
    union all select 'events kept aside', count(*)::int from sync_issue where connection_id = ${connectionId}
    union all select 'unended runs', count(*)::int from sync_run
      where connection_id = ${connectionId} and state in ('queued', 'running')`.execute(db);
  const left = rows.filter(({ count }) => count > 0).map(({ what, count }) => `${count} ${what}`);
  return [...left, ...(await lastWords(db, connectionId))];
}

/** The last that the change log says of an event is what the mirror has. */
async function lastWords(db: Kysely<Database>, connectionId: string): Promise<string[]> {
  return [...(await lastDeeds(db, connectionId)), ...(await lastSummaries(db, connectionId))];
}

/** Whether it is there at all. */
async function lastDeeds(db: Kysely<Database>, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ word: string }>`
    select concat_ws(' ', last.kind, last.cause, last.before::text, last.after::text, e.type, e.is_history) as word from (
      select distinct on (external_id) * from calendar_change
      where connection_id = ${connectionId} and external_id is not null order by external_id, seq desc
    ) last left join calendar_event e
      on e.connection_id = ${connectionId} and e.external_id = last.external_id
    where (last.kind like '%.deleted') = (e.external_id is not null)
      -- What happens to dates of a series can be said by one word about the series.
      and coalesce(last.after, last.before) ->> 'type' not in ('occurrence', 'exception')`.execute(db);
  return rows.map(({ word }) => `the change log ends with: ${word}`);
}

/** And what it is: who follows the log has it as the mirror has it. Occurrences are told of by their series. */
async function lastSummaries(db: Kysely<Database>, connectionId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string; after: EventSummary }>`
    select distinct on (external_id) external_id as id, after from calendar_change
    where connection_id = ${connectionId} and after is not null order by external_id, seq desc`.execute(db);
  const after = new Map(rows.map((row) => [row.id, row.after]));
  const known = await loadKnownEvents(db, connectionId, [...after.keys()]);
  return known.flatMap((event) => {
    const [told, is] = [after.get(event.externalId), summaryOfKnown(event)];
    // A date that became one of the series' again, or another one of its own.
    if (told?.type !== event.type || event.type === 'occurrence' || isDeepStrictEqual(told, is)) return [];
    return `the change log ends with ${JSON.stringify(told)}, the mirror has ${JSON.stringify(is)}`;
  });
}
