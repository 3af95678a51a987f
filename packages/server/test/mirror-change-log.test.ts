import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import { queryChangesOfAll } from '../src/mirror/queries/changes-query.ts';
import { appendIn } from './support/append-changes.ts';
import { insertCalendar, insertUser } from './support/owned-calendar.ts';
import { testDatabase } from './support/postgres.ts';

const WRITERS = 50;

describe('the change log', () => {
  it('is read once and in order by whoever keeps a number, however many write at the same time', async () => {
    await using database = await testDatabase({ poolSize: WRITERS + 4 });
    const { db } = database;
    const { connectionId } = await insertCalendar(db, await insertUser(db));
    const connections = new Set<number>();
    const all = Promise.withResolvers<void>();
    const write = async (writer: number): Promise<void> => {
      // What a round does between its last statement and its commit is little, but never nothing.
      await db.transaction().execute(async (tx) => {
        const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
        connections.add(own.rows[0]?.pid ?? 0);
        if (connections.size === WRITERS) all.resolve();
        await all.promise;
        await appendIn(tx, connectionId, 1 + (writer % 3));
        await sql`select pg_sleep(${(writer % 7) / 500})`.execute(tx);
      });
    };
    const writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    let writing = true;
    const finished = writers.finally(() => (writing = false));
    const readAll = async (): Promise<number[]> => {
      const read: number[] = [];
      for (let more = true; more;) {
        more = writing;
        const changes = await queryChangesOfAll(db, { since: read.at(-1) ?? 0, limit: 1_000 });
        read.push(...changes.map(({ seq }) => seq));
      }
      return read;
    };
    const [one, another] = await Promise.all([readAll(), readAll(), finished]);
    const written = (await queryChangesOfAll(db, { since: 0, limit: 1_000 })).map(({ seq }) => seq);
    expect(written).toHaveLength(99);
    expect(one).toEqual(written);
    expect(another).toEqual(written);
  });
});
