/** A worker that dies, loses its lease or cannot commit: what it began ends right, by whoever comes next (S1, S2). */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  at,
  broken,
  gone,
  master,
  page,
  removed,
  single,
  startTinyGraph,
  stub,
} from './support/tiny-graph.ts';
import type { TinyAnswer, TinyCalendar, TinyGraph } from './support/tiny-graph.ts';

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

const ids = async (calendar: TinyCalendar): Promise<string[]> =>
  (await calendar.rows()).map((row) => row.external_id);
const kindsOf = async (calendar: TinyCalendar): Promise<string[]> =>
  (
    await tiny.db
      .selectFrom('calendar_change')
      .select('kind')
      .where('connection_id', '=', calendar.connectionId)
      .orderBy('seq')
      .execute()
  ).map(({ kind }) => kind);

const want = (calendar: TinyCalendar): Promise<unknown> =>
  sql`update calendar_connection set wanted_seq = wanted_seq + 1, wanted_cause = 'notification'
    where id = ${calendar.connectionId}`.execute(tiny.db);

/** Until disposed, no transaction that tells a change of this calendar can commit. */
async function withoutChanges(calendar: TinyCalendar): Promise<AsyncDisposable> {
  const name = sql.ref(`refuse_${calendar.connectionId.replaceAll('-', '')}`);
  await sql`create function ${name}() returns trigger language plpgsql as
    'begin raise exception ''no change is told now''; end'`.execute(tiny.db);
  await sql`create trigger ${name} before insert on calendar_change for each row
    when (new.connection_id = ${sql.lit(calendar.connectionId)}::uuid) execute function ${name}()`.execute(
    tiny.db,
  );
  return {
    [Symbol.asyncDispose]: async () => void (await sql`drop function ${name}() cascade`.execute(tiny.db)),
  };
}

describe('a page', () => {
  it('whose commit fails leaves nothing behind, and is applied whole the next time', async () => {
    const links: (string | null)[] = [];
    const pages: Record<string, TinyAnswer> = {
      '': page([single('A', at(1))], { delta: 'd1' }),
      d1: page([single('B', at(2))], { next: 'p2' }),
      p2: page([single('C', at(3))], { delta: 'd2' }),
    };
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      links.push(question.link);
      return pages[question.link ?? ''] ?? gone;
    });
    await calendar.round(1);
    await want(calendar);
    {
      await using _refusal = await withoutChanges(calendar);
      await calendar.work();
      expect(await ids(calendar)).toEqual(['A']);
    }
    await calendar.work();
    expect(await ids(calendar)).toEqual(['A', 'B', 'C']);
    expect(await kindsOf(calendar)).toEqual(['calendar.synced', 'event.created', 'event.created']);
    expect(links.filter((link) => link === 'd1')).toHaveLength(2);
  });
});

describe('the end of a round', () => {
  it('whose commit fails leaves nothing behind, and its token is not stored', async () => {
    const pages: Record<string, TinyAnswer> = {
      '': page([single('A', at(1)), single('B', at(2))], { delta: 'd1' }),
      d1: page([removed('A')], { delta: 'd2' }),
    };
    const calendar = await tiny.connect((question) =>
      question.ask === 'delta' ? (pages[question.link ?? ''] ?? gone) : gone,
    );
    await calendar.round(1);
    const { sync_token: token } = await calendar.connection();
    await want(calendar);
    {
      await using _refusal = await withoutChanges(calendar);
      await calendar.work();
      expect(await ids(calendar)).toEqual(['A', 'B']);
      expect((await calendar.connection())['sync_token']).toBe(token);
    }
    await calendar.work();
    expect(await ids(calendar)).toEqual(['B']);
    expect(await kindsOf(calendar)).toEqual(['calendar.synced', 'event.deleted']);
    expect((await calendar.connection())['sync_token']).not.toBe(token);
  });

  it('that a series leaves does the same where its commit fails', async () => {
    const series = [master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))];
    const pages: Record<string, TinyAnswer> = {
      '': page([single('A', at(1)), ...series], { delta: 'd1' }),
      d1: page([removed('M')], { delta: 'd2' }),
    };
    const calendar = await tiny.connect((question) =>
      question.ask === 'delta' ? (pages[question.link ?? ''] ?? gone) : gone,
    );
    await calendar.round(1);
    await want(calendar);
    {
      await using _refusal = await withoutChanges(calendar);
      await calendar.work();
      expect(await ids(calendar)).toEqual(['A', 'M', 'O1', 'O2']);
    }
    await calendar.work();
    expect(await ids(calendar)).toEqual(['A']);
    expect(await kindsOf(calendar)).toEqual(['calendar.synced', 'series.deleted']);
  });
});

