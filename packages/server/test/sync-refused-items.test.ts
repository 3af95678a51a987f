/** What Graph refuses of one event, and what could not be read of one: kept aside, seen, and asked again. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import {
  gone,
  lost,
  at,
  exception,
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

const refused: TinyAnswer = { status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } };

async function connect(
  pages: Readonly<Record<string, TinyAnswer>>,
  asks: Record<string, TinyAnswer>,
): Promise<TinyCalendar> {
  return tiny.connect((question) => {
    if (question.ask === 'delta') return pages[question.link ?? ''] ?? lost;
    if (question.ask === 'calendars' || question.ask === 'view') return gone;
    return asks[`${question.ask}:${question.id}`] ?? gone;
  });
}

const ids = async (calendar: TinyCalendar): Promise<string[]> =>
  (await calendar.rows()).map((row) => row.external_id);
const issues = (calendar: TinyCalendar) =>
  tiny.db
    .selectFrom('sync_issue')
    .select(['external_id', 'ask', 'mapper_version', 'raw'])
    .where('connection_id', '=', calendar.connectionId)
    .orderBy('external_id')
    .execute();
const pagesWritten = async (calendar: TinyCalendar): Promise<number | undefined> =>
  (
    await tiny.db
      .selectFrom('sync_round')
      .select('page_count')
      .where('connection_id', '=', calendar.connectionId)
      .executeTakeFirst()
  )?.page_count;
const hourLater = (calendar: TinyCalendar) =>
  sql`update sync_issue set last_seen_at = last_seen_at - interval '61 minutes'
    where connection_id = ${calendar.connectionId}`.execute(tiny.db);

describe('an answer about one event that breaks on its way', () => {
  const cutShort: TinyAnswer = { body: null, text: '{"value": [{"id": "O' };
  const pages = {
    '': page([master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { delta: 'd1' }),
    d1: page([master('M', at(1), { changeKey: '2' }), stub('O1', 'M', at(1))], { delta: 'd2' }),
    d2: page([], { delta: 'd2' }),
  };

  it('is asked for again before the round ends: a deleted occurrence does not stay for an hour', async () => {
    const asks: Record<string, TinyAnswer> = { 'instances:M': cutShort };
    const calendar = await connect(pages, asks);
    await calendar.round(1);
    await expect(calendar.round(1)).rejects.toThrow('does not settle');
    expect(await calendar.connection()).toMatchObject({ failures: 1, last_error_code: 'broken_response' });
    asks['instances:M'] = { body: { value: [stub('O1', 'M', at(1))] } };
    await calendar.work();
    expect(await ids(calendar)).toEqual(['M', 'O1']);
    expect(await issues(calendar)).toEqual([]);
  });

  it('each time stops the calendar no longer than a few tries', async () => {
    const calendar = await connect(pages, { 'instances:M': cutShort });
    await calendar.round(1);
    await calendar.round(4);
    expect(await calendar.connection()).toMatchObject({ status: 'active', failures: 0 });
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2']);
    expect(await issues(calendar)).toMatchObject([{ external_id: 'M', ask: 'instances' }]);
  });
});

describe('a question about one event that Graph refuses', () => {
  it('about a master leaves the calendar in peace, is shown, and heals with the next round', async () => {
    const asks: Record<string, TinyAnswer> = { 'event:M': refused };
    const calendar = await connect(
      {
        '': page([stub('O1', 'M', at(1)), single('A', at(1))], { delta: 'd1' }),
        d1: page([], { delta: 'd1' }),
      },
      asks,
    );
    await calendar.round(1);
    expect(await calendar.connection()).toMatchObject({ status: 'active', failures: 0 });
    expect(await ids(calendar)).toEqual(['A']);
    expect(await issues(calendar)).toMatchObject([{ external_id: 'M', ask: 'master' }]);
    asks['event:M'] = { body: master('M', at(1)) };
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'M', 'O1']);
    expect(await issues(calendar)).toEqual([]);
  });

  it.each([
    ['403', refused],
    [
      'a mailbox that it says is not there',
      { status: 404, body: { error: { code: 'MailboxNotEnabledForRESTAPI' } } },
    ],
    ['a lost token', lost],
  ])(
    'about the instances of a series (%s) is asked again an hour later, and then the doubt ends',
    async (_, answer) => {
      const asks: Record<string, TinyAnswer> = { 'instances:M': answer };
      const both = [master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))];
      const calendar = await connect(
        {
          '': page(both, { delta: 'd1' }),
          d1: page([master('M', at(1), { changeKey: '2' }), stub('O1', 'M', at(1))], { delta: 'd2' }),
          d2: page([], { delta: 'd2' }),
        },
        asks,
      );
      await calendar.round(1);
      await calendar.round(1);
      expect(await calendar.connection()).toMatchObject({ status: 'active', failures: 0 });
      expect(await ids(calendar)).toEqual(['M', 'O1', 'O2']);
      asks['instances:M'] = { body: { value: [stub('O1', 'M', at(1))] } };
      await calendar.round(1);
      expect(await issues(calendar)).toMatchObject([{ external_id: 'M', ask: 'instances' }]);
      await hourLater(calendar);
      await calendar.round(1);
      expect(await ids(calendar)).toEqual(['M', 'O1']);
      expect(await issues(calendar)).toEqual([]);
    },
  );

  it('about an event of history removes nothing until it is answered, also over a baseline', async () => {
    const asks: Record<string, TinyAnswer> = { 'event:H': refused };
    const pages: Record<string, TinyAnswer> = {
      '': page([single('A', at(1)), single('H', at(-91))], { delta: 'd1' }),
      d1: page([removed('H')], { delta: 'd2' }),
      d2: page([], { delta: 'd2' }),
    };
    const calendar = await connect(pages, asks);
    await calendar.round(1);
    await calendar.round(1);
    pages[''] = page([single('A', at(1))], { delta: 'd2' });
    expect(await ids(calendar)).toEqual(['A', 'H']);
    await sql`update calendar_connection set wanted_full = true where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    await calendar.round(1);
    expect(await issues(calendar)).toMatchObject([{ external_id: 'H', ask: 'event' }]);
    delete asks['event:H'];
    await hourLater(calendar);
    await calendar.round(2);
    expect(await ids(calendar)).toEqual(['A']);
    expect(await issues(calendar)).toEqual([]);
  });

  it('is told from a calendar that is refused as a whole', async () => {
    const calendar = await connect({ '': refused }, {});
    await calendar.work();
    expect(await calendar.connection()).toMatchObject({ status: 'forbidden' });
  });
});

describe('an event that could not be read', () => {
  const bad = single('B', at(1), { subject: 5 });
  const pages = {
    '': page([bad, exception('X', 'M', at(2), { subject: 6 })], { delta: 'd1' }),
    d1: page([], { delta: 'd1' }),
  };
  const olderMapper = (calendar: TinyCalendar) =>
    sql`update sync_issue set mapper_version = 0 where connection_id = ${calendar.connectionId}`.execute(
      tiny.db,
    );

  it('is read anew when the mapper has learned since', async () => {
    const calendar = await connect(pages, {
      'event:B': { body: single('B', at(1)) },
      'event:X': { body: exception('X', 'M', at(2)) },
    });
    await calendar.round(1);
    await calendar.round(1);
    expect(calendar.asked.filter((ask) => ask.startsWith('event'))).toEqual([]);
    await olderMapper(calendar);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['B', 'X']);
    expect(await issues(calendar)).toEqual([]);
  });

  it('and still cannot be, is asked about once a mapper, and keeps what came of it', async () => {
    const calendar = await connect(pages, { 'event:B': { body: bad } });
    await calendar.round(1);
    const [kept] = await issues(calendar);
    await olderMapper(calendar);
    await calendar.round(1);
    await calendar.round(1);
    expect(calendar.asked.filter((ask) => ask === 'event:B')).toEqual(['event:B']);
    // X was not there any more.
    expect(await issues(calendar)).toMatchObject([{ external_id: 'B', raw: kept?.raw }]);
  });

  it('without an id is never asked for', async () => {
    const calendar = await connect(
      { '': page([{ subject: 'no id' }], { delta: 'd1' }), d1: page([], { delta: 'd1' }) },
      {},
    );
    await calendar.round(1);
    await olderMapper(calendar);
    await calendar.round(1);
    expect(new Set(calendar.asked)).toEqual(new Set(['delta']));
  });
});

describe('a date that waits for its refused master', () => {
  it('is new once, when a baseline brings the master first and the date on a later page', async () => {
    const pages: Record<string, TinyAnswer> = {
      '': page([stub('O1', 'M', at(1))], { delta: 'd1' }),
      d1: page([], { delta: 'd1' }),
    };
    const calendar: TinyCalendar = await tiny.connect(async (question) => {
      // Read together, the two pages would be written together.
      if (question.ask === 'delta' && question.link === 'p2')
        await vi.waitUntil(async () => (await pagesWritten(calendar)) === 1, { interval: 5 });
      if (question.ask === 'delta') return pages[question.link ?? ''] ?? lost;
      return question.ask === 'event' ? refused : gone;
    });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual([]);
    pages[''] = page([master('M', at(1))], { next: 'p2' });
    pages['p2'] = page([stub('O1', 'M', at(1))], { delta: 'd1' });
    await sql`update calendar_connection set wanted_full = true where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    await calendar.round(2);
    expect(await ids(calendar)).toEqual(['M', 'O1']);
    const run = await tiny.db
      .selectFrom('sync_run')
      .select('created')
      .where('connection_id', '=', calendar.connectionId)
      .where('pages', '=', 2)
      .executeTakeFirstOrThrow();
    expect(run.created).toBe(2);
  });
});
