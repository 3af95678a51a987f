import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { loadFingerprints, loadKnownEvents, writeEvents } from '../src/mirror/event-store.ts';
import { fingerprintOf, printedTime } from '../src/mirror/fingerprint.ts';
import { eventRow } from './support/events.ts';
import { testDatabase } from './support/postgres.ts';
import { connectedCalendar, steppingClock } from './support/rows.ts';

const instant = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const row = fc
  .record({
    type: fc.constantFrom('singleInstance', 'occurrence', 'exception', 'seriesMaster'),
    change_key: fc.constantFrom('key', 'DwAAABYAAAB/+A==', null),
    mapper_version: fc.integer({ min: 1, max: 12 }),
    is_history: fc.boolean(),
    is_all_day: fc.boolean(),
    time_zone: fc.constantFrom('Europe/Berlin', 'UTC', null),
    start_at: instant,
    end_at: instant,
  })
  .map((fields) => ({
    ...fields,
    series_master_id: fields.type === 'occurrence' || fields.type === 'exception' ? 'M' : null,
  }));

describe('the fingerprint of an event', () => {
  it('is the same of its row in PostgreSQL and of the row that was written', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const { connectionId } = await connectedCalendar(db, steppingClock().date());
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (drawn) => {
        const rows = drawn.map((fields) =>
          eventRow({ ...fields, connection_id: connectionId, external_id: `E${(number += 1)}` }),
        );
        await db.transaction().execute((tx) => writeEvents(tx, rows));
        const ids = rows.map(({ external_id }) => external_id);
        const known = await loadKnownEvents(db, connectionId, ids);
        const stored = new Map(known.map(({ externalId, fingerprint }) => [externalId, fingerprint]));
        expect(ids.map((id) => stored.get(id))).toEqual(rows.map(fingerprintOf));
      }),
      { numRuns: 30 },
    );
  });

  it('comes with the times of a master, and of nothing outside the window', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const { connectionId } = await connectedCalendar(db, steppingClock().date());
    const of = {
      connection_id: connectionId,
      start_at: '2026-12-01T09:00:00Z',
      end_at: '2026-12-01T10:00:00Z',
    };
    const far = { start_at: '2028-12-01T09:00:00Z', end_at: '2028-12-01T10:00:00Z' };
    const rows = [
      eventRow({ external_id: 'A', ...of }),
      eventRow({ external_id: 'Far', ...of, ...far }),
      eventRow({ external_id: 'M', type: 'seriesMaster', time_zone: 'Asia/Tokyo', ...of, ...far }),
    ];
    await db.transaction().execute((tx) => writeEvents(tx, rows));
    const window = { start: new Date('2026-11-01'), end: new Date('2027-11-01') };
    const found = await loadFingerprints(db, connectionId, window, 10);
    expect(found.toSorted((a, b) => a.externalId.localeCompare(b.externalId))).toMatchObject([
      { externalId: 'A', isAllDay: null, timeZone: null },
      { externalId: 'M', isAllDay: false, timeZone: 'Asia/Tokyo' },
    ]);
    expect(await loadFingerprints(db, connectionId, window, 1)).toHaveLength(1);
  });

  it('has times that stand in their order', () => {
    fc.assert(
      fc.property(instant, instant, (one, other) => {
        expect(printedTime(one) < printedTime(other)).toBe(Date.parse(one) < Date.parse(other));
      }),
    );
  });
});
