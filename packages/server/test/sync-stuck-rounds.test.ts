/** A request that Graph refuses for ever must not hold up a calendar: each place has a way around. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { raiseWanted } from '../src/connections/due.ts';
import { at, broken, gone, master, page, single, startTinyGraph, stub } from './support/tiny-graph.ts';
import type { TinyAnswer, TinyCalendar, TinyGraph, TinyQuestion } from './support/tiny-graph.ts';

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

const strange: TinyAnswer = { status: 400, body: { error: { code: 'SomethingNew', message: '' } } };

interface Scripted {
  readonly calendar: TinyCalendar;
  /** By link; a page size behind the link goes before it. */
  readonly pages: Record<string, TinyAnswer>;
  readonly asked: string[];
}

async function scripted(
  pages: Record<string, TinyAnswer>,
  other: (question: TinyQuestion) => TinyAnswer = () => gone,
): Promise<Scripted> {
  const asked: string[] = [];
  const calendar = await tiny.connect((question) => {
    if (question.ask === 'calendars') return pages['calendars'] ?? { body: { value: [] } };
    if (question.ask !== 'delta') return other(question);
    const link = question.link ?? 'start';
    asked.push(link);
    return pages[`${link} ${question.pageSize}`] ?? pages[link] ?? gone;
  });
  return { calendar, pages, asked };
}

async function works(calendar: TinyCalendar, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await calendar.work();
}

/** Its full reading is due. */
async function aWeekLater({ connectionId }: TinyCalendar): Promise<void> {
  await sql`update calendar_connection set last_full_check_at = now() - interval '9 days'
    where id = ${connectionId}`.execute(tiny.db);
}

const ids = async (calendar: TinyCalendar) => (await calendar.rows()).map(({ external_id: id }) => id);
const notify = (calendar: TinyCalendar) =>
  raiseWanted(tiny.db, [calendar.connectionId], 'notification', new Date());
const outcomesOf = async ({ connectionId }: TinyCalendar) =>
  (
    await tiny.db
      .selectFrom('sync_run')
      .select('outcome')
      .where('connection_id', '=', connectionId)
      .orderBy('requested_at')
      .execute()
  ).map(({ outcome }) => outcome);

