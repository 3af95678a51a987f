import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { queryEvents } from '../src/mirror/queries/events-query.ts';
import { eventQueries } from './support/event-queries.ts';
import { testDatabase } from './support/postgres.ts';
import type { TestDatabase } from './support/postgres.ts';
import { indexScans, plansOf, sequentialScans } from './support/query-plans.ts';
import type { PlanNode } from './support/query-plans.ts';
import { seededUserId, seedRows } from './support/seed-rows.ts';

const now = new Date('2026-11-22T12:00:00Z');
const asking = { person: 2, userId: seededUserId(2), from: now };

/** Enough for the planner to prefer an index wherever there is one that helps. */
const rows = { people: 20, calendarsEach: 2, eventsEach: 500, now };

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await seedRows(database.db, rows);
  await database.pool.query('analyze');
});

afterAll(() => database[Symbol.asyncDispose]());

/** Through the rows of a whole calendar is no better than through the table: calendars have years of events. */
function wholeCalendars(plans: readonly PlanNode[]): string[] {
  return indexScans(plans)
    .filter(
      ({ index, condition }) =>
        index.startsWith('calendar_event') && !/start_at|external_id|row_number/.test(condition),
    )
    .map(({ index }) => index);
}

async function plansOfQuery(name: string): Promise<PlanNode[]> {
  const query = eventQueries[name]?.(asking);
  if (query === undefined) throw new Error(`There is no query ${name}.`);
  return await plansOf(database.pool, (db) => queryEvents(db, query));
}

describe('the events query', () => {
  it.each(Object.keys(eventQueries))('reads no table and no calendar from end to end: %s', async (name) => {
    const plans = await plansOfQuery(name);
    expect(plans).toHaveLength(1);
    expect(sequentialScans(plans)).not.toContain('calendar_event');
    expect(indexScans(plans).map(({ index }) => index)).toContain('calendar_event_window');
    expect(wholeCalendars(plans)).toEqual([]);
  });

  it('would be seen to do so without its index', async () => {
    await using other = await testDatabase();
    await seedRows(other.db, { people: 4, calendarsEach: 1, eventsEach: 500, now });
    await other.pool.query('drop index calendar_event_window');
    await other.pool.query('analyze');
    const query = eventQueries['a week']?.(asking);
    if (query === undefined) throw new Error('There is such a query.');
    const plans = await plansOf(other.pool, (db) => queryEvents(db, query));
    expect([...sequentialScans(plans), ...wholeCalendars(plans)]).not.toEqual([]);
  });
});
