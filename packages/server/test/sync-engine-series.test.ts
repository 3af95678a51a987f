/** What Graph sends of series and of single ids in the field: stubs, splits, exceptions alone, last mentions. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

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
} from './support/tiny-graph.ts';
import type { TinyAnswer, TinyCalendar, TinyGraph } from './support/tiny-graph.ts';

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

/** Answers each link with its page; other questions by `asks`, else 404. */
function scripted(
  pages: Readonly<Record<string, TinyAnswer>>,
  asks: Readonly<Record<string, TinyAnswer>> = {},
): Promise<TinyCalendar> {
  return tiny.connect((question) => {
    if (question.ask === 'delta') return pages[question.link ?? ''] ?? lost;
    return 'id' in question ? (asks[`${question.ask}:${question.id}`] ?? gone) : { body: { value: [] } };
  });
}

const ids = async (calendar: TinyCalendar): Promise<string[]> =>
  (await calendar.rows()).map((row) => row.external_id);
const instances = (...value: readonly unknown[]): TinyAnswer => ({ body: { value } });

const inZone = (recurrenceTimeZone: string, changeKey: string) => ({
  changeKey,
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'noEnd', startDate: at(1).slice(0, 10), recurrenceTimeZone },
  },
});
const until = (day: string, changeKey: string) => ({
  changeKey,
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: {
      type: 'endDate',
      startDate: at(1).slice(0, 10),
      endDate: day.slice(0, 10),
      recurrenceTimeZone: 'UTC',
    },
  },
});

describe('a series', () => {
  it('that moves to another zone takes its occurrences along, also those that came before it', async () => {
    const calendar = await scripted({
      '': page([master('M', at(1), inZone('Europe/Berlin', '1')), stub('O1', 'M', at(1))], { delta: 'd1' }),
      d1: page([stub('O1', 'M', at(1))], { next: 'p2' }),
      p2: page([master('M', at(1), inZone('Asia/Tokyo', '2'))], { delta: 'd2' }),
    });
    await calendar.round(1);
    await calendar.round(1);
    const { rows } = await sql<{ time_zone: string }>`
      select time_zone from calendar_event where connection_id = ${calendar.connectionId}`.execute(tiny.db);
    expect(rows.map((row) => row.time_zone)).toEqual(['Asia/Tokyo', 'Asia/Tokyo']);
  });

  it('that is split loses what the new one has', async () => {
    const days = [1, 2, 3, 4];
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), ...days.map((day) => stub(`O${day}`, 'M', at(day)))], { delta: 'd1' }),
        d1: page(
          [
            master('M', at(1), until(at(2), '2')),
            ...[1, 2].map((day) => stub(`O${day}`, 'M', at(day))),
            master('N', at(3)),
            ...[3, 4].map((day) => stub(`N${day}`, 'N', at(day))),
          ],
          { delta: 'd2' },
        ),
      },
      { 'instances:M': instances(stub('O1', 'M', at(1)), stub('O2', 'M', at(2))) },
    );
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'N', 'N3', 'N4', 'O1', 'O2']);
  });
});

describe('an exception', () => {
  it('that comes alone leaves its siblings where they are', async () => {
    const moved = exception('O2', 'M', at(2, 15), { changeKey: '2' });
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), ...[1, 2, 3].map((day) => stub(`O${day}`, 'M', at(day)))], {
          delta: 'd1',
        }),
        d1: page([moved], { delta: 'd2' }),
      },
      { 'instances:M': instances(stub('O1', 'M', at(1)), moved, stub('O3', 'M', at(3))) },
    );
    await calendar.round(1);
    await calendar.round(1);
    expect((await calendar.rows()).map(({ external_id: id, type }) => [id, type])).toEqual([
      ['M', 'seriesMaster'],
      ['O1', 'occurrence'],
      ['O2', 'exception'],
      ['O3', 'occurrence'],
    ]);
  });

  it('that is moved out of the window goes, and comes back when it is moved in again', async () => {
    const whole = [master('M', at(1)), stub('O1', 'M', at(1)), exception('X', 'M', at(2, 15))];
    const calendar = await scripted({
      '': page(whole, { delta: 'd1' }),
      d1: page([master('M', at(1), { changeKey: '2' }), stub('O1', 'M', at(1)), removed('X')], {
        delta: 'd2',
      }),
      d2: page(whole, { delta: 'd3' }),
    });
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1']);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'X']);
  });

  it('behind the end of its series stays on its own date', async () => {
    const behind = exception('X', 'M', at(20));
    const calendar = await scripted(
      {
        '': page([master('M', at(1), until(at(2), '1')), stub('O1', 'M', at(1)), behind], { delta: 'd1' }),
        d1: page([master('M', at(1), until(at(2), '2')), stub('O1', 'M', at(1))], { delta: 'd2' }),
      },
      { 'instances:M': instances(stub('O1', 'M', at(1)), behind) },
    );
    await calendar.round(1);
    await calendar.round(1);
    const kept = (await calendar.rows()).find((row) => row.external_id === 'X');
    expect(kept?.start_at.toISOString()).toBe(`${at(20)}.000Z`);
  });
});

