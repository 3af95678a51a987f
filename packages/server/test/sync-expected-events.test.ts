/** A calendar that is read in full again: what comes as the mirror has it is neither looked up nor mapped. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ExpectedEvents, sortOut } from '../src/sync/expected-events.ts';
import { isOutgrown, mapEvent, mapOccurrence } from '../src/sync/map-event.ts';
import { foldPage } from '../src/sync/map-page.ts';
import { isUnchanged } from '../src/sync/plan-page.ts';
import { known } from './support/events.ts';
import {
  allDay,
  at,
  broken,
  gone,
  lost,
  master,
  page,
  single,
  startTinyGraph,
  stub,
} from './support/tiny-graph.ts';
import type { Json, TinyAnswer, TinyCalendar, TinyGraph } from './support/tiny-graph.ts';

describe('what comes of a calendar that is mirrored', () => {
  const time = fc
    .record({
      day: fc.integer({ min: 1, max: 9 }),
      clock: fc.constantFrom('00:00:00', '09:00:00', '09:30:00'),
      fraction: fc.constantFrom('.0000000', '.5000000', ''),
      timeZone: fc.constantFrom('UTC', 'W. Europe Standard Time'),
    })
    .map(({ day, clock, fraction, timeZone }) => ({
      dateTime: `2026-11-0${day}T${clock}${fraction}`,
      timeZone,
    }));
  const event = fc.record({
    id: fc.constant('A'),
    type: fc.constantFrom('singleInstance', 'exception', 'seriesMaster'),
    changeKey: fc.constantFrom('key-1', 'key-2', null),
    isAllDay: fc.boolean(),
    start: time,
    end: time,
  });
  const occurrence = fc.record({
    id: fc.constant('A'),
    type: fc.constant('occurrence'),
    seriesMasterId: fc.constantFrom('M', 'N'),
    start: time,
    end: time,
  });
  const times = fc.record({
    isAllDay: fc.boolean(),
    timeZone: fc.constantFrom('Europe/Berlin', 'UTC', null),
  });
  const window = fc.integer({ min: 1, max: 9 }).map((number) => new Date(Date.UTC(2026, 10, number)));
  const mapOf = (windowStart: Date): Parameters<typeof mapEvent>[1] => ({
    connectionId: '00000000-0000-4000-8000-000000000001',
    windowStart,
    syncedAt: '2026-11-22T12:00:00.000Z',
  });
  const expecting = (
    before: ReturnType<typeof known>,
    masters: Readonly<Record<string, { isAllDay: boolean; timeZone: string | null }>> = {},
  ): ExpectedEvents => {
    const expected = new ExpectedEvents();
    const rows = Object.entries(masters).map(([externalId, of]) => ({
      externalId,
      fingerprint: null,
      ...of,
    }));
    const { externalId, fingerprint } = before;
    expected.load([...rows, { externalId, fingerprint, isAllDay: null, timeZone: null }], true);
    return expected;
  };

  it('is found exactly where mapping it would find it unchanged: a whole event', () => {
    fc.assert(
      fc.property(event, event, window, window, fc.boolean(), (then, now, before, after, isSame) => {
        const sent = isSame ? then : now;
        const row = known(mapEvent(then, mapOf(before)));
        const content = foldPage({ items: [{ kind: 'event', event: sent }] });
        expect(sortOut(content, expecting(row), after).found.ids).toEqual(
          isUnchanged(mapEvent(sent, mapOf(after)), row) ? ['A'] : [],
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it('is found exactly where mapping it would find it unchanged: an occurrence', () => {
    fc.assert(
      fc.property(
        fc.tuple(occurrence, occurrence, fc.boolean()),
        fc.tuple(times, times, fc.boolean()),
        fc.tuple(window, window),
        ([then, other, isSame], [earlier, later, hasSameMaster], [before, after]) => {
          const sent = isSame ? then : other;
          const masterNow = hasSameMaster ? earlier : later;
          const row = known(mapOccurrence(then, earlier, mapOf(before)));
          const content = foldPage({ items: [{ kind: 'event', event: sent }] });
          expect(sortOut(content, expecting(row, { M: masterNow, N: masterNow }), after).found.ids).toEqual(
            !isOutgrown(masterNow, sent) && isUnchanged(mapOccurrence(sent, masterNow, mapOf(after)), row)
              ? ['A']
              : [],
          );
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

/** A first reading of `first`, whose deltaLink dies, then full readings by `again`, by link. */
async function readAgain(
  first: readonly Json[],
  again: Readonly<Record<string, TinyAnswer | (() => TinyAnswer)>>,
): Promise<TinyCalendar> {
  let isFirst = true;
  const calendar = await tiny.connect((question) => {
    if (question.ask === 'calendars') return { body: { value: [{ id: calendar.calendarId }] } };
    if (question.ask !== 'delta') return gone;
    if (question.link === 'dies') return lost;
    if (isFirst) return page(first, { delta: 'dies' });
    const answer = again[question.link ?? ''] ?? lost;
    return typeof answer === 'function' ? answer() : answer;
  });
  await calendar.round(1);
  isFirst = false;
  return calendar;
}

