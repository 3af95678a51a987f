/** Pages that a real Graph may send and that the simulator does not: each was a suspicion of a reviewer. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  answering,
  allDay,
  at,
  broken,
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

const scripted = (...script: Parameters<typeof answering>): Promise<TinyCalendar> =>
  tiny.connect(answering(...script));

const ids = async (calendar: TinyCalendar): Promise<string[]> =>
  (await calendar.rows()).map((row) => row.external_id);
const issuesOf = (calendar: TinyCalendar) =>
  tiny.db
    .selectFrom('sync_issue')
    .select(['external_id', 'reason'])
    .where('connection_id', '=', calendar.connectionId)
    .execute();
const changesOf = (calendar: TinyCalendar) =>
  tiny.db
    .selectFrom('calendar_change')
    .select(['kind', 'external_id'])
    .where('connection_id', '=', calendar.connectionId)
    .orderBy('seq')
    .execute();

describe('a removed series', () => {
  it('takes the occurrences that came before its removal in the same round', async () => {
    const calendar = await scripted({
      '': page([single('A', at(1))], { delta: 'd1' }),
      d1: page([master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { next: 'p2' }),
      p2: page([removed('M')], { delta: 'd2' }),
      d2: page([], { delta: 'd2' }),
    });
    await calendar.round();
    await calendar.round();
    expect(await ids(calendar)).toEqual(['A']);
  });

  it('keeps what Graph still lists of it', async () => {
    const calendar = await scripted(
      {
        '': page([single('A', at(1))], { delta: 'd1' }),
        d1: page([removed('M')], { next: 'p2' }),
        p2: page([master('M', at(1)), stub('O1', 'M', at(1))], { delta: 'd2' }),
        d2: page([], { delta: 'd2' }),
      },
      { 'instances:M': { body: { value: [stub('O1', 'M', at(1))] } } },
    );
    await calendar.round();
    await calendar.round();
    expect(await ids(calendar)).toEqual(['A', 'M', 'O1']);
  });

  it('takes stubs that waited for it when it lives on outside the window', async () => {
    const calendar = await scripted(
      {
        '': page([single('A', at(1))], { delta: 'd1' }),
        d1: page([stub('O1', 'M', at(1))], { next: 'p2' }),
        p2: page([removed('M')], { delta: 'd2' }),
        d2: page([], { delta: 'd2' }),
      },
      { 'event:M': { body: master('M', at(1000)) }, 'instances:M': { body: { value: [] } } },
    );
    await calendar.round();
    await calendar.round();
    expect(await ids(calendar)).toEqual(['A']);
  });

  it('takes an exception whose master never could be read', async () => {
    const calendar = await scripted({
      '': page([master('M', at(1), { subject: 5 }), exception('X', 'M', at(3))], { delta: 'd1' }),
      d1: page([removed('M')], { delta: 'd2' }),
      d2: page([], { delta: 'd2' }),
    });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['X']);
    await calendar.round();
    expect(await ids(calendar)).toEqual([]);
    expect(await issuesOf(calendar)).toEqual([]);
  });

  it('that became a single event leaves no occurrences behind', async () => {
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { delta: 'd1' }),
        d1: page([single('M', at(1), { changeKey: 'key-2' })], { delta: 'd2' }),
      },
      {
        'instances:M': { status: 400, body: { error: { code: 'ErrorInvalidRequest', message: '' } } },
      },
    );
    await calendar.round(1);
    await calendar.round();
    expect((await calendar.rows()).map((row) => [row.external_id, row.type])).toEqual([
      ['M', 'singleInstance'],
    ]);
  });
});

describe('an occurrence that is deleted while its series is being walked', () => {
  const both = [master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))];
  const rest = [master('M', at(1), { changeKey: '2' }), stub('O2', 'M', at(2))];
  const asks = { 'instances:M': { body: { value: [stub('O2', 'M', at(2))] } } };

  it.each([
    ['on two pages', { '': page(both, { next: 'p2' }), p2: page(rest, { delta: 'd1' }) }],
    ['on one page', { '': page([...both, ...rest], { delta: 'd1' }) }],
  ])('goes, though it came with the first mention of two (%s)', async (_name, pages) => {
    const calendar = await scripted(pages, asks);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O2']);
  });
});

describe('one bad event', () => {
  it('of many without an id on one page does not stop the calendar', async () => {
    const calendar = await scripted({
      '': page([{ subject: 'no id' }, { subject: 'none either' }, single('A', at(1))], { delta: 'd1' }),
    });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
    expect(await issuesOf(calendar)).toHaveLength(2);
  });

  it('named twice on one page does not stop the calendar', async () => {
    const calendar = await scripted({
      '': page([single('B', at(1), { subject: 5 }), single('B', at(1), { subject: 6 }), single('A', at(1))], {
        delta: 'd1',
      }),
    });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
  });

  it('is forgotten when it is removed, and when a baseline no longer brings it', async () => {
    const bad = (id: string) => single(id, at(1), { subject: 5 });
    let baselines = 0;
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === 'd1') return page([removed('B')], { delta: 'd2' });
      if (question.link !== null) return lost;
      baselines += 1;
      return page(baselines === 1 ? [bad('B'), bad('C'), bad('D')] : [bad('D')], { delta: 'd1' });
    });
    await calendar.round(1);
    await calendar.round(1);
    expect((await issuesOf(calendar)).map((issue) => issue.external_id)).toEqual(['C', 'D']);
    await calendar.round();
    expect((await issuesOf(calendar)).map((issue) => issue.external_id)).toEqual(['D']);
  });

  it('that comes again well later in the round is no issue any more', async () => {
    const calendar = await scripted({
      '': page([single('A', at(1), { subject: 5 })], { next: 'p2' }),
      p2: page([single('A', at(1))], { delta: 'd1' }),
    });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
    expect(await issuesOf(calendar)).toEqual([]);
  });

  it('that is a master keeps its occurrences waiting, not the calendar', async () => {
    const answers: Record<string, TinyAnswer> = { 'event:M': { body: master('M', at(1), { subject: 5 }) } };
    const calendar = await scripted(
      {
        '': page([master('M', at(1), { subject: 5 }), stub('O1', 'M', at(1)), single('A', at(1))], {
          delta: 'd1',
        }),
        d1: page([], { delta: 'd1' }),
      },
      answers,
    );
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
    expect(await calendar.connection()).toMatchObject({ status: 'active', failures: 0 });
    answers['event:M'] = { body: master('M', at(1)) };
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'M', 'O1']);
    expect(await issuesOf(calendar)).toEqual([]);
  });

  it('that is a waiting stub without times does not stop the calendar', async () => {
    const calendar = await scripted(
      {
        '': page([stub('O1', 'M', at(1), { start: null }), stub('O2', 'M', at(2)), single('A', at(1))], {
          delta: 'd1',
        }),
      },
      { 'event:M': { body: master('M', at(1)) } },
    );
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'M', 'O2']);
    expect((await issuesOf(calendar)).map((issue) => issue.external_id)).toEqual(['O1']);
  });

  it('among the instances of a series, even without an id, deletes nothing and stops nothing', async () => {
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { delta: 'd1' }),
        d1: page([master('M', at(1), { changeKey: '2' }), stub('O1', 'M', at(1))], { delta: 'd2' }),
      },
      { 'instances:M': { body: { value: [{ subject: 'no id' }, stub('O1', 'M', at(1))] } } },
    );
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2']);
    expect(await calendar.connection()).toMatchObject({ status: 'active', failures: 0 });
  });

  it('on a date that does not exist does not stop the calendar', async () => {
    const never = { dateTime: '2026-02-30T00:00:00.0000000', timeZone: 'UTC' };
    const calendar = await scripted({
      '': page([allDay('B', at(1), { start: never, end: never }), single('A', at(1))], { delta: 'd1' }),
    });
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
    expect(await issuesOf(calendar)).toHaveLength(1);
  });

  it.each(['a\u0000b', 'a\ud800b'])(
    'with text that PostgreSQL does not take (%j) is mirrored without it',
    async (subject) => {
      const calendar = await scripted(
        {
          '': page([single('A', at(1))], { delta: 'd1' }),
          d1: page([single('A', at(1), { subject, changeKey: '2' }), stub('O1', 'M', at(1), { subject })], {
            delta: 'd2',
          }),
        },
        { 'event:M': { body: master('M', at(1), { subject }) } },
      );
      await calendar.round(1);
      await calendar.round(1);
      const rows = await calendar.rows();
      expect(rows.map((row) => row.external_id)).toEqual(['A', 'M', 'O1']);
      expect(rows[0]?.title).toBe(subject.toWellFormed().replace('\u0000', ''));
    },
  );
});

describe('a series whose all-day flag changes', () => {
  it('to timed keeps the times of stubs that came before the master', async () => {
    const day = at(1).slice(0, 10);
    const calendar = await scripted({
      '': page(
        [
          allDay('M', day, { type: 'seriesMaster' }),
          { ...stub('O1', 'M', `${day}T00:00:00`), end: allDay('O', day)['end'] },
        ],
        {
          delta: 'd1',
        },
      ),
      d1: page([stub('O1', 'M', `${day}T09:00:00`)], { next: 'p2' }),
      p2: page([master('M', `${day}T09:00:00`, { changeKey: '2' })], { delta: 'd2' }),
    });
    await calendar.round(1);
    await calendar.round(1);
    expect((await calendar.rows()).find((row) => row.external_id === 'O1')).toMatchObject({
      is_all_day: false,
      start_date: null,
      start_at: new Date(`${day}T09:00:00Z`),
      end_at: new Date(`${day}T10:00:00Z`),
    });
  });
});

describe('ids on which delta and /instances disagree', () => {
  it('make no second row of an occurrence', async () => {
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { delta: 'd1' }),
        d1: page([master('M', at(1), { changeKey: '2' })], { delta: 'd2' }),
      },
      { 'instances:M': { body: { value: [stub('I1', 'M', at(1))] } } },
    );
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1']);
  });

  it('do not keep an old occurrence beside the new one of the same start', async () => {
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), stub('O1', 'M', at(1))], { delta: 'd1' }),
        d1: page([master('M', at(1), { changeKey: '2' }), stub('N1', 'M', at(1))], { delta: 'd2' }),
      },
      { 'instances:M': { body: { value: [stub('N1', 'M', at(1))] } } },
    );
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'N1']);
  });

  it("leave an exception its own link in Outlook, though delta's changeKey says that nothing changed", async () => {
    const link = (itemId: string): string =>
      `https://outlook.office365.com/owa/?itemid=${itemId}&exvsurl=1&path=/calendar/item`;
    const originalStart = `${at(1)}Z`;
    const moved = { originalStart, changeKey: '2', subject: 'moved' };
    const told = exception('O-_1', 'M', at(1), { ...moved, webLink: link('O%2F%2B1') });
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), stub('O-_1', 'M', at(1))], { delta: 'd1' }),
        d1: page([master('M', at(1), { changeKey: '2' })], { delta: 'd2' }),
        d2: page([master('M', at(1), { changeKey: '2' }), told], { delta: 'd3' }),
      },
      {
        'instances:M': {
          body: { value: [exception('I-_1', 'M', at(1), { ...moved, webLink: link('I%2F%2B1') })] },
        },
      },
    );
    const links = () =>
      tiny.db
        .selectFrom('calendar_event')
        .select(['external_id', 'web_link'])
        .where('connection_id', '=', calendar.connectionId)
        .where('type', '=', 'exception')
        .execute();
    const itsOwn = [{ external_id: 'O-_1', web_link: link('O%2F%2B1') }];
    await calendar.round(1);
    await calendar.round(1);
    expect(await links()).toEqual(itsOwn);
    await calendar.round(1);
    expect(await links()).toEqual(itsOwn);
  });
});

describe('an occurrence that only /instances knows', () => {
  it('waits for the id that delta has for it, where the two disagree', async () => {
    const calendar = await scripted(
      {
        '': page([master('M', at(1)), stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { delta: 'd1' }),
        d1: page([master('M', at(1), { changeKey: '2' })], { delta: 'd2' }),
        d2: page([master('M', at(1), { changeKey: '3' }), stub('O1', 'M', at(1)), stub('O3', 'M', at(3))], {
          delta: 'd3',
        }),
      },
      { 'instances:M': { body: { value: [stub('I1', 'M', at(1)), stub('I3', 'M', at(3))] } } },
    );
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1']);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O3']);
  });

  it('does not make those that waited for their master look missing', async () => {
    const calendar = await scripted(
      {
        '': page([single('S', at(1))], { delta: 'd1' }),
        d1: page([stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { next: 'p2' }),
        p2: page([stub('O1', 'M', at(1)), stub('O2', 'M', at(2))], { delta: 'd2' }),
      },
      {
        'event:M': { body: master('M', at(1)) },
        'instances:M': { body: { value: [stub('I1', 'M', at(1)), stub('I2', 'M', at(2))] } },
      },
    );
    await calendar.round(1);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2', 'S']);
  });
});

describe('a first baseline', () => {
  it('whose walk had to start again sweeps what vanished between its two attempts', async () => {
    let started = 0;
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === 'p2') return lost;
      started += 1;
      return started === 1
        ? page([single('A', at(1)), single('B', at(1))], { next: 'p2' })
        : page([single('A', at(1))], { delta: 'd1' });
    });
    await calendar.round();
    expect(await ids(calendar)).toEqual(['A']);
    expect((await changesOf(calendar)).map((change) => change.kind)).toEqual(['calendar.synced']);
  });
});

describe('a nextLink that dies', () => {
  it('more than three times does not stop the calendar for ever', async () => {
    let walk = 0;
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === null) {
        walk += 1;
        return page([single('A', at(1))], { next: `walk-${walk}` });
      }
      // What was given out while links died is dead for ever.
      return question.link === 'walk-6' ? page([single('B', at(1))], { delta: 'd1' }) : lost;
    });
    await calendar.round(9);
    expect(await ids(calendar)).toEqual(['A', 'B']);
  });
});

describe('an empty page whose nextLink leads to itself', () => {
  it('is not asked for without end', async () => {
    const calendar = await scripted({ '': page([], { next: 'p2' }), p2: page([], { next: 'p2' }) });
    await calendar.work();
    expect(calendar.asked.length).toBeLessThan(5);
    expect(await calendar.connection()).toMatchObject({ delta_page_size: 500, not_before: null });
  });
});

describe('a series that comes page by page', () => {
  const m = master('M', at(1));
  const [o1, o2, o3] = [stub('O1', 'M', at(1)), stub('O2', 'M', at(2)), stub('O3', 'M', at(3))];

  it('is announced once, also where another worker takes the round over between two pages', async () => {
    let down = true;
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === null) return page([m, o1], { delta: 'd1' });
      if (question.link === 'd1') return page([o1, o2], { next: 'p2' });
      if (down) {
        down = false;
        return broken;
      }
      return page([o3], { delta: 'd2' });
    });
    await calendar.round(1);
    await calendar.round(3);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2', 'O3']);
    expect((await changesOf(calendar)).map((change) => change.kind)).toEqual([
      'calendar.synced',
      'series.updated',
    ]);
  });

  it('is announced once, also where the walk has to start again after its first page', async () => {
    let walks = 0;
    const calendar = await tiny.connect((question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === null) return page([m, o1], { delta: 'd1' });
      if (question.link === 'd1') {
        walks += 1;
        return page([o1, o2], { next: `p2 of walk ${walks}` });
      }
      return question.link === 'p2 of walk 1' ? lost : page([o3], { delta: 'd2' });
    });
    await calendar.round(1);
    await calendar.round(3);
    expect(walks).toBe(2);
    expect(await ids(calendar)).toEqual(['M', 'O1', 'O2', 'O3']);
    expect((await changesOf(calendar)).map((change) => change.kind)).toEqual([
      'calendar.synced',
      'series.updated',
    ]);
  });
});

describe('history', () => {
  it('just before the window is asked about, though Graph was asked for a day more', async () => {
    const day = at(-91).slice(0, 10);
    const calendar = await scripted(
      {
        '': page([allDay('H', day), single('A', at(1))], { delta: 'd1' }),
        d1: page([removed('H')], { delta: 'd2' }),
      },
      { 'event:H': { body: allDay('H', day) } },
    );
    await calendar.round(1);
    expect((await calendar.rows()).find((row) => row.external_id === 'H')?.is_history).toBe(true);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A', 'H']);
  });

  it('does not trip the guard that protects the window', async () => {
    const past = Array.from({ length: 12 }, (_, index) => stub(`H${index}`, 'M', at(-60 - index)));
    const calendar = await scripted(
      {
        '': page([single('A', at(1)), master('M', at(-80)), ...past], { delta: 'd1' }),
        d1: page([removed('M')], { delta: 'd2' }),
      },
      {},
    );
    await calendar.round(1);
    // Time has passed: all of the series is history.
    await sql`update calendar_connection set window_start = ${new Date(Date.now() - 20 * 86_400_000)}
      where id = ${calendar.connectionId}`.execute(tiny.db);
    await sql`update calendar_event set is_history = true where connection_id = ${calendar.connectionId}
      and series_master_id = 'M'`.execute(tiny.db);
    await calendar.round(1);
    expect(await ids(calendar)).toEqual(['A']);
  });
});
