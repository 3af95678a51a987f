import { describe, expect, it } from 'vitest';

import type { EventRow, KnownEvent } from '../src/mirror/event-row.ts';
import { isSuspicious, judgeSweep } from '../src/sync/guard.ts';
import { planFinish } from '../src/sync/plan-finish.ts';
import type { FinishFacts } from '../src/sync/plan-finish.ts';
import { planSettle } from '../src/sync/plan-settle.ts';
import { foldPages } from '../src/sync/round-facts.ts';
import { readAnswers, underKnownIds } from '../src/sync/settle-answers.ts';
import type { StoredAnswer } from '../src/sync/settle-answers.ts';
import { eventRow, known, occurrenceRow } from './support/events.ts';

const window = { start: new Date('2026-11-01T00:00:00Z'), end: new Date('2026-12-31T00:00:00Z') };

function facts(overrides: Partial<FinishFacts> & { stored?: StoredAnswer[] }): FinishFacts {
  return {
    kind: 'delta',
    round: foldPages([]),
    window,
    awaitedMasters: [],
    removedRows: [],
    seriesRows: [],
    repeatedSeries: new Set(),
    formerMasters: new Set(),
    retries: [],
    retriedRows: [],
    sweepable: [],
    answers: readAnswers(overrides.stored ?? []),
    ...overrides,
  };
}

const page = (parts: { seen?: string[]; removed?: string[]; touched?: string[] }, number = 1) => ({
  page: number,
  seen: parts.seen ?? [],
  removed: parts.removed ?? [],
  touched: parts.touched ?? [],
});
const at = (id: string, start: string): KnownEvent =>
  known(eventRow({ external_id: id, start_at: start, end_at: start.replace('T09', 'T10') }));
const occurrence = (id: string, start: string): KnownEvent =>
  known(occurrenceRow(id, 'M', start, start.replace('T09', 'T10')));
const master = known(
  eventRow({
    external_id: 'M',
    type: 'seriesMaster',
    start_at: '2025-01-06T09:00:00.000Z',
    end_at: '2025-01-06T10:00:00.000Z',
  }),
);
const removedIds = (plan: { removed: readonly KnownEvent[] }): string[] =>
  plan.removed.map((row) => row.externalId).sort();
const answer = (
  ask: StoredAnswer['ask'],
  id: string,
  found: boolean,
  instances: StoredAnswer['instances'] = [],
): StoredAnswer => ({
  ask,
  id,
  found,
  instances,
  rows: [] satisfies EventRow[],
});

describe('the pages of a round, folded', () => {
  it('let the last mention of an id win', () => {
    const folded = foldPages([
      page({ removed: ['A'], seen: ['B'] }, 1),
      page({ seen: ['A'], removed: ['B'] }, 2),
    ]);
    expect([...folded.seen]).toEqual(['A']);
    expect([...folded.removed]).toEqual(['B']);
  });

  it('read pages by their number, in whatever order they come', () => {
    const folded = foldPages([page({ seen: ['A'] }, 2), page({ removed: ['A'] }, 1)]);
    expect([...folded.seen]).toEqual(['A']);
  });
});

