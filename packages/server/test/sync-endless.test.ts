/** Rounds that do not come to an end (S8), and walks whose links die over and over (S6): larger pages, then the plain view. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { differences } from './support/mirror-and-mailbox.ts';
import { startEngine } from './support/engine.ts';
import {
  at,
  exception,
  gone,
  lost,
  master,
  page,
  removed,
  single,
  startTinyGraph,
  stub,
  viewEnd,
} from './support/tiny-graph.ts';
import type { Json, TinyAnswer, TinyCalendar, TinyGraph, TinyQuestion } from './support/tiny-graph.ts';

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

const ids = async (calendar: TinyCalendar): Promise<string[]> =>
  (await calendar.rows()).map((row) => row.external_id);

/** A mailbox whose delta never ends and whose view does; the test changes both. */
interface Mailbox {
  view: TinyAnswer | ((question: TinyQuestion & { ask: 'view' }) => TinyAnswer);
  asks: Record<string, TinyAnswer>;
  delta: (question: TinyQuestion & { ask: 'delta' }) => TinyAnswer;
}

let links = 0;
const endless = (items: readonly unknown[]): TinyAnswer => page(items, { next: `again-${(links += 1)}` });

async function connect(items: readonly unknown[]): Promise<{ calendar: TinyCalendar; mailbox: Mailbox }> {
  const mailbox: Mailbox = { view: viewEnd(items), asks: {}, delta: () => endless(items) };
  const calendar = await tiny.connect((question) => {
    if (question.ask === 'delta') return mailbox.delta(question);
    if (question.ask === 'view')
      return typeof mailbox.view === 'function' ? mailbox.view(question) : mailbox.view;
    if (question.ask === 'calendars') return { body: { value: [{ id: calendar.calendarId }] } };
    return mailbox.asks[`${question.ask}:${question.id}`] ?? gone;
  });
  return { calendar, mailbox };
}

/** Whole, as a view has it: with the changeKey of its series. */
const occurrence = (id: string, seriesMasterId: string, start: string, changeKey: string): Json => ({
  ...single(id, start),
  ...stub(id, seriesMasterId, start),
  changeKey,
});

describe('a walk that does not end', () => {
  it('is tried again at once with larger pages, and the size that ended is kept', async () => {
    const { calendar, mailbox } = await connect([single('A', at(1))]);
    const sizes: number[] = [];
    mailbox.delta = ({ link, pageSize }) => {
      sizes.push(pageSize);
      if (link === 'd1') return page([], { delta: 'd1' });
      return pageSize < 1000 ? endless([single('A', at(1))]) : page([single('A', at(1))], { delta: 'd1' });
    };
    await calendar.round(3);
    expect([...new Set(sizes)]).toEqual([250, 500, 1000]);
    expect(await calendar.connection()).toMatchObject({
      status: 'active',
      last_error_code: null,
      delta_again_at: null,
    });
    await calendar.round(1);
    expect(sizes.at(-1)).toBe(1000);
  });

  it('is replaced by the plain view where no size ends, with masters by themselves', async () => {
    const { calendar, mailbox } = await connect([
      single('A', at(1)),
      occurrence('O1', 'M', at(1), 'key-M'),
      occurrence('O2', 'M', at(2), 'key-M'),
      exception('X', 'M', at(3)),
    ]);
    mailbox.asks['event:M'] = { body: master('M', at(1)) };
    await calendar.round(5);
    expect(await ids(calendar)).toEqual(['A', 'M', 'O1', 'O2', 'X']);
    const connection = await calendar.connection();
    expect(connection).toMatchObject({ status: 'active', sync_token: null, last_error_code: null });
    const again = connection['delta_again_at'];
    expect(again instanceof Date && Math.round((again.getTime() - Date.now()) / 86_400_000)).toBe(7);
    const next = connection['next_round_at'];
    expect(next instanceof Date && next.getTime() - Date.now()).toBeLessThan(300_001);
  });

  it('is told from pages that only repeat what came before', async () => {
    const { calendar, mailbox } = await connect([]);
    const [a, b] = [single('A', at(1)), single('B', at(1))];
    mailbox.delta = ({ link }) =>
      ({
        '': page([a, b], { next: 'p2' }),
        p2: page([a], { next: 'p3' }),
        p3: page([], { next: 'p4' }),
        p4: page([a, single('C', at(1))], { next: 'p5' }),
        p5: page([b], { delta: 'd1' }),
      })[link ?? ''] ?? lost;
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'B', 'C']);
    expect(await calendar.connection()).toMatchObject({ delta_page_size: 250, delta_again_at: null });
  });

  it('is noticed also where empty pages come between, and where nothing else comes', async () => {
    const { calendar, mailbox } = await connect([]);
    mailbox.delta = ({ link }) => endless(link === null || links % 2 === 0 ? [single('A', at(1))] : []);
    await calendar.work();
    expect(await calendar.connection()).toMatchObject({ delta_page_size: 500 });
    const empty = await connect([]);
    empty.mailbox.delta = () => endless([]);
    for (let turn = 0; turn < 2; turn += 1) await empty.calendar.work();
    expect(await empty.calendar.connection()).toMatchObject({ delta_page_size: 500 });
  });
});

