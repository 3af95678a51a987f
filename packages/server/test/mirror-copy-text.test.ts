import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { insertEvents, writeEvents } from '../src/mirror/event-store.ts';
import type { EventRow } from '../src/mirror/event-row.ts';
import { newId } from '../src/platform/ids.ts';
import { eventRow } from './support/events.ts';
import { engineParts } from './support/engine-parts.ts';
import { testDatabase } from './support/postgres.ts';
import { systemClock } from '../src/platform/clock.ts';

/** What a notation of rows trips over: separators, escapes, quotes, null's own sign, NUL, half characters. */
const hostile = fc.string({
  unit: fc.constantFrom(
    '\t',
    '\n',
    '\r',
    '\\',
    '\\N',
    '\\.',
    '"',
    ',',
    '{',
    '}',
    "'",
    '\0',
    'é',
    '😀',
    '\ud83d',
    'n',
  ),
  maxLength: 12,
});
const text = fc.oneof(hostile, fc.constant(null));
const texts = fc.oneof(fc.array(hostile, { maxLength: 3 }), fc.constant(null));

const row = fc.record({
  title: text,
  body: text,
  outlook_categories: texts,
  recurrence_exceptions: texts,
  locations: fc.oneof(fc.array(fc.record({ displayName: text }), { maxLength: 2 }), fc.constant(null)),
  organizer: fc.record({ name: text, address: text }),
  is_organizer: fc.constantFrom(true, false, null),
  original_start: fc.constantFrom('2026-11-23T09:00:00.123Z', null),
  start_date: fc.constantFrom('2026-11-23', null),
});

describe('rows that are copied into the mirror', () => {
  it('are the same as rows that are written one statement for all, whatever is in them', async () => {
    await using database = await testDatabase();
    const { db, pool } = database;
    const parts = await engineParts({ db, clock: systemClock(), leaseSeconds: 15 });
    const { connectionId } = await parts.connect({ calendarId: 'c', name: 'C', accessToken: 'token' });
    const samples = fc.sample(row, { numRuns: 700, seed: 7 });
    const rowsOf = (prefix: string): EventRow[] =>
      samples.map((sample, index) =>
        eventRow({ ...sample, connection_id: connectionId, external_id: `${prefix}${index}` }),
      );
    await db.transaction().execute(async (tx) => {
      await insertEvents(tx, rowsOf('copied'));
      await writeEvents(tx, rowsOf('written'));
    });
    const differing = await pool.query(
      `select c.external_id from calendar_event c join calendar_event w
         on w.external_id = replace(c.external_id, 'copied', 'written')
       where c.external_id like 'copied%'
         and (to_jsonb(c) - 'external_id' - 'row_number') <> (to_jsonb(w) - 'external_id' - 'row_number')`,
    );
    const counted = await pool.query(`select count(*) from calendar_event where external_id like 'copied%'`);
    expect(counted.rows).toEqual([{ count: 700 }]);
    expect(differing.rows).toEqual([]);
  });

  it('leave nothing behind and keep the connection usable when one of them is there already', async () => {
    await using database = await testDatabase({ poolSize: 1 });
    const { db } = database;
    const parts = await engineParts({ db, clock: systemClock(), leaseSeconds: 15 });
    const { connectionId } = await parts.connect({ calendarId: 'c', name: 'C', accessToken: 'token' });
    const twice = eventRow({ connection_id: connectionId, external_id: newId() });
    await expect(db.transaction().execute((tx) => insertEvents(tx, [twice, twice]))).rejects.toMatchObject({
      code: '23505',
    });
    const left = await db.selectFrom('calendar_event').select('external_id').execute();
    expect(left).toEqual([]);
  });
});
