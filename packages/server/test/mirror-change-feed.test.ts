import { describe, expect, it } from 'vitest';

import { feedChanges } from '../src/mirror/change-feed.ts';
import type { Follower } from '../src/mirror/change-follower.ts';
import { queryChangesOfAll } from '../src/mirror/queries/changes-query.ts';
import { appendSome } from './support/append-changes.ts';
import { insertCalendar, insertUser } from './support/owned-calendar.ts';
import { testDatabase } from './support/postgres.ts';

/**
 * One feed over a real log, with a follower whose moments are the test's: `handOver` is given what was written
 * while the backfill waited for its reader, at the given wait.
 */
async function feedWith(options: {
  readonly before: number;
  /** How many are written at the n-th wait, and whether the follower sees them then. */
  readonly atWait: readonly number[];
  readonly pageSize: number;
}): Promise<{ told: number[]; written: number[]; live: number[] }> {
  await using database = await testDatabase();
  const { db } = database;
  const userId = await insertUser(db);
  const { connectionId } = await insertCalendar(db, userId);
  if (options.before > 0) await appendSome(db, connectionId, options.before);
  const told: number[] = [];
  let follower: Follower | undefined;
  let handed = options.before;
  const handOver = async (count: number): Promise<void> => {
    if (count > 0) await appendSome(db, connectionId, count);
    const changes = await queryChangesOfAll(db, { since: handed, limit: 1_000 });
    handed = changes.at(-1)?.seq ?? handed;
    follower?.onChanges(changes);
  };
  const waits = [...options.atWait];
  const over = new AbortController();
  await feedChanges({
    db,
    userId,
    since: 0,
    pageSize: options.pageSize,
    signal: over.signal,
    follower: {
      follow: (given) => {
        follower = given;
        return Promise.resolve(() => (follower = undefined));
      },
    },
    reader: {
      onChange: ({ seq }) => void told.push(seq),
      onBegin: () => undefined,
      onReset: () => told.push(Number.NaN),
      onCalendars: () => undefined,
      ready: () => handOver(waits.shift() ?? 0),
    },
  });
  const caughtUp = told.length;
  await handOver(3);
  over.abort();
  expect(follower).toBeUndefined();
  const all = await queryChangesOfAll(db, { since: 0, limit: 1_000 });
  return { told, written: all.map(({ seq }) => seq), live: told.slice(caughtUp) };
}

describe('a feed of changes', () => {
  it('tells what is written between the last page of its backfill and the cut-over', async () => {
    const { told, written, live } = await feedWith({ before: 1, atWait: [2], pageSize: 10 });
    expect(told).toEqual(written);
    expect(live).toHaveLength(3);
  });

  it('reads on in the log when more came meanwhile than it lets wait', async () => {
    const { told, written } = await feedWith({ before: 1, atWait: [8], pageSize: 4 });
    expect(told).toEqual(written);
  });

  it('tells once what a later page of its backfill and the follower both bring', async () => {
    for (const atWait of [[2], [2, 1, 2, 0, 3]]) {
      const { told, written } = await feedWith({ before: 8, atWait, pageSize: 4 });
      expect(told).toEqual(written);
    }
  });

  it('begins at a place that it names before anything else, and tells all that commits after that', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const userId = await insertUser(db);
    const { connectionId } = await insertCalendar(db, userId);
    const before = await appendSome(db, connectionId, 2);
    const told: (string | number)[] = [];
    let follower: Follower | undefined;
    await feedChanges({
      db,
      userId,
      since: undefined,
      signal: new AbortController().signal,
      follower: {
        follow: (given) => {
          follower = given;
          // A follower tells of the calendars as soon as it follows.
          given.onCalendars();
          return Promise.resolve(() => undefined);
        },
      },
      reader: {
        onBegin: (seq) => void told.push('begin', seq),
        onChange: ({ seq }) => void told.push('change', seq),
        onReset: (seq) => void told.push('reset', seq),
        onCalendars: () => void told.push('calendars'),
        // Written after it began, and seen by nobody but the log.
        ready: async () => void (told.length === 3 && (await appendSome(db, connectionId))),
      },
    });
    follower?.onChanges(await queryChangesOfAll(db, { since: before, limit: 10 }));
    expect(told).toEqual(['begin', before, 'calendars', 'change', before + 1]);
  });
});
