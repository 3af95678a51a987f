import { describe, expect, it } from 'vitest';

import { writeEvents } from '../src/mirror/event-store.ts';
import { loadDeliveredSeries } from '../src/mirror/series-store.ts';
import { eventRow, occurrenceRow } from './support/events.ts';
import { testDatabase } from './support/postgres.ts';
import { connectedCalendar, steppingClock } from './support/rows.ts';

const window = { start: new Date('2026-12-01T00:00:00Z'), end: new Date('2026-12-31T00:00:00Z') };

describe('what was delivered of a series', () => {
  it('is what the window has of it: a date that was moved out of it, be it into history, is not there', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock();
    const { connectionId } = await connectedCalendar(db, clock.date());
    const exception = (id: string, day: string, original: string) => ({
      ...eventRow({ external_id: id, type: 'exception', series_master_id: 'M' }),
      start_at: `${day}T09:00:00.000Z`,
      end_at: `${day}T10:00:00.000Z`,
      original_start: `${original}T09:00:00.000Z`,
    });
    const rows = [
      eventRow({ external_id: 'M', type: 'seriesMaster', recurrence: {}, recurrence_rule: 'FREQ=DAILY' }),
      occurrenceRow('O', 'M', '2026-12-02T09:00:00.000Z', '2026-12-02T10:00:00.000Z'),
      exception('Within', '2026-12-05', '2026-12-03'),
      exception('In', '2026-12-06', '2027-03-01'),
      exception('Out', '2027-03-02', '2026-12-04'),
      { ...exception('Past', '2026-11-20', '2026-12-07'), is_history: true },
    ];
    await db.transaction().execute((tx) =>
      writeEvents(
        tx,
        rows.map((row) => ({ ...row, connection_id: connectionId })),
      ),
    );
    const [series] = await loadDeliveredSeries(db, connectionId, ['M'], window);
    expect(series?.occurrences).toEqual([Date.parse('2026-12-02T09:00:00Z')]);
    expect(series?.exceptions.toSorted()).toEqual([
      Date.parse('2026-12-03T09:00:00Z'),
      Date.parse('2027-03-01T09:00:00Z'),
    ]);
  });
});
