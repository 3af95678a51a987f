import { describe, expect, it } from 'vitest';

import { writeEvents } from '../src/mirror/event-store.ts';
import { forgetOldHistory } from '../src/mirror/forget-history.ts';
import { eventRow } from './support/events.ts';
import { testDatabase } from './support/postgres.ts';
import { connectedCalendar, steppingClock } from './support/rows.ts';

describe('history', () => {
  it('is kept for ever, or as many days behind the window as the operator says', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = steppingClock('2026-11-22T12:00:00Z');
    const { connectionId } = await connectedCalendar(db, clock.date(), {
      window_start: new Date('2026-08-24T00:00:00Z'),
    });
    const row = (id: string, day: string, isHistory: boolean) =>
      eventRow({
        external_id: id,
        connection_id: connectionId,
        start_at: `${day}T09:00:00.000Z`,
        end_at: `${day}T10:00:00.000Z`,
        is_history: isHistory,
      });
    await db
      .transaction()
      .execute((tx) =>
        writeEvents(tx, [
          row('Ten days behind the window', '2026-08-14', true),
          row('Forty days behind the window', '2026-07-15', true),
          row('In the window', '2026-11-20', false),
        ]),
      );
    expect(await forgetOldHistory(db, clock, undefined)).toBe(0);
    expect(await forgetOldHistory(db, clock, 30)).toBe(1);
    const left = await db.selectFrom('calendar_event').select('external_id').orderBy('start_at').execute();
    expect(left.map((each) => each.external_id)).toEqual(['Ten days behind the window', 'In the window']);
  });
});
