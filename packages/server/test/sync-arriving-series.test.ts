/** A first reading: how rules agree with what was delivered, known as the pages come and right at their end. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  at,
  broken,
  exception,
  lost,
  master,
  page,
  removed,
  single,
  startTinyGraph,
  stub,
} from './support/tiny-graph.ts';
import type { Json, TinyAnswer, TinyCalendar, TinyGraph } from './support/tiny-graph.ts';

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

/** Daily on the first four days from tomorrow. */
const fourDays = (id: string): Json =>
  master(id, at(1), {
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: {
        type: 'endDate',
        startDate: at(1).slice(0, 10),
        endDate: at(4).slice(0, 10),
        recurrenceTimeZone: 'UTC',
      },
    },
  });
const dates = (id: string, days: readonly number[]): Json[] =>
  days.map((day) => stub(`${id}${day}`, id, at(day)));

interface Master {
  readonly id: string;
  readonly fit: string | null;
  /** The transaction that wrote the row as it is. */
  readonly version: string;
}

async function mastersOf({ connectionId }: TinyCalendar): Promise<Master[]> {
  const { rows } = await sql<Master>`
    select external_id as id, xmin::text as version,
      recurrence_fidelity || coalesce(' -' || array_to_string(recurrence_exceptions, ','), '')
        || coalesce(' +' || array_to_string(recurrence_additions, ','), '') as fit
    from calendar_event where connection_id = ${connectionId} and type = 'seriesMaster'
    order by external_id`.execute(tiny.db);
  return rows;
}

async function versionOf({ connectionId }: TinyCalendar, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`select xmin::text as version from calendar_event
    where connection_id = ${connectionId} and external_id = ${id}`.execute(tiny.db);
  return rows[0]?.version;
}

const fitsOf = async (calendar: TinyCalendar): Promise<string[]> =>
  (await mastersOf(calendar)).map(({ id, fit }) => `${id} ${fit ?? 'not compared'}`);

/** Walks the pages; what each link answers may change with each time that it is asked for. */
function scripted(
  pages: Readonly<Record<string, TinyAnswer | (() => TinyAnswer)>>,
  instances: Readonly<Record<string, readonly Json[]>> = {},
): Promise<TinyCalendar> {
  return tiny.connect((question) => {
    if (question.ask === 'instances')
      return { body: { value: instances[question.id] ?? dates(question.id, [1, 2, 3, 4]) } };
    if (question.ask !== 'delta') return lost;
    const answer = pages[question.link ?? ''] ?? lost;
    return typeof answer === 'function' ? answer() : answer;
  });
}

describe('the first reading of a calendar', () => {
  it('writes a series once, with how its rule agrees, where its dates come with it', async () => {
    const calendar = await scripted({
      '': page([...dates('E', [1, 2, 3, 4]), fourDays('E'), fourDays('F'), ...dates('F', [1, 2, 4])], {
        next: 'p2',
      }),
      p2: page([single('A', at(1))], { delta: 'end' }),
    });
    await calendar.round(1);
    expect(await fitsOf(calendar)).toEqual(['E exact - +', `F fitted -${at(3)} +`]);
    const [series] = await mastersOf(calendar);
    expect(series?.version).toBe(await versionOf(calendar, 'E1'));
  });

  it('compares a rule with the dates of all pages', async () => {
    const calendar = await scripted({
      '': page(
        [
          fourDays('L'),
          ...dates('L', [1, 2]),
          ...dates('B', [1, 2]),
          fourDays('N'),
          fourDays('O'),
          ...dates('O', [6]),
        ],
        { next: 'p2' },
      ),
      p2: page(
        [
          ...dates('L', [3, 4]),
          ...dates('N', [1, 2, 3]),
          fourDays('B'),
          fourDays('X'),
          ...dates('O', [1, 2, 3, 4]),
        ],
        {
          next: 'p3',
        },
      ),
      p3: page([...dates('B', [3, 4]), exception('X9', 'X', at(2, 15), { originalStart: `${at(2)}Z` })], {
        delta: 'end',
      }),
    });
    await calendar.round();
    expect(await fitsOf(calendar)).toEqual([
      'B exact - +',
      'L exact - +',
      `N fitted -${at(4)} +`,
      `O fitted - +${at(6)}`,
      `X fitted -${[1, 3, 4].map((day) => at(day)).join(',')} +`,
    ]);
  });

  it('says of no date that it does not take place before it has read all', async () => {
    const calendar = await scripted({
      '': page([fourDays('T'), ...dates('T', [1, 2])], { next: 'p2' }),
      p2: { status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } },
    });
    await calendar.work();
    expect(await calendar.connection()).toMatchObject({ status: 'forbidden' });
    expect((await calendar.rows()).length).toBe(3);
    expect(await fitsOf(calendar)).toEqual(['T not compared']);
  });

  it('ends at once where the id of a series cannot be stored as it is', async () => {
    const calendar = await scripted({
      '': page([fourDays('H\ud800'), ...dates('H\ud800', [1, 2])], { next: 'p2' }),
      p2: page(dates('H\ud800', [3, 4]), { delta: 'end' }),
    });
    await calendar.round(1);
    expect(await fitsOf(calendar)).toEqual(['H\ufffd exact - +']);
  });

  it('compares a rule with what was edited while its pages came', async () => {
    const moved = [stub('S4', 'S', at(6)), stub('R4', 'S', at(4))];
    const calendar = await scripted(
      {
        '': page([fourDays('R'), ...dates('R', [1, 2, 3, 4]), fourDays('S'), ...dates('S', [1, 2, 3, 4])], {
          next: 'p2',
        }),
        p2: page(moved, { next: 'p3' }),
        p3: page([single('A', at(1))], { delta: 'end' }),
      },
      { S: [...dates('S', [1, 2, 3]), ...moved] },
    );
    await calendar.round();
    expect(await fitsOf(calendar)).toEqual([`R fitted -${at(4)} +`, `S fitted - +${at(6)}`]);
  });

  it('compares a rule with its dates less those that were deleted while its pages came', async () => {
    const calendar = await scripted({
      '': page([fourDays('D'), ...dates('D', [1, 2, 3, 4])], { next: 'p2' }),
      p2: page([removed('D2')], { delta: 'end' }),
    });
    await calendar.round();
    expect(await fitsOf(calendar)).toEqual([`D fitted -${at(2)} +`]);
  });

  it('compares a rule with what came before it was interrupted', async () => {
    let asked = 0;
    const moved = exception('J2', 'J', at(2, 15), { originalStart: `${at(2)}Z` });
    const calendar = await scripted({
      '': page([fourDays('I'), ...dates('I', [1, 2]), moved], { next: 'p2' }),
      p2: () =>
        ++asked <= 6
          ? broken
          : page([...dates('I', [3, 4]), fourDays('J'), ...dates('J', [1, 3, 4])], { delta: 'end' }),
    });
    await calendar.round();
    expect(asked).toBeGreaterThan(6);
    expect(await fitsOf(calendar)).toEqual(['I exact - +', 'J exact - +']);
  });

  it('leaves a date aside that cannot be read, beside a series that can', async () => {
    const calendar = await scripted({
      '': page([fourDays('P'), ...dates('P', [1, 2, 3]), { ...stub('P4', 'P', at(4)), end: null }], {
        delta: 'end',
      }),
    });
    await calendar.round();
    expect(await fitsOf(calendar)).toEqual([`P fitted -${at(4)} +`]);
    const { rows } = await sql`select external_id as id from sync_issue
      where connection_id = ${calendar.connectionId}`.execute(tiny.db);
    expect(rows).toEqual([{ id: 'P4' }]);
  });
});
