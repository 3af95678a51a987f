/** Tokens, windows and waits over several rounds: what is stored when, and what is never forgotten (S6, S7, S8). */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { raiseWanted } from '../src/connections/due.ts';
import {
  at,
  broken,
  gone,
  lost,
  master,
  page,
  removed,
  single,
  startTinyGraph,
  stub,
} from './support/tiny-graph.ts';
import type { TinyAnswer, TinyCalendar, TinyGraph } from './support/tiny-graph.ts';

const DAY_MS = 86_400_000;

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

const ids = async (calendar: TinyCalendar): Promise<string[]> =>
  (await calendar.rows()).map((row) => row.external_id);

/** Answers the n-th question for a link with the n-th of its answers, the last one again and again. */
async function recorded(
  answers: Readonly<Record<string, readonly TinyAnswer[]>>,
): Promise<{ calendar: TinyCalendar; links: string[] }> {
  const links: string[] = [];
  const calendar = await tiny.connect((question) => {
    if (question.ask !== 'delta') return gone;
    const link = question.link ?? 'start';
    const asked = links.filter((each) => each === link).length;
    links.push(link);
    return answers[link]?.[asked] ?? answers[link]?.at(-1) ?? lost;
  });
  return { calendar, links };
}

const runsOf = async (calendar: TinyCalendar): Promise<string[]> =>
  (
    await tiny.db
      .selectFrom('sync_run')
      .select(['kind', 'trigger'])
      .where('connection_id', '=', calendar.connectionId)
      .orderBy('requested_at')
      .execute()
  ).map(({ kind, trigger }) => `${kind} ${trigger}`);

/** As if the last baseline had been some days ago. */
const age = (calendar: TinyCalendar, days: number): Promise<unknown> =>
  sql`update calendar_connection set window_start = window_start - make_interval(days => ${days}),
    window_end = window_end - make_interval(days => ${days}) where id = ${calendar.connectionId}`.execute(
    tiny.db,
  );

describe('a walk', () => {
  it('whose nextLink dies begins again from the last deltaLink, without a baseline', async () => {
    const { calendar, links } = await recorded({
      start: [page([single('A', at(1))], { delta: 'd1' })],
      d1: [page([single('B', at(2))], { next: 'p2' })],
      p2: [lost, page([single('C', at(3))], { delta: 'd2' })],
    });
    await calendar.round(1);
    await calendar.round();
    expect(await ids(calendar)).toEqual(['A', 'B', 'C']);
    expect(links).toEqual(['start', 'd1', 'p2', 'd1', 'p2']);
    expect(await runsOf(calendar)).toEqual(['baseline connect', 'delta notification']);
  });

  it('goes on over empty pages in its middle', async () => {
    const empty = (next: string): TinyAnswer[] => [page([], { next })];
    const { calendar } = await recorded({
      start: [page([single('A', at(1))], { next: 'p2' })],
      p2: empty('p3'),
      p3: empty('p4'),
      p4: empty('p5'),
      p5: empty('p6'),
      p6: [page([single('B', at(2))], { delta: 'd1' })],
    });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'B']);
  });

  it('goes on over pages that repeat events with news', async () => {
    const version = (subject: string) => single('A', at(1), { subject, changeKey: subject });
    const { calendar } = await recorded({
      start: [page([version('1')], { next: 'p2' })],
      p2: [page([version('2')], { next: 'p3' })],
      p3: [page([version('3')], { next: 'p4' })],
      p4: [page([version('4')], { delta: 'd1' })],
    });
    await calendar.round(1);
    expect((await calendar.rows()).map((row) => row.title)).toEqual(['4']);
  });
});

describe('an empty round', () => {
  it('stores its new deltaLink all the same', async () => {
    const { calendar, links } = await recorded({
      start: [page([single('A', at(1))], { delta: 'd1' })],
      d1: [page([], { delta: 'd2' })],
      d2: [page([single('B', at(2))], { delta: 'd3' })],
    });
    for (let round = 0; round < 3; round += 1) await calendar.round(1);
    expect(links).toEqual(['start', 'd1', 'd2']);
    expect(await ids(calendar)).toEqual(['A', 'B']);
  });
});