const titles = async (calendar: TinyCalendar): Promise<unknown[]> =>
  (await calendar.rows()).map((row) => [row.external_id, row.title]);
const edited = (id: string): Json => single(id, at(1), { changeKey: 'edited', subject: `${id} edited` });
const plain = (id: string): Json => single(id, at(1));

describe('a calendar that is read in full again', () => {
  it('ends as an event came last, however often it changed during the walk', async () => {
    const calendar = await readAgain(['A', 'B', 'C', 'D', 'E', 'F'].map(plain), {
      '': page([edited('A'), plain('B'), plain('C')], { next: 'p2' }),
      p2: page([plain('A'), edited('B'), plain('D'), plain('E')], { next: 'p3' }),
      p3: page([edited('C'), plain('F')], { next: 'p4' }),
      p4: page([plain('C')], { delta: 'end' }),
      end: page([], { delta: 'end' }),
    });
    await calendar.round();
    expect(await titles(calendar)).toEqual([
      ['A', 'A'],
      ['B', 'B edited'],
      ['C', 'C'],
      ['D', 'D'],
      ['E', 'E'],
      ['F', 'F'],
    ]);
  });

  it('tells in its run how much of it came, and that nothing changed', async () => {
    const calendar = await readAgain(['A', 'B', 'C'].map(plain), {
      '': page([plain('A')], { next: 'p2' }),
      p2: page([plain('B')], { next: 'p3' }),
      p3: page([plain('C')], { delta: 'end' }),
    });
    await calendar.round();
    const run = await tiny.db
      .selectFrom('sync_run')
      .select(['kind', 'state', 'outcome', 'pages', 'created', 'updated', 'deleted', 'unchanged'])
      .where('connection_id', '=', calendar.connectionId)
      .orderBy('started_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    const counts = { pages: 3, created: 0, updated: 0, deleted: 0, unchanged: 3 };
    expect(run).toEqual({ kind: 'baseline', state: 'done', outcome: 'synced', ...counts });
  });

  it('loses what did not come', async () => {
    const ids = Array.from({ length: 12 }, (_, number) => `E${String(number).padStart(2, '0')}`);
    const calendar = await readAgain(ids.map(plain), {
      '': page(ids.slice(0, 5).map(plain), { next: 'p2' }),
      p2: page(ids.slice(5, 11).map(plain), { delta: 'end' }),
      end: page([], { delta: 'end' }),
    });
    await calendar.round();
    expect((await titles(calendar)).length).toBe(11);
  });

  it('has come further each time that reading fails, though its pages bring nothing new', async () => {
    let failures = 0;
    const fails = (answer: TinyAnswer) => (): TinyAnswer => ((failures += 1) % 6 === 0 ? answer : broken);
    const calendar = await readAgain(['A', 'B', 'C'].map(plain), {
      '': page([plain('A')], { next: 'p2' }),
      p2: fails(page([plain('B')], { next: 'p3' })),
      p3: fails(page([plain('C')], { delta: 'end' })),
      end: page([], { delta: 'end' }),
    });
    await sql`update calendar_connection set wanted_seq = wanted_seq + 1 where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    const counts: unknown[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      await calendar.work();
      const { rows } = await sql<{ pages: number }>`select page_count as pages from sync_round
        where connection_id = ${calendar.connectionId}`.execute(tiny.db);
      counts.push(rows[0]?.pages ?? 'none');
    }
    expect(counts).toEqual(expect.arrayContaining([1, 2]));
    expect(counts.at(-1)).toBe('none');
    expect((await calendar.rows()).length).toBe(3);
  });

  it('is not held to be endless for single pages that are repeated here and there', async () => {
    const calendar = await readAgain(['A', 'B', 'C'].map(plain), {
      '': page([plain('A')], { next: 'p2' }),
      p2: page([plain('A')], { next: 'p3' }),
      p3: page([plain('B')], { next: 'p4' }),
      p4: page([plain('B')], { next: 'p5' }),
      p5: page([plain('C')], { delta: 'end' }),
      end: page([], { delta: 'end' }),
    });
    await calendar.round();
    expect(await calendar.connection()).toMatchObject({ delta_page_size: 250, delta_again_at: null });
    expect((await calendar.rows()).length).toBe(3);
  });

  it('compares the rule of a series that lost a date, and of one that got one', async () => {
    const until = at(4).slice(0, 10);
    const range = {
      type: 'endDate',
      startDate: at(1).slice(0, 10),
      endDate: until,
      recurrenceTimeZone: 'UTC',
    };
    const series = (id: string): Json =>
      master(id, at(1), { recurrence: { pattern: { type: 'daily', interval: 1 }, range } });
    const dates = (id: string, days: readonly number[]): Json[] =>
      days.map((day) => stub(`${id}${day}`, id, at(day)));
    const calendar = await readAgain(
      [
        series('L'),
        ...dates('L', [1, 2, 3, 4]),
        series('N'),
        ...dates('N', [1, 2, 3]),
        series('S'),
        ...dates('S', [1, 2, 3, 4]),
      ],
      {
        '': page([series('L'), ...dates('L', [1, 2, 4]), series('N'), ...dates('N', [1, 2])], { next: 'p2' }),
        p2: page([...dates('N', [3, 4]), series('S'), ...dates('S', [1, 2, 3, 4])], { delta: 'end' }),
        end: page([], { delta: 'end' }),
      },
    );
    const fits = async (): Promise<unknown> => {
      const { rows } = await sql<{ id: string; fit: string }>`
        select external_id as id, recurrence_fidelity || coalesce(cardinality(recurrence_exceptions)::text, '') as fit
        from calendar_event where connection_id = ${calendar.connectionId} and type = 'seriesMaster'
        order by external_id`.execute(tiny.db);
      return rows.map(({ id, fit }) => `${id} ${fit}`);
    };
    expect(await fits()).toEqual(['L exact0', 'N fitted1', 'S exact0']);
    await calendar.round();
    expect(await fits()).toEqual(['L fitted1', 'N exact0', 'S exact0']);
  });
});

describe('a series that was all-day', () => {
  it('keeps the times of a stub that comes over midnight before its master does, in a full reading', async () => {
    const day = at(1).slice(0, 10);
    const morning = at(2, 6);
    const over = { ...stub('O1', 'M', `${day}T22:00:00`), end: single('O1', morning)['start'] };
    const calendar = await readAgain(
      [
        allDay('M', day, { type: 'seriesMaster' }),
        { ...stub('O1', 'M', `${day}T00:00:00`), end: allDay('O', day)['end'] },
      ],
      {
        '': page([over], { next: 'p2' }),
        p2: page([master('M', `${day}T22:00:00`, { changeKey: '2' })], { delta: 'end' }),
        end: page([], { delta: 'end' }),
      },
    );
    await calendar.round();
    expect((await calendar.rows()).find((row) => row.external_id === 'O1')).toMatchObject({
      is_all_day: false,
      start_at: new Date(`${day}T22:00:00Z`),
      end_at: new Date(`${morning}Z`),
    });
  });
});

describe('a stub that waited since an earlier walk', () => {
  it('goes again when its master comes and the walk does not name it', async () => {
    let walks = 0;
    const series = [stub('O1', 'M', at(1)), stub('O2', 'M', at(2)), stub('O3', 'M', at(3))];
    const calendar = await readAgain([plain('A')], {
      '': () => {
        walks += 1;
        return page(walks === 1 ? [plain('A'), ...series] : [plain('A'), ...series.slice(0, 2)], {
          next: 'p2',
        });
      },
      p2: () => (walks === 1 ? lost : page([master('M', at(1))], { delta: 'end' })),
      end: page([], { delta: 'end' }),
    });
    await calendar.round();
    expect((await calendar.rows()).map((row) => row.external_id)).toEqual(['A', 'M', 'O1', 'O2']);
  });
});

describe('a first reading', () => {
  it('keeps the times of stubs that come between an all-day master and the same one with times', async () => {
    const day = at(1).slice(0, 10);
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === null) return page([allDay('M', day, { type: 'seriesMaster' })], { next: 'p2' });
      if (question.link === 'p2') return page([stub('O1', 'M', `${day}T09:00:00`)], { next: 'p3' });
      return page([master('M', `${day}T09:00:00`, { changeKey: '2' })], { delta: 'd1' });
    });
    await calendar.round(1);
    expect((await calendar.rows()).find((row) => row.external_id === 'O1')).toMatchObject({
      is_all_day: false,
      start_date: null,
      start_at: new Date(`${day}T09:00:00Z`),
    });
  });
});
