/** C, as a law: whatever a mailbox goes through and however its rounds are walked, the mirror ends equal to it. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ModelMailbox } from './support/model-mailbox.ts';
import type { Edit, Expected, Trouble } from './support/model-mailbox.ts';
import { startTinyGraph } from './support/tiny-graph.ts';
import type { TinyCalendar, TinyGraph } from './support/tiny-graph.ts';

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

// Small enough that the guard, which has tests of its own, never has a word.
const event = fc.nat({ max: 2 });
const series = fc.nat({ max: 1 });
const slot = fc.nat({ max: 2 });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ do: fc.constantFrom('put', 'move-out', 'delete'), event }),
  fc.record({ do: fc.constantFrom('series', 'series', 'series-out', 'series-delete', 'all-day'), series }),
  fc.record({ do: fc.constantFrom('cancel', 'except', 'except-out', 'regular'), series, slot }),
);
const start: readonly Edit[] = [
  { do: 'put', event: 0 },
  { do: 'series', series: 0 },
  { do: 'series', series: 1 },
];
const trouble: fc.Arbitrary<Trouble> = fc.record({
  meanwhile: fc.array(fc.record({ page: fc.integer({ min: 1, max: 4 }), edit }), { maxLength: 3 }),
  failAt: fc.option(fc.integer({ min: 1, max: 6 })),
  dieAt: fc.option(fc.integer({ min: 1, max: 4 })),
});
const round = fc.record({ before: fc.array(edit, { maxLength: 4 }), trouble });
const history: fc.Arbitrary<History> = fc.record({
  chaos: fc.array(fc.nat({ max: 10_000 }), { minLength: 20, maxLength: 60 }),
  rounds: fc.array(round, { minLength: 1, maxLength: 3 }),
});

interface History {
  readonly chaos: number[];
  readonly rounds: { readonly before: Edit[]; readonly trouble: Trouble }[];
}

const quiet: Trouble = { meanwhile: [], failAt: null, dieAt: null };

async function mirrorOf(calendar: TinyCalendar): Promise<Map<string, Expected>> {
  return new Map(
    (await calendar.rows()).map((row) => [
      row.external_id,
      {
        type: row.type,
        title: row.title,
        start: `${row.start_at.toISOString().slice(0, 19)}Z`,
        isAllDay: row.is_all_day,
        master: row.series_master_id,
      },
    ]),
  );
}

const singlesOf = (mirror: ReadonlyMap<string, Expected>): Map<string, string | null> =>
  new Map([...mirror].filter(([id]) => id.startsWith('S')).map(([id, each]) => [id, each.title]));

/** The single events that a reader of the change log holds, from where the first baseline left them. */
async function replay(
  calendar: TinyCalendar,
  from: ReadonlyMap<string, string | null>,
): Promise<Map<string, string | null>> {
  const held = new Map(from);
  const { rows } = await sql<{ kind: string; external_id: string | null; title: string | null }>`
    select kind, external_id, after ->> 'title' as title from calendar_change
    where connection_id = ${calendar.connectionId} order by seq`.execute(tiny.db);
  for (const { kind, external_id: id, title } of rows) {
    if (id?.startsWith('S') !== true) continue;
    expect(held.has(id), `${kind} ${id}`).toBe(kind !== 'event.created');
    if (kind === 'event.deleted') held.delete(id);
    else held.set(id, title);
  }
  return held;
}

async function leftovers(calendar: TinyCalendar): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*) from sync_round where connection_id = c.id) as rounds,
      (select count(*) from sync_round_page where connection_id = c.id) as pages,
      (select count(*) from pending_stub where connection_id = c.id) as stubs,
      (select count(*) from sync_issue where connection_id = c.id) as issues,
      (select count(*) from sync_run where connection_id = c.id and state in ('queued', 'running')) as runs
    from calendar_connection c where id = ${calendar.connectionId}`.execute(tiny.db);
  return rows[0];
}

/** Found by this law: an occurrence that was cancelled while stubs of its series came twice, all before their master. */
const seriesRepeatedBeforeItsMaster: History = {
  chaos: [
    9980, 9597, 383, 138, 4879, 5712, 4605, 5775, 2388, 8810, 8457, 6495, 279, 8456, 9963, 274, 7626, 3512,
    5140, 6859, 7922, 9227, 4887,
  ],
  rounds: [
    {
      before: [
        { do: 'series-delete', series: 0 },
        { do: 'regular', series: 1, slot: 0 },
      ],
      trouble: { meanwhile: [], failAt: 6, dieAt: null },
    },
    {
      before: [
        { do: 'delete', event: 0 },
        { do: 'except-out', series: 1, slot: 1 },
      ],
      trouble: { meanwhile: [{ page: 3, edit: { do: 'all-day', series: 0 } }], failAt: 5, dieAt: 2 },
    },
    {
      before: [{ do: 'put', event: 0 }],
      trouble: {
        meanwhile: [
          { page: 1, edit: { do: 'series', series: 0 } },
          { page: 3, edit: { do: 'cancel', series: 0, slot: 1 } },
        ],
        failAt: 5,
        dieAt: 1,
      },
    },
  ],
};

describe('the mirror', () => {
  it('ends equal to the mailbox, with a change log that tells how, and nothing left of its rounds', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ chaos, rounds }) => {
        const mailbox = new ModelMailbox(chaos);
        for (const each of start) mailbox.edit(each);
        const calendar = await tiny.connect((question) => mailbox.answer(question));
        let first: Map<string, string | null> | undefined;
        for (const { before, trouble: during } of [...rounds, { before: [], trouble: quiet }]) {
          for (const each of before) mailbox.edit(each);
          mailbox.begin(during);
          await calendar.round();
          first ??= singlesOf(await mirrorOf(calendar));
        }
        const mirror = await mirrorOf(calendar);
        expect(mirror).toEqual(mailbox.expected());
        expect(await replay(calendar, first ?? new Map())).toEqual(singlesOf(mirror));
        expect(await leftovers(calendar)).toEqual({ rounds: 0, pages: 0, stubs: 0, issues: 0, runs: 0 });
      }),
      {
        numRuns: 200,
        // A loaded machine does fewer; a failure is made small for as long.
        interruptAfterTimeLimit: 28_000,
        // The same histories in every run of the suite; other seeds are explored by hand and end up as examples.
        seed: 20_261_122,
        examples: [[seriesRepeatedBeforeItsMaster]],
      },
    );
  }, 120_000);
});