describe('a full reading that Graph never serves', () => {
  it('is put off for hours, while the token that works goes on (S7)', async () => {
    const { calendar, pages, asked } = await scripted({
      start: page([single('A', at(1))], { delta: 'd1' }),
      d1: page([single('B', at(2))], { delta: 'd2' }),
      d2: page([], { delta: 'd2' }),
    });
    await calendar.round(1);
    pages['start'] = broken;
    await aWeekLater(calendar);
    await notify(calendar);
    await works(calendar, 15);
    expect(await ids(calendar)).toEqual(['A']);
    await calendar.work();
    expect(await ids(calendar)).toEqual(['A', 'B']);
    expect(await outcomesOf(calendar)).toEqual(['synced', 'stuck', 'synced']);
    const { full_again_at: again } = await calendar.connection();
    const hours = again instanceof Date ? (again.getTime() - Date.now()) / 3_600_000 : 0;
    expect(hours).toBeGreaterThan(5);
    expect(hours).toBeLessThan(6.01);

    asked.length = 0;
    await notify(calendar);
    await calendar.work();
    expect(asked).toEqual(['d2']);
    pages['start'] = page([single('A', at(1)), single('B', at(2)), single('C', at(3))], { delta: 'd3' });
    await sql`update calendar_connection set full_again_at = now() where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    await notify(calendar);
    await calendar.work();
    expect(asked).toEqual(['d2', 'start']);
    expect(await ids(calendar)).toEqual(['A', 'B', 'C']);
    expect(await calendar.connection()).toMatchObject({ full_again_at: null });
  });

  it('is put off, too, where it is stuck behind its first page in each of three walks', async () => {
    const { calendar, pages } = await scripted({
      start: page([single('A', at(1))], { delta: 'd1' }),
      d1: page([single('B', at(2))], { delta: 'd2' }),
    });
    await calendar.round(1);
    pages['start'] = page([single('A', at(1))], { next: 'p2' });
    pages['p2'] = broken;
    await aWeekLater(calendar);
    await notify(calendar);
    await works(calendar, 45);
    expect(await ids(calendar)).toEqual(['A']);
    await calendar.work();
    expect(await ids(calendar)).toEqual(['A', 'B']);
    expect(await calendar.connection()).toMatchObject({ delta_page_size: 250, delta_again_at: null });
  });

  it('is tried all the same where somebody wishes it', async () => {
    const { calendar, asked } = await scripted({ start: page([], { delta: 'd1' }) });
    await calendar.round(1);
    await sql`update calendar_connection set full_again_at = now() + interval '1 hour'
      where id = ${calendar.connectionId}`.execute(tiny.db);
    await raiseWanted(tiny.db, [calendar.connectionId], 'manual', new Date(), { full: true });
    await calendar.work();
    expect(asked).toEqual(['start', 'start']);
  });

  it('is asked for in larger pages where nothing was ever read', async () => {
    const { calendar, pages } = await scripted({ 'start 250': broken });
    pages['start'] = page([single('A', at(1))], { delta: 'd1' });
    await works(calendar, 16);
    expect(await ids(calendar)).toEqual(['A']);
    expect(await calendar.connection()).toMatchObject({ status: 'active', delta_page_size: 500 });
  });
});

describe('a link that Graph never serves', () => {
  it.each([
    ['fails', broken, 15],
    ['refuses in a way that nobody knows', strange, 3],
  ] as const)('and %s is replaced by a full reading where it is the deltaLink', async (_, answer, times) => {
    const { calendar, pages, asked } = await scripted({
      start: page([single('A', at(1))], { delta: 'd1' }),
      d1: answer,
    });
    await calendar.round(1);
    pages['start'] = page([single('A', at(1)), single('B', at(1))], { delta: 'd2' });
    await notify(calendar);
    await works(calendar, times);
    expect(await ids(calendar)).toEqual(['A']);
    await calendar.work();
    expect(await ids(calendar)).toEqual(['A', 'B']);
    expect(asked.at(-1)).toBe('start');
  });

  it('leaves the repeats of a notification that waited for it', async () => {
    const { calendar, pages } = await scripted({ start: page([], { delta: 'd1' }), d1: broken });
    await calendar.round(1);
    await sql`update calendar_connection set followup_step = 0 where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    await raiseWanted(tiny.db, [calendar.connectionId], 'poll', new Date());
    await works(calendar, 14);
    await notify(calendar);
    pages['start'] = page([], { delta: 'd2' });
    await works(calendar, 2);
    expect(await outcomesOf(calendar)).toEqual(['synced', 'stuck', 'synced']);
    expect(await calendar.connection()).toMatchObject({ followup_step: 2 });
  });

  it('is asked for by another walk where it is a nextLink', async () => {
    const { calendar, pages, asked } = await scripted({
      start: page([], { delta: 'd1' }),
      d1: page([single('A', at(1))], { next: 'p2' }),
      p2: broken,
    });
    await calendar.round(1);
    await notify(calendar);
    await works(calendar, 15);
    pages['d1'] = page([single('A', at(1))], { next: 'another p2' });
    pages['another p2'] = page([single('B', at(1))], { delta: 'd2' });
    await calendar.work();
    expect(asked.slice(-2)).toEqual(['d1', 'another p2']);
    expect(await ids(calendar)).toEqual(['A', 'B']);
  });

  it('waits while nothing else of the account is answered either: Microsoft is away', async () => {
    const { calendar, pages, asked } = await scripted({
      start: page([], { delta: 'd1' }),
      d1: broken,
      calendars: broken,
    });
    await calendar.round(1);
    await notify(calendar);
    await works(calendar, 20);
    expect(new Set(asked.slice(1))).toEqual(new Set(['d1']));
    pages['calendars'] = { body: { value: [] } };
    await works(calendar, 2);
    expect(asked.at(-1)).toBe('start');
  });

  it('is not given up for one refusal that looks hopeless among others that do not', async () => {
    const { calendar, pages, asked } = await scripted({ start: page([], { delta: 'd1' }), d1: broken });
    await calendar.round(1);
    await notify(calendar);
    await works(calendar, 2);
    pages['d1'] = strange;
    await works(calendar, 2);
    expect(new Set(asked.slice(1))).toEqual(new Set(['d1']));
  });

  it('waits where nothing is said of it alone: the network is away', async () => {
    let away = false;
    const asked: (string | null)[] = [];
    const calendar = await tiny.connect((question) => {
      if (question.ask === 'calendars') return { body: { value: [] } };
      if (question.ask !== 'delta') return gone;
      asked.push(question.link);
      if (away) throw new TypeError('fetch failed');
      return page([], { delta: 'd1' });
    });
    await calendar.round(1);
    away = true;
    await notify(calendar);
    await works(calendar, 17);
    expect(new Set(asked.slice(1))).toEqual(new Set(['d1']));
    expect(await outcomesOf(calendar)).toEqual(['synced', null]);
  });
});

describe('a question about one event that Graph never answers', () => {
  it('is put aside, and the calendar goes on without it (S5)', async () => {
    const { calendar } = await scripted(
      {
        start: page([master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { delta: 'd1' }),
        d1: page([master('M', at(1), { changeKey: '2' }), stub('O1', 'M', at(1))], { delta: 'd2' }),
      },
      () => broken,
    );
    await calendar.round(1);
    await notify(calendar);
    await works(calendar, 14);
    expect(await outcomesOf(calendar)).toEqual(['synced', null]);
    await calendar.work();
    expect(await outcomesOf(calendar)).toEqual(['synced', 'synced']);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2']);
    const issues = await tiny.db
      .selectFrom('sync_issue')
      .select(['external_id', 'ask'])
      .where('connection_id', '=', calendar.connectionId)
      .execute();
    expect(issues).toEqual([{ external_id: 'M', ask: 'instances' }]);
  });
});

describe('a round that comes further', () => {
  it('waits a moment after its next failure, however often it had failed before', async () => {
    const { calendar, pages } = await scripted({
      start: page([single('A', at(1))], { next: 'p2' }),
      p2: broken,
    });
    await works(calendar, 9);
    pages['p2'] = page([single('B', at(1))], { next: 'p3' });
    pages['p3'] = broken;
    await calendar.work();
    const { not_before: until } = await calendar.connection();
    expect(until instanceof Date && until.getTime() - Date.now()).toBeLessThan(3_000);
  });
});