describe('a calendar', () => {
  it('whose token is lost stays readable until the new reading is complete', async () => {
    const readable: string[][] = [];
    const calendar = await tiny.connect(async (question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link !== null) return lost;
      readable.push(await ids(calendar));
      return page([single('A', at(1)), single('B', at(2))], { delta: 'd1' });
    });
    await calendar.round(1);
    await calendar.round();
    expect(readable).toEqual([[], ['A', 'B']]);
    expect(await calendar.connection()).toMatchObject({ status: 'active' });
  });

  it('that Graph cannot serve is left alone for a while, longer after each failure', async () => {
    const { calendar } = await recorded({ start: [broken] });
    const waits: number[] = [];
    for (let failure = 0; failure < 5; failure += 1) {
      const before = Date.parse(new Date().toISOString());
      await calendar.work();
      const until = (await calendar.connection())['not_before'];
      waits.push(until instanceof Date ? until.getTime() - before : 0);
    }
    expect(waits.every((wait, index) => wait > (waits[index - 1] ?? 499))).toBe(true);
    expect(waits.at(-1)).toBeGreaterThan(8_000);
  });
});

describe('the window', () => {
  it('rolls before its far edge is near, and brings what came into it', async () => {
    const { calendar, links } = await recorded({
      start: [
        page([single('A', at(1))], { delta: 'd1' }),
        page([single('A', at(1)), single('Far', at(350))], { delta: 'd2' }),
      ],
      d1: [page([], { delta: 'd1' })],
    });
    await calendar.round(1);
    await age(calendar, 340);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'Far']);
    expect(links).toEqual(['start', 'start']);
    expect((await runsOf(calendar)).at(-1)).toBe('baseline window_roll');
    const { window_end: end } = await calendar.connection();
    expect(end instanceof Date && end.toISOString()).toBe(`${at(365, 0)}.000Z`);
  });

  it('keeps its old token until a new reading is complete, so that one that fails loses nothing', async () => {
    const first = page([single('A', at(1))], { delta: 'd1' });
    const { calendar } = await recorded({
      start: [first, broken, page([single('A', at(1))], { next: 'p2' })],
      p2: [broken, page([], { delta: 'd2' })],
    });
    await calendar.round(1);
    await age(calendar, 340);
    const { sync_token: old, window_end: edge } = await calendar.connection();
    await raiseWanted(tiny.db, [calendar.connectionId], 'notification', new Date());
    for (let failure = 0; failure < 2; failure += 1) {
      await calendar.work();
      expect(await calendar.connection()).toMatchObject({ sync_token: old, window_end: edge });
      expect(await ids(calendar)).toEqual(['A']);
    }
    await calendar.work();
    const { sync_token: token, window_end: end } = await calendar.connection();
    expect(token).not.toBe(old);
    expect(end).not.toEqual(edge);
  });

  it('leaves what falls behind it as history', async () => {
    const { calendar } = await recorded({
      start: [
        page([single('Old', at(-200)), single('A', at(1))], { delta: 'd1' }),
        page([single('A', at(1))], { delta: 'd2' }),
      ],
    });
    await calendar.round(1);
    await age(calendar, 340);
    await sql`update calendar_event set is_history = false where connection_id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    await calendar.round(1);
    expect((await calendar.rows()).map((row) => [row.external_id, row.is_history])).toEqual([
      ['A', false],
      ['Old', true],
    ]);
  });

  it('stays as its token has it while only deltas are read', async () => {
    const { calendar } = await recorded({
      start: [page([single('A', at(1))], { delta: 'd1' })],
      d1: [page([single('B', at(1))], { delta: 'd2' })],
    });
    await calendar.round(1);
    await age(calendar, 5);
    await calendar.round(1);
    const { window_start: start, window_end: end } = await calendar.connection();
    const today = Math.floor(Date.parse(`${at(0)}Z`) / DAY_MS) * DAY_MS;
    expect([start, end]).toEqual([new Date(today - 95 * DAY_MS), new Date(today + 360 * DAY_MS)]);
  });
});

describe('a calendar that looks empty all at once', () => {
  it('is emptied by a second full reading only, a minute after the first', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `E${index}`);
    let isEmpty = false;
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link !== null) return page(names.map(removed), { delta: 'd2' });
      return page(isEmpty ? [] : names.map((name, day) => single(name, at(day + 1))), { delta: 'd1' });
    });
    await calendar.round(1);
    isEmpty = true;
    await raiseWanted(tiny.db, [calendar.connectionId], 'notification', new Date());
    for (let reading = 0; reading < 2; reading += 1) {
      await calendar.work();
      expect(await ids(calendar)).toHaveLength(12);
    }
    const { not_before: again } = await calendar.connection();
    expect(again instanceof Date && again.getTime() - Date.parse(new Date().toISOString())).toBeGreaterThan(
      50_000,
    );
    await calendar.work();
    expect(await ids(calendar)).toEqual([]);
  });
});

describe('history that Graph names removed', () => {
  it('stays with its series while Graph still has that, and goes with it', async () => {
    let exists = true;
    const calendar = await tiny.connect((question) => {
      if (question.ask === 'event') return exists ? { body: master('M', at(-90)) } : gone;
      if (question.ask !== 'delta') return gone;
      return question.link === null
        ? page([master('M', at(-90)), stub('Old', 'M', at(-89)), stub('New', 'M', at(1))], { delta: 'd1' })
        : page([removed('M')], { delta: 'd2' });
    });
    await calendar.round(1);
    await sql`update calendar_connection set window_start = window_start + interval '9 days'
      where id = ${calendar.connectionId}`.execute(tiny.db);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'Old']);
    exists = false;
    await calendar.round(1);
    expect(await ids(calendar)).toEqual([]);
  });

  it('goes when Graph has it no more, and is brought up to date when it has', async () => {
    const old = (id: string, subject: string) => single(id, at(-90, 0), { subject, changeKey: subject });
    const calendar = await tiny.connect((question) => {
      if (question.ask === 'event') return question.id === 'Kept' ? { body: old('Kept', 'edited') } : gone;
      if (question.ask !== 'delta') return gone;
      return question.link === null
        ? page([old('Kept', 'old'), old('Gone', 'old'), single('A', at(1))], { delta: 'd1' })
        : page([removed('Kept'), removed('Gone')], { delta: 'd2' });
    });
    await calendar.round(1);
    // Time has passed: both are behind the window.
    await sql`update calendar_connection set window_start = window_start + interval '9 days'
      where id = ${calendar.connectionId}`.execute(tiny.db);
    await calendar.round(1);
    expect((await calendar.rows()).map(({ external_id: id, title }) => [id, title])).toEqual([
      ['A', 'A'],
      ['Kept', 'edited'],
    ]);
  });
});

describe('a notification', () => {
  it('that comes while a round is under way is answered by another one', async () => {
    const links: (string | null)[] = [];
    const calendar = await tiny.connect(async (question) => {
      if (question.ask !== 'delta') return gone;
      links.push(question.link);
      if (question.link === 'd1')
        await raiseWanted(tiny.db, [calendar.connectionId], 'notification', new Date());
      return question.link === 'd2'
        ? page([single('B', at(2))], { delta: 'd3' })
        : page([single('A', at(1))], { delta: question.link === null ? 'd1' : 'd2' });
    });
    await calendar.round(1);
    await calendar.round();
    expect(links).toEqual([null, 'd1', 'd2']);
    expect(await ids(calendar)).toEqual(['A', 'B']);
  });
});