describe('an occurrence', () => {
  it('that came before its master is there when the master comes on another page', async () => {
    const calendar = await scripted({
      '': page([stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { next: 'p2' }),
      p2: page([master('M', at(1))], { delta: 'd1' }),
    });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2']);
    expect(calendar.asked).toEqual(['delta', 'delta']);
  });

  it('whose master does not come at all has its master fetched', async () => {
    const calendar = await scripted(
      { '': page([stub('O1', 'M', at(1)), single('A', at(1))], { delta: 'd1' }) },
      { 'event:M': { body: master('M', at(1)) } },
    );
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'M', 'O1']);
  });

  it('whose master is gone is dropped, and asked about no more', async () => {
    const calendar = await scripted({
      '': page([stub('O1', 'M', at(1)), single('A', at(1))], { delta: 'd1' }),
      d1: page([], { delta: 'd2' }),
    });
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
    expect(calendar.asked.filter((asked) => asked === 'event:M')).toHaveLength(1);
  });
});

describe('a calendar that is read in full again', () => {
  it('has no row rewritten that is as it was', async () => {
    const same = [
      single('A', at(1)),
      master('M', at(1)),
      stub('O1', 'M', at(1)),
      exception('X', 'M', at(2, 15)),
    ];
    let changeKey = '1';
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta' || question.link !== null) return lost;
      return page([...same, single('B', at(3), { changeKey })], { delta: `d${changeKey}` });
    });
    const versions = async (): Promise<Map<string, string>> => {
      const { rows } = await sql<{ id: string; version: string }>`
        select external_id as id, xmin::text as version from calendar_event
        where connection_id = ${calendar.connectionId}`.execute(tiny.db);
      return new Map(rows.map(({ id, version }) => [id, version]));
    };
    await calendar.round(1);
    const before = await versions();
    changeKey = '2';
    await calendar.round();
    const after = await versions();
    expect([...after].filter(([id, version]) => before.get(id) !== version).map(([id]) => id)).toEqual(['B']);
  });
});

describe('an event named several times on one page', () => {
  it('is as its last mention says', async () => {
    const calendar = await scripted({
      '': page(
        [
          single('A', at(1), { subject: 'first' }),
          single('B', at(1)),
          removed('C'),
          single('A', at(2), { subject: 'last', changeKey: '2' }),
          removed('B'),
          single('C', at(3)),
        ],
        { delta: 'd1' },
      ),
    });
    await calendar.round(1);
    expect((await calendar.rows()).map(({ external_id: id, title }) => [id, title])).toEqual([
      ['A', 'last'],
      ['C', 'C'],
    ]);
  });
});

describe('a tombstone', () => {
  it('of something that was never here changes nothing, in a first reading either', async () => {
    const calendar = await scripted({
      '': page([removed('X'), single('A', at(1))], { delta: 'd1' }),
      d1: page([removed('Y')], { delta: 'd2' }),
    });
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
    expect(await calendar.connection()).toMatchObject({ status: 'active', failures: 0 });
    expect(calendar.asked).toEqual(['delta', 'delta']);
  });
});

describe('one bad event', () => {
  it('that was good before keeps its older row, also in a baseline', async () => {
    let baselines = 0;
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link !== null) return lost;
      baselines += 1;
      const subject = baselines === 1 ? 'good' : 5;
      return page([single('A', at(1), { subject }), single('B', at(1))], { delta: `d${baselines}` });
    });
    await calendar.round(1);
    await calendar.round();
    expect(baselines).toBe(2);
    expect((await calendar.rows()).map(({ external_id: id, title }) => [id, title])).toEqual([
      ['A', 'good'],
      ['B', 'B'],
    ]);
  });

  it('among the instances of a series, with an id, is not taken for deleted', async () => {
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { delta: 'd1' }),
        d1: page([master('M', at(1), { changeKey: '2' }), stub('O1', 'M', at(1))], { delta: 'd2' }),
      },
      { 'instances:M': instances(stub('O1', 'M', at(1)), stub('O2', 'M', at(2), { subject: 5 })) },
    );
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2']);
  });
});
