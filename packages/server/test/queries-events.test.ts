import * as fc from 'fast-check';
import { Kysely, PostgresDialect } from 'kysely';
import { describe, expect, it } from 'vitest';

import type { Database } from '../src/models/database.ts';
import { writeEvents } from '../src/mirror/event-store.ts';
import type { EventRow } from '../src/mirror/event-row.ts';
import { askedRange } from '../src/mirror/queries/asked-range.ts';
import { decodeEventCursor } from '../src/mirror/queries/event-cursor.ts';
import { eventById } from '../src/mirror/queries/event-by-id.ts';
import { queryEvents } from '../src/mirror/queries/events-query.ts';
import type { EventsQuery } from '../src/mirror/queries/events-query.ts';
import { insertCalendar, insertUser } from './support/owned-calendar.ts';
import { eventRow, occurrenceRow } from './support/events.ts';
import { testDatabase } from './support/postgres.ts';
import type { TestDatabase } from './support/postgres.ts';

const rules = { defaultDays: 30, longestDays: 1825, now: Date.parse('2026-11-22T12:00:00Z') };
const day = { start: '2026-03-10T00:00:00Z', end: '2026-03-11T00:00:00Z' };

function asked(
  userId: string,
  query: Partial<EventsQuery> & { start?: string; end?: string } = {},
): EventsQuery {
  const { start = day.start, end = day.end, ...rest } = query;
  return {
    userId,
    range: askedRange({ start, end }, rules),
    filter: {},
    view: 'instances',
    includeBody: false,
    limit: 100,
    ...rest,
  };
}

async function ids(database: TestDatabase, query: EventsQuery): Promise<string[]> {
  const { events } = await queryEvents(database.db, query);
  return events.map((event) => event.externalId);
}

function timed(id: string, start: string, end: string, rest: Partial<EventRow> = {}): EventRow {
  return eventRow({ external_id: id, start_at: start, end_at: end, ...rest });
}

function allDay(id: string, start: string, end: string): EventRow {
  return eventRow({
    external_id: id,
    is_all_day: true,
    start_date: start,
    end_date: end,
    start_at: `${start}T00:00:00.000Z`,
    end_at: `${end}T00:00:00.000Z`,
  });
}

async function mirror(
  database: TestDatabase,
  rows: readonly EventRow[],
): Promise<{ userId: string; calendarId: string }> {
  const userId = await insertUser(database.db);
  const { connectionId } = await insertCalendar(database.db, userId);
  await write(database, connectionId, rows);
  return { userId, calendarId: connectionId };
}

async function write(database: TestDatabase, connectionId: string, rows: readonly EventRow[]): Promise<void> {
  await database.db.transaction().execute((tx) =>
    writeEvents(
      tx,
      rows.map((row) => ({ ...row, connection_id: connectionId })),
    ),
  );
}