describe('three dead nextLinks in a row', () => {
  it('lead to larger pages, and where these do not help to the plain view', async () => {
    const { calendar, mailbox } = await connect([single('A', at(1))]);
    const sizes: number[] = [];
    mailbox.delta = ({ link, pageSize }) => {
      sizes.push(pageSize);
      return link === null ? page([single('A', at(1))], { next: 'dead' }) : lost;
    };
    await calendar.round(12);
    expect(sizes.filter((size) => size === 250)).toHaveLength(6);
    expect(await ids(calendar)).toEqual(['A']);
    expect((await calendar.connection())['delta_again_at']).not.toBeNull();
  });
});

describe('a calendar that is read as a plain view', () => {
  /** In that state, with A, and M's two occurrences. */
  async function viewed() {
    const rest = [occurrence('O1', 'M', at(1), 'key-M'), occurrence('O2', 'M', at(2), 'key-M')];
    const { calendar, mailbox } = await connect([single('A', at(1)), ...rest]);
    mailbox.asks['event:M'] = { body: master('M', at(1)) };
    await calendar.round(5);
    calendar.asked.length = 0;
    return { calendar, mailbox, rest };
  }

  it('costs one request where nothing changed', async () => {
    const { calendar } = await viewed();
    await calendar.round(1);
    expect(calendar.asked).toEqual(['view']);
  });

  it('fetches the master whose occurrences carry another changeKey', async () => {
    const { calendar, mailbox } = await viewed();
    mailbox.view = viewEnd([
      single('A', at(1)),
      occurrence('O1', 'M', at(1), 'key-2'),
      occurrence('O2', 'M', at(2), 'key-2'),
    ]);
    mailbox.asks['event:M'] = { body: master('M', at(1), { changeKey: 'key-2', subject: 'Renamed' }) };
    await calendar.round(1);
    expect((await calendar.rows()).find(({ external_id: id }) => id === 'M')?.title).toBe('Renamed');
  });

  it('removes what is missing once it was asked for by itself, and nothing that only slipped between two pages', async () => {
    const { calendar, mailbox } = await viewed();
    mailbox.view = viewEnd([occurrence('O1', 'M', at(1), 'key-M')]);
    mailbox.asks['event:A'] = { body: single('A', at(1)) };
    mailbox.asks['instances:M'] = { body: { value: [occurrence('O1', 'M', at(1), 'key-M')] } };
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'M', 'O1']);
    delete mailbox.asks['event:A'];
    mailbox.view = viewEnd([occurrence('O1', 'M', at(1), 'key-M')]);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1']);
  });

  it('loses a series that is no more, whole', async () => {
    const { calendar, mailbox } = await viewed();
    mailbox.view = viewEnd([single('A', at(1))]);
    delete mailbox.asks['event:M'];
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
  });

  it('follows what moved out of the window, and keeps it as history', async () => {
    const { calendar, mailbox, rest } = await viewed();
    mailbox.view = viewEnd(rest);
    mailbox.asks['event:A'] = { body: single('A', at(-200)) };
    await calendar.round(1);
    expect((await calendar.rows()).find(({ external_id: id }) => id === 'A')).toMatchObject({
      is_history: true,
      start_at: new Date(`${at(-200)}Z`),
    });
  });

  it('is emptied only by a second full reading', async () => {
    const items = Array.from({ length: 24 }, (_, index) => single(`S${index}`, at(index)));
    const { calendar, mailbox } = await connect(items);
    await calendar.round(5);
    mailbox.view = viewEnd(items.slice(0, 2));
    await calendar.round(1).catch(() => undefined);
    expect(await ids(calendar)).toHaveLength(24);
    await calendar.work();
    expect(await ids(calendar)).toEqual(['S0', 'S1']);
  });

  it('goes on where it stopped when a worker dies between two pages', async () => {
    const { calendar, mailbox } = await viewed();
    let down = true;
    mailbox.view = ({ link }) => {
      if (link === null) return page([single('A', at(1)), single('B', at(1))], { next: 'view-2' });
      if (down) {
        down = false;
        return { status: 500, body: {} };
      }
      return viewEnd([occurrence('O1', 'M', at(1), 'key-M'), occurrence('O2', 'M', at(2), 'key-M')]);
    };
    await calendar.round(3);
    expect(calendar.asked.filter((ask) => ask === 'view').length).toBeLessThan(6);
    expect(await ids(calendar)).toEqual(['A', 'B', 'M', 'O1', 'O2']);
  });

  it('is read by delta again when the week is over and delta ends, and else goes on as it was', async () => {
    const { calendar, mailbox } = await viewed();
    const weekLater = () =>
      sql`update calendar_connection set delta_again_at = now() - interval '1 minute' where id = ${calendar.connectionId}`.execute(
        tiny.db,
      );
    await weekLater();
    await calendar.round(3);
    expect(calendar.asked.filter((ask) => ask === 'delta').length).toBeGreaterThan(1);
    expect((await calendar.connection())['sync_token']).toBeNull();
    expect(await ids(calendar)).toEqual(['A', 'M', 'O1', 'O2']);
    mailbox.delta = ({ link }) =>
      link === null
        ? page([single('A', at(1)), master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], {
            delta: 'd1',
          })
        : page([removed('A')], { delta: 'd1' });
    await weekLater();
    await calendar.round(1);
    expect(await calendar.connection()).toMatchObject({ delta_again_at: null, delta_page_size: 1000 });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2']);
  });
});