describe('a worker', () => {
  it('that dies between two pages is followed by one that asks for the next page, not for a committed one', async () => {
    const links: (string | null)[] = [];
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      links.push(question.link);
      if (question.link === null) return page([single('A', at(1))], { next: 'p2' });
      return links.length === 2 ? broken : page([single('B', at(2))], { delta: 'd1' });
    });
    await calendar.work();
    expect(await ids(calendar)).toEqual(['A']);
    await calendar.work();
    expect(await ids(calendar)).toEqual(['A', 'B']);
    expect(links).toEqual([null, 'p2', 'p2']);
  });

  it('that dies in a full reading of what is there is followed by one that knows all that has come', async () => {
    const links: (string | null)[] = [];
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      links.push(question.link);
      if (question.link === null) return page([single('A', at(1))], { next: 'p2' });
      return links.length === 4 ? broken : page([single('B', at(2))], { delta: 'd1' });
    });
    await calendar.round(1);
    await sql`update calendar_connection set wanted_full = true where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    await calendar.work();
    await calendar.work();
    expect(links).toEqual([null, 'p2', null, 'p2', 'p2']);
    expect(await ids(calendar)).toEqual(['A', 'B']);
    expect(await kindsOf(calendar)).toEqual(['calendar.synced']);
  });

  it('that dies while settling asks nothing twice', async () => {
    const fetched: string[] = [];
    const calendar = await tiny.connect((question) => {
      if (question.ask === 'delta')
        return page([stub('O1', 'M1', at(1)), stub('O2', 'M2', at(2))], { delta: 'd1' });
      if (question.ask !== 'event') return gone;
      fetched.push(question.id);
      return fetched.length === 2 ? broken : { body: master(question.id, at(1)) };
    });
    await calendar.work();
    await calendar.work();
    expect(await ids(calendar)).toEqual(['M1', 'M2', 'O1', 'O2']);
    expect(fetched).toHaveLength(3);
    expect(fetched[2]).toBe(fetched[1]);
  });

  it('that dies in a full reading that was wanted leaves it wanted', async () => {
    let baselines = 0;
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta' || question.link !== null) return gone;
      baselines += 1;
      return baselines === 2 ? broken : page([single('A', at(1))], { delta: `d${baselines}` });
    });
    await calendar.round(1);
    await sql`update calendar_connection set wanted_full = true where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    await calendar.work();
    await calendar.work();
    expect(baselines).toBe(3);
    const { wanted_seq: wanted, done_seq: done } = await calendar.connection();
    expect(done).toBe(wanted);
  });

  it('that lost its lease commits nothing, whoever has the round now', async () => {
    const [first, second] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const held = [first.promise, second.promise];
    const calendar = await tiny.connect(async (question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === null) return page([single('A', at(1))], { next: 'p2' });
      await held.shift();
      return page([single('B', at(2))], { delta: 'd1' });
    });
    const slow = calendar.work();
    await expect.poll(() => ids(calendar)).toEqual(['A']);
    await sql`update calendar_connection set lease_until = clock_timestamp() where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    const next = calendar.work();
    await expect.poll(() => held.length).toBe(0);
    first.resolve(undefined);
    await slow;
    expect(await ids(calendar)).toEqual(['A']);
    second.resolve(undefined);
    await next;
    expect(await ids(calendar)).toEqual(['A', 'B']);
  });
});

describe('a long walk', () => {
  it('writes in one transaction what became ready while PostgreSQL was busy, and asks for none of it again', async () => {
    const links: number[] = [];
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      const number = Number(question.link ?? 1);
      links.push(number);
      if (number === 5 && links.length === 5) return broken;
      return page(
        [single(`E${number}`, at(number))],
        number < 6 ? { next: `${number + 1}` } : { delta: 'd' },
      );
    });
    const busy = Promise.withResolvers<undefined>();
    const held = Promise.withResolvers<undefined>();
    const holding = tiny.db.transaction().execute(async (tx) => {
      await sql`lock table sync_round_page in share mode`.execute(tx);
      held.resolve(undefined);
      await busy.promise;
    });
    await held.promise;
    const working = calendar.work();
    await expect.poll(() => links.length).toBe(5);
    busy.resolve(undefined);
    await Promise.all([holding, working]);
    expect(await ids(calendar)).toEqual(['E1', 'E2', 'E3', 'E4']);
    const { rows } = await sql<{ transactions: number }>`select count(distinct xmin::text) as transactions
      from calendar_event where connection_id = ${calendar.connectionId}`.execute(tiny.db);
    expect(rows).toEqual([{ transactions: 2 }]);
    await calendar.work();
    expect(await ids(calendar)).toEqual(['E1', 'E2', 'E3', 'E4', 'E5', 'E6']);
    expect(links).toEqual([1, 2, 3, 4, 5, 5, 6]);
  });

  it('gives others their turn after a hundred pages, and goes on where it stopped', async () => {
    const links: number[] = [];
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      const number = Number(question.link ?? 1);
      links.push(number);
      return page(
        [single(`E${number}`, at(number))],
        number < 105 ? { next: `${number + 1}` } : { delta: 'd' },
      );
    });
    await calendar.work();
    expect(links).toHaveLength(100);
    expect(await calendar.connection()).toMatchObject({ lease_holder: null, status: 'connecting' });
    await calendar.work();
    expect(await ids(calendar)).toHaveLength(105);
    expect(links).toEqual(Array.from({ length: 105 }, (_, index) => index + 1));
  });
});