describe('what a round still asks of Graph', () => {
  it('asks nothing when every known occurrence of a touched series came back', () => {
    const round = foldPages([page({ seen: ['M', 'O1'], touched: ['M'] })]);
    expect(planSettle(facts({ round, seriesRows: [occurrence('O1', '2026-11-23T09:00:00.000Z')] }))).toEqual(
      [],
    );
  });

  it('asks for the instances of a touched series of which an occurrence is missing, once', () => {
    const round = foldPages([page({ seen: ['M'], touched: ['M'] })]);
    const seriesRows = [
      occurrence('O1', '2026-11-23T09:00:00.000Z'),
      occurrence('O2', '2026-11-24T09:00:00.000Z'),
    ];
    expect(planSettle(facts({ round, seriesRows }))).toEqual([{ ask: 'instances', id: 'M' }]);
  });

  it('does not ask for occurrences that are history', () => {
    const round = foldPages([page({ seen: ['M'], touched: ['M'] })]);
    expect(planSettle(facts({ round, seriesRows: [occurrence('O1', '2026-01-05T09:00:00.000Z')] }))).toEqual(
      [],
    );
  });

  it('asks about a removed row that is history, because @removed may only mean touched outside the window', () => {
    const round = foldPages([page({ removed: ['A', 'B'] })]);
    const removedRows = [at('A', '2026-01-05T09:00:00.000Z'), at('B', '2026-11-23T09:00:00.000Z')];
    expect(planSettle(facts({ round, removedRows }))).toEqual([{ ask: 'event', id: 'A' }]);
  });

  it('asks about a removed master that has history', () => {
    const round = foldPages([page({ removed: ['M'] })]);
    const seriesRows = [occurrence('O1', '2026-01-05T09:00:00.000Z')];
    expect(planSettle(facts({ round, removedRows: [master], seriesRows }))).toEqual([
      { ask: 'event', id: 'M' },
    ]);
  });

  it('asks for the instances of a series that came twice, though every occurrence came', () => {
    const round = foldPages([
      page({ seen: ['M', 'O1', 'O2'], touched: ['M'] }),
      page({ seen: ['M', 'O2'], touched: ['M'] }, 2),
    ]);
    expect([...round.repeated]).toEqual(['M', 'O2']);
    const seriesRows = [occurrence('O1', '2026-11-23T09:00:00.000Z')];
    for (const kind of ['delta', 'baseline'] as const)
      expect(planSettle(facts({ kind, round, seriesRows, repeatedSeries: new Set(['M']) }))).toEqual([
        { ask: 'instances', id: 'M' },
      ]);
  });

  it('fetches masters that stubs wait for', () => {
    expect(planSettle(facts({ awaitedMasters: ['M'] }))).toEqual([{ ask: 'master', id: 'M' }]);
  });
});

describe('what leaves the mirror at the end of a round', () => {
  it('removes a row inside the window that Graph named removed', () => {
    const removedRows = [at('A', '2026-11-23T09:00:00.000Z')];
    expect(
      removedIds(planFinish(facts({ round: foldPages([page({ removed: ['A'] })]), removedRows }))),
    ).toEqual(['A']);
  });

  it('keeps history that Graph named removed until Graph says 404', () => {
    const round = foldPages([page({ removed: ['A'] })]);
    const removedRows = [at('A', '2026-01-05T09:00:00.000Z')];
    expect(planFinish(facts({ round, removedRows, stored: [answer('event', 'A', true)] })).removed).toEqual(
      [],
    );
    expect(
      removedIds(planFinish(facts({ round, removedRows, stored: [answer('event', 'A', false)] }))),
    ).toEqual(['A']);
  });

  it('takes the rows of a removed series with it, and the master when nothing is left', () => {
    const round = foldPages([page({ removed: ['M'] })]);
    const seriesRows = [
      occurrence('O1', '2026-11-23T09:00:00.000Z'),
      occurrence('O2', '2026-11-24T09:00:00.000Z'),
    ];
    expect(removedIds(planFinish(facts({ round, removedRows: [master], seriesRows })))).toEqual([
      'M',
      'O1',
      'O2',
    ]);
  });

  it('keeps history and master of a series that only left the window', () => {
    const round = foldPages([page({ removed: ['M'] })]);
    const seriesRows = [
      occurrence('O1', '2026-11-23T09:00:00.000Z'),
      occurrence('Old', '2026-01-05T09:00:00.000Z'),
    ];
    const plan = planFinish(
      facts({ round, removedRows: [master], seriesRows, stored: [answer('event', 'M', true)] }),
    );
    expect(removedIds(plan)).toEqual(['O1']);
  });

  it('removes a missing occurrence only when /instances confirms it', () => {
    const round = foldPages([page({ seen: ['M'], touched: ['M'] })]);
    const seriesRows = [
      occurrence('O1', '2026-11-23T09:00:00.000Z'),
      occurrence('O2', '2026-11-24T09:00:00.000Z'),
    ];
    expect(planFinish(facts({ round, seriesRows })).removed).toEqual([]);
    const stored = [answer('instances', 'M', true, ['O2'])];
    expect(removedIds(planFinish(facts({ round, seriesRows, stored })))).toEqual(['O1']);
  });

  it('sweeps what a complete baseline did not bring, but no history', () => {
    const sweepable = [
      at('A', '2026-11-23T09:00:00.000Z'),
      at('B', '2026-11-24T09:00:00.000Z'),
      at('C', '2026-01-05T09:00:00.000Z'),
    ];
    const plan = planFinish(
      facts({ kind: 'baseline', round: foldPages([page({ seen: ['A'] })]), sweepable }),
    );
    expect(plan.swept.map((row) => row.externalId)).toEqual(['B']);
  });

  it('sweeps a master that did not come once no row of it is left', () => {
    const seriesRows = [occurrence('O1', '2026-11-23T09:00:00.000Z')];
    const sweepable = [master, ...seriesRows];
    const gone = planFinish(facts({ kind: 'baseline', seriesRows, sweepable }));
    expect(gone.swept.map((row) => row.externalId).sort()).toEqual(['M', 'O1']);
    const withHistory = [...seriesRows, occurrence('Old', '2026-01-05T09:00:00.000Z')];
    const kept = planFinish(facts({ kind: 'baseline', seriesRows: withHistory, sweepable }));
    expect(kept.swept.map((row) => row.externalId)).toEqual(['O1']);
  });
});

