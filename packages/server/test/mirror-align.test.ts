import { describe, expect, it } from 'vitest';

import { alignOccurrences, writeEvents } from '../src/mirror/event-store.ts';
import { eventRow, occurrenceRow } from './support/events.ts';
import { testDatabase } from './support/postgres.ts';
import { connectedCalendar, steppingClock } from './support/rows.ts';

describe('the occurrences of a series that becomes all-day', () => {
  it('cover whole days, also where Graph did not send them again, and history stays as it was', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock();
    const { connectionId } = await connectedCalendar(db, clock.date());
    const of = { connection_id: connectionId };
    await db.transaction().execute(async (tx) => {
      await writeEvents(tx, [
        {
          ...eventRow({ external_id: 'M', type: 'seriesMaster', is_all_day: true, time_zone: 'Asia/Tokyo' }),
          ...of,
        },
        { ...occurrenceRow('Short', 'M', '2026-12-01T09:00:00.000Z', '2026-12-01T10:00:00.000Z'), ...of },
        {
          ...occurrenceRow('Over midnight', 'M', '2026-12-02T22:00:00.000Z', '2026-12-03T02:00:00.000Z'),
          ...of,
        },
        {
          ...occurrenceRow('To midnight', 'M', '2026-12-04T22:00:00.000Z', '2026-12-05T00:00:00.000Z'),
          ...of,
        },
        {
          ...occurrenceRow('Past', 'M', '2026-01-05T09:00:00.000Z', '2026-01-05T10:00:00.000Z'),
          ...of,
          is_history: true,
        },
      ]);
      await alignOccurrences(tx, connectionId, ['M']);
    });
    const rows = await db
      .selectFrom('calendar_event')
      .select(['external_id', 'is_all_day', 'start_date', 'end_date', 'start_at', 'end_at', 'original_start'])
      .where('type', '=', 'occurrence')
      .orderBy('start_at')
      .execute();
    expect(rows.map((row) => [row.external_id, row.is_all_day, row.start_date, row.end_date])).toEqual([
      ['Past', false, null, null],
      ['Short', true, '2026-12-01', '2026-12-02'],
      ['Over midnight', true, '2026-12-02', '2026-12-04'],
      ['To midnight', true, '2026-12-04', '2026-12-05'],
    ]);
    for (const row of rows.slice(1)) {
      expect(row.start_at.toISOString()).toBe(`${row.start_date}T00:00:00.000Z`);
      expect(row.end_at.toISOString()).toBe(`${row.end_date}T00:00:00.000Z`);
      expect(row.original_start).toEqual(row.start_at);
    }
  });
});
