import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { printedTime } from '../src/mirror/fingerprint.ts';
import { mapEvent } from '../src/sync/map-event.ts';
import { isSentUnchanged, isUnchanged, planPage } from '../src/sync/plan-page.ts';
import { eventRow, knownMap, occurrenceRow } from './support/events.ts';

const logging = (): { logChanges: boolean; announced: Set<string> } => ({
  logChanges: true,
  announced: new Set(),
});

describe('planning a page', () => {
  it('writes what is new and says that it was created', () => {
    const row = eventRow({ external_id: 'A' });
    const plan = planPage([row], new Map(), logging());
    expect(plan.writes).toEqual([row]);
    expect(plan.changes).toMatchObject([{ kind: 'event.created', externalId: 'A', before: null }]);
    expect(plan).toMatchObject({ created: 1, updated: 0, unchanged: 0 });
  });

  it('leaves an event with the same changeKey and mapper version alone', () => {
    const row = eventRow({ external_id: 'A' });
    expect(planPage([row], knownMap([row]), logging())).toMatchObject({
      writes: [],
      changes: [],
      unchanged: 1,
    });
  });

  it('says what an edit was before and after, without bodies', () => {
    const before = eventRow({ external_id: 'A', title: 'Old' });
    const after = eventRow({ external_id: 'A', title: 'New', change_key: 'key-2', body: 'secret plans' });
    const plan = planPage([after], knownMap([before]), logging());
    expect(plan.changes).toMatchObject([
      { kind: 'event.updated', eventRow: 1, before: { title: 'Old' }, after: { title: 'New' } },
    ]);
    expect(JSON.stringify(plan.changes)).not.toContain('secret plans');
  });

  it('rewrites a row of an older mapper without calling it a change of the event', () => {
    const old = eventRow({ external_id: 'A', mapper_version: 0 });
    const plan = planPage([eventRow({ external_id: 'A' })], knownMap([old]), logging());
    expect(plan).toMatchObject({ updated: 1, changes: [] });
    expect(plan.writes).toHaveLength(1);
  });

  it('says nothing of occurrences that are rewritten for a new mapper, or because the window moved on', () => {
    const now = occurrenceRow('O1', 'M', '2026-11-23T09:00:00.000Z', '2026-11-23T10:00:00.000Z');
    for (const old of [
      { ...now, mapper_version: 0 },
      { ...now, is_history: true },
    ]) {
      const plan = planPage([now], knownMap([old]), logging());
      expect(plan.writes).toEqual([now]);
      expect(plan.changes).toEqual([]);
    }
  });

  it('says it where an event became another kind of event, whatever its changeKey says', () => {
    const single = eventRow({ external_id: 'A' });
    const series = eventRow({ external_id: 'A', type: 'seriesMaster' });
    const { changes } = planPage([series], knownMap([single]), logging());
    expect(changes).toMatchObject([{ kind: 'series.updated', externalId: 'A' }]);
  });

  it('treats an event without changeKey as changed', () => {
    const row = eventRow({ external_id: 'A', change_key: null });
    expect(planPage([row], knownMap([row]), logging()).writes).toHaveLength(1);
  });

  it('knows an unchanged stub by its times, not by its changeKey', () => {
    const stub = occurrenceRow('O1', 'M', '2026-11-23T09:00:00.000Z', '2026-11-23T10:00:00.000Z');
    const known = knownMap([stub]);
    expect(planPage([{ ...stub, change_key: 'new' }], known, logging()).writes).toEqual([]);
    expect(
      planPage([{ ...stub, start_at: '2026-11-23T09:30:00.000Z' }], known, logging()).writes,
    ).toHaveLength(1);
    expect(planPage([{ ...stub, end_at: '2026-11-23T11:00:00.000Z' }], known, logging()).writes).toHaveLength(
      1,
    );
    expect(planPage([{ ...stub, time_zone: 'Asia/Tokyo' }], known, logging()).writes).toHaveLength(1);
  });

  it('turns an exception that was reset into an occurrence again', () => {
    const exception = eventRow({ external_id: 'O1', type: 'exception', series_master_id: 'M' });
    const stub = occurrenceRow('O1', 'M', exception.start_at, exception.end_at);
    expect(planPage([stub], knownMap([exception]), logging()).writes).toEqual([stub]);
  });

  it('writes an event that became another kind of event, whatever its changeKey says', () => {
    const single = eventRow({ external_id: 'A' });
    const series = eventRow({ external_id: 'A', type: 'seriesMaster' });
    expect(planPage([series], knownMap([single]), logging()).writes).toEqual([series]);
  });

  it('gives an edited series one change, whatever became of its occurrences', () => {
    const master = eventRow({ external_id: 'M', type: 'seriesMaster' });
    const occurrences = [1, 2, 3].map((day) =>
      occurrenceRow(`O${day}`, 'M', `2026-12-0${day}T09:00:00.000Z`, `2026-12-0${day}T10:00:00.000Z`),
    );
    const moved = occurrences.map((row) => ({ ...row, start_at: row.start_at.replace('09', '08') }));
    const known = knownMap([master, ...occurrences]);
    const plan = planPage([...moved, { ...master, change_key: 'key-2' }], known, logging());
    expect(plan.updated).toBe(4);
    expect(plan.changes.map((change) => [change.kind, change.externalId])).toEqual([['series.updated', 'M']]);
  });

  it('speaks for occurrences that come without their master', () => {
    const master = eventRow({ external_id: 'M', type: 'seriesMaster' });
    const stub = occurrenceRow('O1', 'M', '2026-12-01T09:00:00.000Z', '2026-12-01T10:00:00.000Z');
    const plan = planPage([stub], knownMap([master]), logging());
    expect(plan.changes).toMatchObject([{ kind: 'series.updated', externalId: 'M', eventRow: 1 }]);
  });

  it('announces a series once in a round, over all its pages', () => {
    const context = logging();
    const stub = (day: number): ReturnType<typeof occurrenceRow> =>
      occurrenceRow(`O${day}`, 'M', `2026-12-0${day}T09:00:00.000Z`, `2026-12-0${day}T10:00:00.000Z`);
    expect(planPage([stub(1)], new Map(), context).changes).toHaveLength(1);
    expect(planPage([stub(2)], new Map(), context).changes).toHaveLength(0);
  });

  it('says every edit of the series itself, also where its occurrences, or an earlier page, had spoken for it', () => {
    const context = logging();
    const master = eventRow({ external_id: 'M', type: 'seriesMaster', title: 'Old' });
    const edited = [2, 3].map((n) => ({ ...master, title: `Title ${n}`, change_key: `key-${n}` }));
    const stub = occurrenceRow('O1', 'M', '2026-12-01T09:00:00.000Z', '2026-12-01T10:00:00.000Z');
    planPage([stub], knownMap([master]), context);
    let before = master;
    for (const row of edited) {
      const { changes } = planPage([row], knownMap([before]), context);
      expect(changes).toMatchObject([{ before: { title: before.title }, after: { title: row.title } }]);
      before = row;
    }
    const another = { ...stub, external_id: 'O2' };
    expect(planPage([another], knownMap([before]), context).changes).toEqual([]);
  });

  it('names the masters whose occurrences must follow into another zone', () => {
    const master = eventRow({ external_id: 'M', type: 'seriesMaster' });
    const moved = { ...master, change_key: 'key-2', time_zone: 'Asia/Tokyo' };
    expect(planPage([moved], knownMap([master]), logging()).realigned).toEqual(['M']);
    expect(planPage([{ ...master, change_key: 'key-2' }], knownMap([master]), logging()).realigned).toEqual(
      [],
    );
  });

  it('logs nothing in a first baseline', () => {
    const plan = planPage([eventRow({ external_id: 'A' })], new Map(), {
      logChanges: false,
      announced: new Set(),
    });
    expect(plan).toMatchObject({ created: 1, changes: [] });
  });

  it('plans nothing for a page that was applied already', () => {
    const row = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      key: fc.constantFrom('k1', 'k2'),
      hour: fc.integer({ min: 0, max: 22 }),
      kind: fc.constantFrom('singleInstance', 'seriesMaster', 'occurrence', 'exception'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: (each) => each.id }), (picked) => {
        const rows = picked.map(({ id, key, hour, kind }) => {
          const start = `2026-12-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
          const end = `2026-12-01T${String(hour + 1).padStart(2, '0')}:00:00.000Z`;
          if (kind === 'occurrence') return occurrenceRow(id, 'M', start, end);
          return eventRow({
            external_id: id,
            change_key: key,
            start_at: start,
            end_at: end,
            type:
              kind === 'seriesMaster'
                ? 'seriesMaster'
                : kind === 'exception'
                  ? 'exception'
                  : 'singleInstance',
            series_master_id: kind === 'exception' ? 'M' : null,
          });
        });
        const again = planPage(rows, knownMap(rows), logging());
        expect(again).toMatchObject({
          writes: [],
          changes: [],
          created: 0,
          updated: 0,
          unchanged: rows.length,
        });
      }),
    );
  });
});

describe('an event that Graph sends again', () => {
  const types = ['singleInstance', 'exception', 'seriesMaster'] as const;
  const day = fc.integer({ min: 1, max: 9 }).map((number) => `2026-11-0${number}T00:00:00.0000000`);
  const key = fc.constantFrom('key-1', 'key-2', null);
  const event = fc
    .record({ type: fc.constantFrom(...types), changeKey: key, at: day })
    .map(({ type, changeKey, at }) => ({
      id: 'A',
      type,
      changeKey,
      seriesMasterId: type === 'exception' ? 'M' : null,
      start: { dateTime: at, timeZone: 'UTC' },
      end: { dateTime: at, timeZone: 'UTC' },
    }));
  const window = fc.integer({ min: 1, max: 9 }).map((number) => new Date(Date.UTC(2026, 10, number)));
  const contextOf = (windowStart: Date): Parameters<typeof mapEvent>[1] => ({
    connectionId: '00000000-0000-4000-8000-000000000001',
    windowStart,
    syncedAt: '2026-11-22T12:00:00.000Z',
  });

  it('needs no mapping exactly where mapping it would find it unchanged', () => {
    fc.assert(
      fc.property(event, event, window, window, fc.boolean(), (then, now, before, after, isOldMapper) => {
        // One changeKey is one state of an event.
        const sent = now.changeKey === then.changeKey && now.type === then.type ? then : now;
        const row = mapEvent(then, contextOf(before));
        const known = knownMap([isOldMapper ? { ...row, mapper_version: 0 } : row]).get('A');
        if (known === undefined) throw new Error('The row is known.');
        expect(isSentUnchanged(sent, known, printedTime(after.toISOString()))).toBe(
          isUnchanged(mapEvent(sent, contextOf(after)), known),
        );
      }),
      // Few of them are of one key and type, and become history between the two windows.
      { numRuns: 5_000 },
    );
  });
});