describe('an instance that comes under another id', () => {
  const start = { dateTime: '2026-11-23T09:00:00.0000000', timeZone: 'UTC' };
  const instance = (id: string) => ({ id, type: 'occurrence', start });
  const known = [occurrence('O1', '2026-11-23T09:00:00.000Z')];

  it('is the row of the same original start', () => {
    expect(underKnownIds([instance('other')], known).map((event) => event.id)).toEqual(['O1']);
  });

  it('is itself where the mirror knows it, or where the answer names that row too', () => {
    const both = [...known, occurrence('N1', '2026-11-23T09:00:00.000Z')];
    expect(underKnownIds([instance('N1')], both).map((event) => event.id)).toEqual(['N1']);
    expect(underKnownIds([instance('N1'), instance('O1')], known).map((event) => event.id)).toEqual([
      'N1',
      'O1',
    ]);
  });

  it('has its start for original start, where Graph names midnight in the zone of an all-day series', () => {
    const allDay = {
      id: 'other',
      type: 'occurrence',
      isAllDay: true,
      originalStart: '2018-06-05T07:00:00Z',
      start: { dateTime: '2018-06-05T00:00:00.0000000', timeZone: 'UTC' },
    };
    const row = occurrence('O1', '2018-06-05T00:00:00.000Z');
    expect(underKnownIds([allDay], [row]).map((event) => event.id)).toEqual(['O1']);
  });
});

describe('the guard', () => {
  const rows = (count: number): KnownEvent[] =>
    Array.from({ length: count }, (_, index) => at(`E${index}`, '2026-11-23T09:00:00.000Z'));

  it('distrusts a plan that removes more than half of at least ten', () => {
    expect(isSuspicious(9, 9)).toBe(false);
    expect(isSuspicious(10, 20)).toBe(false);
    expect(isSuspicious(10, 19)).toBe(true);
  });

  it('removes nothing the first time, and what is missing in both reads the second time', () => {
    const first = judgeSweep(rows(12), 12, null);
    expect(first.remove).toEqual([]);
    expect(first.suspects).toHaveLength(12);
    const second = judgeSweep(rows(11), 12, first.suspects);
    expect(second.remove).toHaveLength(11);
    expect(second.suspects).toEqual([]);
  });

  it('does not let an earlier suspicion excuse a new one', () => {
    const second = judgeSweep(rows(12), 12, ['somebody-else']);
    expect(second.remove).toEqual([]);
    expect(second.suspects).toHaveLength(12);
  });
});