describe('events of a range', () => {
  it('are those that overlap it, its end and theirs exclusive', async () => {
    await using database = await testDatabase();
    const { userId } = await mirror(database, [
      timed('ends at its start', '2026-03-09T23:00:00Z', '2026-03-10T00:00:00Z'),
      timed('reaches in', '2026-03-09T23:00:00Z', '2026-03-10T00:00:01Z'),
      timed('a moment at its start', '2026-03-10T00:00:00Z', '2026-03-10T00:00:00Z'),
      timed('inside', '2026-03-10T09:00:00Z', '2026-03-10T10:00:00Z'),
      timed('reaches out', '2026-03-10T23:59:00Z', '2026-03-12T00:00:00Z'),
      timed('a moment at its end', '2026-03-11T00:00:00Z', '2026-03-11T00:00:00Z'),
      timed('begins at its end', '2026-03-11T00:00:00Z', '2026-03-11T01:00:00Z'),
      timed('covers it by months', '2025-11-01T00:00:00Z', '2026-12-01T00:00:00Z'),
    ]);
    expect(await ids(database, asked(userId))).toEqual([
      'covers it by months',
      'reaches in',
      'a moment at its start',
      'inside',
      'reaches out',
    ]);
  });

  it('count all-day events by the dates of the asking person, whatever the offset', async () => {
    await using database = await testDatabase();
    const { userId } = await mirror(database, [
      allDay('the day before', '2026-03-09', '2026-03-10'),
      allDay('that day', '2026-03-10', '2026-03-11'),
      allDay('the day after', '2026-03-11', '2026-03-12'),
      allDay('that week', '2026-03-05', '2026-03-12'),
    ]);
    for (const offset of ['Z', '+14:00', '-12:00', '+05:45']) {
      const range = { start: `2026-03-10T00:00:00${offset}`, end: `2026-03-11T00:00:00${offset}` };
      expect([offset, ...(await ids(database, asked(userId, range)))]).toEqual([
        offset,
        'that week',
        'that day',
      ]);
    }
  });

  it('are full events: an occurrence carries its series’ everything else and its own times', async () => {
    await using database = await testDatabase();
    const { userId } = await mirror(database, [
      timed('master', '2026-01-06T09:00:00Z', '2026-01-06T09:30:00Z', {
        type: 'seriesMaster',
        title: 'Stand-up',
        show_as: 'tentative',
        status: 'tentative',
        outlook_categories: ['Blue'],
        teams_enabled: true,
        teams_meeting_url: 'https://teams.example/1',
        recurrence_rule: 'FREQ=WEEKLY;BYDAY=TU',
        body: '<p>Agenda</p>',
        body_type: 'html',
      }),
      occurrenceRow('one', 'master', '2026-03-10T09:00:00Z', '2026-03-10T09:30:00Z'),
    ]);
    const { events } = await queryEvents(database.db, asked(userId));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      externalId: 'one',
      type: 'occurrence',
      title: 'Stand-up',
      status: 'tentative',
      showAs: 'tentative',
      outlookCategories: ['Blue'],
      teamsMeetingUrl: 'https://teams.example/1',
      seriesMasterId: 'master',
      startAt: new Date('2026-03-10T09:00:00Z'),
      body: null,
      recurrenceRule: null,
    });
    expect(events[0]?.seriesRowNumber).toBeGreaterThan(0);
    const withBody = await queryEvents(database.db, asked(userId, { includeBody: true }));
    expect(withBody.events[0]?.body).toBe('<p>Agenda</p>');
  });

  it('never hold a master, though its dates are those of its first occurrence', async () => {
    await using database = await testDatabase();
    const [start, end] = ['2026-03-10T09:00:00Z', '2026-03-10T09:30:00Z'];
    const { userId } = await mirror(database, [
      timed('master', start, end, { type: 'seriesMaster' }),
      occurrenceRow('first', 'master', start, end),
    ]);
    expect(await ids(database, asked(userId))).toEqual(['first']);
  });

  it('show a series once, as its master, where any of its events overlaps', async () => {
    await using database = await testDatabase();
    const { userId } = await mirror(database, [
      timed('single', '2026-03-10T12:00:00Z', '2026-03-10T13:00:00Z'),
      timed('weekly', '2026-01-06T09:00:00Z', '2026-01-06T09:30:00Z', { type: 'seriesMaster' }),
      occurrenceRow('weekly 1', 'weekly', '2026-03-10T09:00:00Z', '2026-03-10T09:30:00Z'),
      occurrenceRow('weekly 2', 'weekly', '2026-03-10T19:00:00Z', '2026-03-10T19:30:00Z'),
      timed('elsewhere', '2026-01-07T09:00:00Z', '2026-01-07T09:30:00Z', { type: 'seriesMaster' }),
      occurrenceRow('elsewhere 1', 'elsewhere', '2026-03-11T09:00:00Z', '2026-03-11T09:30:00Z'),
      timed('only moved', '2026-01-08T09:00:00Z', '2026-01-08T09:30:00Z', { type: 'seriesMaster' }),
      timed('moved here', '2026-03-10T15:00:00Z', '2026-03-10T15:30:00Z', {
        type: 'exception',
        series_master_id: 'only moved',
      }),
    ]);
    expect(await ids(database, asked(userId, { view: 'series' }))).toEqual([
      'weekly',
      'only moved',
      'single',
    ]);
    expect(await ids(database, asked(userId, { view: 'series', limit: 2 }))).toEqual([
      'weekly',
      'only moved',
    ]);
  });

  it('are filtered by what a reader sees, also through the series', async () => {
    await using database = await testDatabase();
    const { userId } = await mirror(database, [
      timed('master', '2026-01-06T09:00:00Z', '2026-01-06T09:30:00Z', {
        type: 'seriesMaster',
        title: '100%_sure \\ plan',
        outlook_categories: ['Blue', 'Red'],
        importance: 'HIGH',
        show_as: 'oof',
        teams_enabled: true,
      }),
      occurrenceRow('of series', 'master', '2026-03-10T09:00:00Z', '2026-03-10T09:30:00Z'),
      timed('plain', '2026-03-10T10:00:00Z', '2026-03-10T11:00:00Z', {
        location: 'Room 100',
        teams_enabled: null,
      }),
    ]);
    const filtered = (filter: EventsQuery['filter']) => ids(database, asked(userId, { filter }));
    expect(await filtered({ category: 'Red' })).toEqual(['of series']);
    expect(await filtered({ category: 'red' })).toEqual([]);
    expect(await filtered({ importance: 'HIGH' })).toEqual(['of series']);
    expect(await filtered({ showAs: 'busy' })).toEqual(['plain']);
    expect(await filtered({ teams: true })).toEqual(['of series']);
    expect(await filtered({ teams: false })).toEqual(['plain']);
    expect(await filtered({ q: '100%_SURE \\' })).toEqual(['of series']);
    expect(await filtered({ q: '100%s' })).toEqual([]);
    expect(await filtered({ q: 'room' })).toEqual(['plain']);
    expect(await filtered({ q: '100', importance: 'NORMAL' })).toEqual(['plain']);
  });

  it('come page by page in one order over several calendars, each exactly once', async () => {
    await using database = await testDatabase();
    const userId = await insertUser(database.db);
    const start = Date.parse('2026-03-01T00:00:00Z');
    const expected: string[] = [];
    for (const calendar of ['a', 'b', 'c']) {
      const { connectionId } = await insertCalendar(database.db, userId);
      const rows = Array.from({ length: 40 }, (_, index) => {
        const at = start + (index % 13) * 3_600_000 - (index % 5 === 0 ? 9 * 86_400_000 : 0);
        const length = index % 5 === 0 ? 10 * 86_400_000 : 1_800_000;
        return timed(`${calendar}${index}`, new Date(at).toISOString(), new Date(at + length).toISOString());
      });
      expected.push(...rows.map((row) => row.external_id));
      await write(database, connectionId, rows);
    }
    const range = { start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' };
    const whole = await queryEvents(database.db, asked(userId, { ...range, limit: 1000 }));
    expect(whole.nextCursor).toBeNull();
    expect(whole.events.map((event) => event.externalId).sort()).toEqual(expected.sort());
    for (const limit of [1, 7, 40, 120]) {
      const pages: string[] = [];
      let cursor: string | null = null;
      do {
        const after = cursor === null ? undefined : decodeEventCursor(cursor);
        const page = await queryEvents(database.db, asked(userId, { ...range, limit, after }));
        pages.push(...page.events.map((event) => event.externalId));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect({ limit, pages }).toEqual({ limit, pages: whole.events.map((event) => event.externalId) });
    }
  });

  it('agree with the definition of overlap for any events and any range', async () => {
    await using database = await testDatabase();
    const base = Date.parse('2026-03-01T00:00:00Z');
    const hour = 3_600_000;
    const rows: EventRow[] = [];
    fc.sample(
      fc.record({
        start: fc.integer({ min: 0, max: 24 * 20 }),
        length: fc.integer({ min: 0, max: 24 * 6 }),
        day: fc.boolean(),
      }),
      { numRuns: 150, seed: 7 },
    ).forEach(({ start, length, day: isDay }, index) => {
      const at = new Date(base + start * hour);
      if (!isDay) {
        rows.push(timed(`t${index}`, at.toISOString(), new Date(at.getTime() + length * hour).toISOString()));
        return;
      }
      const date = at.toISOString().slice(0, 10);
      const days = 1 + (length % 6);
      const end = new Date(Date.parse(date) + days * 24 * hour).toISOString().slice(0, 10);
      rows.push(allDay(`d${index}`, date, end));
    });
    const { userId } = await mirror(database, rows);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 24 * 22 }),
        fc.integer({ min: 1, max: 24 * 5 }),
        async (from, length) => {
          const range = askedRange(
            {
              start: new Date(base + from * hour).toISOString(),
              end: new Date(base + (from + length) * hour).toISOString(),
            },
            rules,
          );
          const expected = rows.filter((row) => {
            if (row.start_date !== null && row.end_date !== null) {
              return row.start_date < range.endDate && row.end_date > range.startDate;
            }
            const start = Date.parse(row.start_at);
            const end = Date.parse(row.end_at);
            const reaches = end > range.start.getTime() || (start === end && start >= range.start.getTime());
            return start < range.end.getTime() && reaches;
          });
          const found = await ids(database, { ...asked(userId), range, limit: 1000 });
          expect(found.sort()).toEqual(expected.map((row) => row.external_id).sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are never somebody else’s', async () => {
    await using database = await testDatabase();
    const mine = await mirror(database, [timed('mine', '2026-03-10T09:00:00Z', '2026-03-10T10:00:00Z')]);
    const theirs = await mirror(database, [timed('theirs', '2026-03-10T09:00:00Z', '2026-03-10T10:00:00Z')]);
    expect(await ids(database, asked(mine.userId))).toEqual(['mine']);
    expect(await ids(database, asked(mine.userId, { calendarId: theirs.calendarId }))).toEqual([]);
    const { events } = await queryEvents(database.db, asked(theirs.userId));
    const id = { connectionId: theirs.calendarId, rowNumber: events[0]?.rowNumber ?? 0 };
    expect((await eventById(database.db, theirs.userId, id))?.externalId).toBe('theirs');
    expect(await eventById(database.db, mine.userId, id)).toBeUndefined();
  });

  it('are found by index: a small range in a large calendar touches no more rows than it answers', async () => {
    await using database = await testDatabase();
    const { userId, calendarId } = await mirror(database, []);
    await database.pool.query(
      `insert into calendar_event (connection_id, external_id, mapper_version, type, start_at, end_at, synced_at)
       select $1, 'e' || n, 1, 'singleInstance', timestamptz '2025-01-01' + n * interval '20 minutes',
         timestamptz '2025-01-01' + n * interval '20 minutes' + case when n % 500 = 0 then interval '3 days' else interval '1 hour' end,
         timestamptz '2026-01-01'
       from generate_series(1, 60000) n`,
      [calendarId],
    );
    await database.pool.query('analyze calendar_event');
    const statements: { sql: string; parameters: readonly unknown[] }[] = [];
    const watched = new Kysely<Database>({
      dialect: new PostgresDialect({ pool: database.pool }),
      log: ({ query: { sql, parameters } }) => {
        statements.push({ sql, parameters });
      },
    });
    const query = asked(userId, { start: '2026-11-01T00:00:00Z', end: '2026-11-02T00:00:00Z', limit: 50 });
    expect((await queryEvents(watched, query)).events).toHaveLength(50);
    expect(statements).toHaveLength(1);
    const plan = await database.pool.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off, summary off) ${statements[0]?.sql}`,
      [...(statements[0]?.parameters ?? [])],
    );
    const lines = plan.rows.map((row) => row['QUERY PLAN']);
    const scans = lines.filter((line) => line.includes('calendar_event'));
    expect(scans.filter((line) => line.includes('Seq Scan'))).toEqual([]);
    const rowsOf = (line: string): number => Number(/actual rows=(\d+)/.exec(line)?.[1] ?? 0);
    const removed = lines.map((line) => Number(/Rows Removed by Filter: (\d+)/.exec(line)?.[1] ?? 0));
    expect(Math.max(...scans.map(rowsOf), ...removed)).toBeLessThan(200);
  });
});
