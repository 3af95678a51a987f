import { describe, expect, it } from 'vitest';

import { testDatabase } from '../support/postgres.ts';

describe('test databases', () => {
  it('are migrated and independent of each other', async () => {
    await using first = await testDatabase();
    await using second = await testDatabase();
    await first.db.insertInto('clock_offset').values({ offset_ms: 5 }).execute();
    expect(await first.db.selectFrom('clock_offset').select('offset_ms').execute()).toEqual([
      { offset_ms: 5 },
    ]);
    expect(await second.db.selectFrom('clock_offset').selectAll().execute()).toEqual([]);
  });

  it('work as a role that is no superuser', async () => {
    await using database = await testDatabase();
    const { rows } = await database.pool.query('select rolsuper from pg_roles where rolname = current_user');
    expect(rows).toEqual([{ rolsuper: false }]);
  });
});