it('a real walk under endless pages ends in a mirror that equals the mailbox, and so after the week', async () => {
  await using engine = await startEngine();
  await engine.simulator.control.setFaults({
    rules: [{ match: { pathPattern: 'calendarView/delta' }, action: { type: 'endlessPage' } }],
  });
  const adele = await engine.connect('adele@contoso.example');
  const same = () => differences(engine.db, engine.simulator, adele);
  await adele.settle();
  expect(await same()).toEqual([]);
  await adele.graph('POST', '/events', {
    subject: 'Every week',
    start: { dateTime: '2026-11-30T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-11-30T10:00:00', timeZone: 'UTC' },
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
      range: { type: 'noEnd', startDate: '2026-11-30' },
    },
  });
  await adele.notify();
  await adele.settle();
  expect(await same()).toEqual([]);
  await engine.simulator.control.clearFaults();
  await engine.db
    .updateTable('calendar_connection')
    .set({ delta_again_at: new Date(Date.now() - 60_000) })
    .where('id', '=', adele.connectionId)
    .execute();
  await adele.notify();
  await adele.settle();
  expect(await same()).toEqual([]);
  const connection = await engine.db
    .selectFrom('calendar_connection')
    .select(['delta_again_at', 'sync_token'])
    .where('id', '=', adele.connectionId)
    .executeTakeFirstOrThrow();
  expect(connection.delta_again_at).toBeNull();
  expect(connection.sync_token).not.toBeNull();
});
