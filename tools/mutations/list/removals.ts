/** S4: nothing is deleted on suspicion, and what is gone goes. */
import type { Mutation } from '../mutation.ts';

const planFinish = 'packages/server/src/sync/plan-finish.ts';
const planSettle = 'packages/server/src/sync/plan-settle.ts';
const finishRound = 'packages/server/src/sync/finish-round.ts';
const guard = 'packages/server/src/sync/guard.ts';
const planTest = 'packages/server/test/sync-plan-finish.test.ts';
const engineTest = 'packages/server/test/sync-engine.test.ts';
const hostileTest = 'packages/server/test/sync-engine-hostile.test.ts';
const seriesTest = 'packages/server/test/sync-engine-series.test.ts';
const windowTest = 'packages/server/test/sync-engine-window.test.ts';
const secondReading =
  'a round in trouble distrusts a round that would empty the calendar, and believes the second full reading';

export const removalMutations: readonly Mutation[] = [
  {
    breaks: 'over pages, an id that was removed and came again counts as removed',
    against: ['S4', '2.2/9'],
    file: 'packages/server/src/sync/round-facts.ts',
    search: 'removed.delete(id);',
    replace: '',
    test: { file: planTest, name: 'the pages of a round, folded let the last mention of an id win' },
  },
  {
    breaks: 'over pages, an id that came and was removed then counts as seen',
    against: ['S4', '2.2/9'],
    file: 'packages/server/src/sync/round-facts.ts',
    search: 'seen.delete(id);',
    replace: '',
    test: { file: planTest, name: 'the pages of a round, folded let the last mention of an id win' },
  },
  {
    breaks: 'within a page the first mention of an id wins',
    against: ['S4', '2.2/9'],
    file: 'packages/server/src/sync/map-page.ts',
    search: 'if (id !== undefined && last.delete(id)) twice.add(id);',
    replace: 'if (id !== undefined && last.has(id)) continue;',
    test: { file: seriesTest, name: 'an event named several times on one page is as its last mention says' },
  },
  {
    breaks: 'history that Graph names removed is not asked about',
    against: ['S4', '2.3/4'],
    file: planSettle,
    search: "if (row.type !== 'seriesMaster' && !overlaps(row, facts.window))",
    replace: 'if (row.externalId === undefined)',
    test: {
      file: windowTest,
      name: 'history that Graph names removed goes when Graph has it no more, and is brought up to date when it has',
    },
  },
  {
    breaks: 'history goes as soon as Graph names it removed',
    against: ['S4', '2.3/3', '2.3/5'],
    file: planFinish,
    search: 'rest.length === 0 : overlaps(row, facts.window);',
    replace: 'rest.length === 0 : true;',
    test: {
      file: planTest,
      name: 'what leaves the mirror at the end of a round keeps history that Graph named removed until Graph says 404',
    },
  },
  {
    breaks: 'the padding around the window is judged, too',
    against: ['S4'],
    file: 'packages/server/src/sync/settle-facts.ts',
    search: 'return { start: round.windowStart, end',
    replace: 'return { start: new Date(round.windowStart.getTime() - 86_400_000), end',
    test: {
      file: hostileTest,
      name: 'history just before the window is asked about, though Graph was asked for a day more',
    },
  },
  {
    breaks: 'an event inside the window that Graph names removed stays',
    against: ['S4', '2.3/1'],
    file: planFinish,
    search: 'if (goes || isGone) remove(row);',
    replace: 'if (isGone) remove(row);',
    test: {
      file: 'packages/server/test/sync-plan-finish.test.ts',
      name: 'what leaves the mirror at the end of a round removes a row inside the window that Graph named removed',
    },
  },
  {
    breaks: 'a removed master leaves its occurrences behind',
    against: ['S4', '2.3/6'],
    file: planFinish,
    search: 'return !facts.round.seen.has(row.externalId);',
    replace: 'return false;',
    test: {
      file: engineTest,
      name: 'a delta round removes a deleted series with all its occurrences, as one change',
    },
  },
  {
    breaks: 'the history of a series goes with its master unasked',
    against: ['S4', '2.3/5'],
    file: planFinish,
    search: 'if (!overlaps(row, facts.window)) return false;',
    replace: '',
    test: {
      file: windowTest,
      name: 'history that Graph names removed stays with its series while Graph still has that, and goes with it',
    },
  },
  {
    breaks: 'a removed master that has history is not asked about',
    against: ['S4'],
    file: planSettle,
    search: "if (!inside) add({ ask: 'event', id: master });",
    replace: 'if (!inside) void 0;',
    test: {
      file: planTest,
      name: 'what a round still asks of Graph asks about a removed master that has history',
    },
  },
  {
    breaks: 'a master of which no row is left stays',
    against: ['S4'],
    file: planFinish,
    search: "row.type === 'seriesMaster' ? rest.length === 0",
    replace: "row.type === 'seriesMaster' ? false",
    test: {
      file: engineTest,
      name: 'a delta round removes a deleted series with all its occurrences, as one change',
    },
  },
  {
    breaks: 'a deleted occurrence, for which no tombstone comes, stays for ever',
    against: ['S4', '2.4/8', '2.4/9'],
    file: planSettle,
    search:
      "if (!seen.has(row.externalId) && !removed.has(row.externalId)) add({ ask: 'instances', id: master });",
    replace: '',
    test: {
      file: engineTest,
      name: 'a delta round removes a deleted occurrence, for which Graph sends no tombstone, after asking the series once',
    },
  },
  {
    breaks: 'occurrences that did not come again go unasked: one exception alone wipes its siblings',
    against: ['S4', '2.4/10', '2.4/13'],
    file: planFinish,
    search: 'if (instances === undefined) return [];',
    replace:
      'if (instances === undefined) return rows.filter((row) => !facts.round.seen.has(row.externalId));',
    test: {
      file: planTest,
      name: 'what leaves the mirror at the end of a round removes a missing occurrence only when /instances confirms it',
    },
  },
  {
    breaks: 'an exception that comes alone takes its siblings with it, whatever /instances says',
    against: ['S4', '2.4/10'],
    file: planFinish,
    search: "(instances === 'gone' || !instances.has(row.externalId)),",
    replace: 'true,',
    test: { file: seriesTest, name: 'an exception that comes alone leaves its siblings where they are' },
  },
  {
    breaks: 'a series is asked though every occurrence came',
    against: ['S4', '2.4/7'],
    file: planSettle,
    search: 'if (!seen.has(row.externalId) && !removed.has(row.externalId)) add',
    replace: 'add',
    test: {
      file: engineTest,
      name: 'a delta round does not ask a series of which every occurrence came back',
    },
  },
  {
    breaks: 'an occurrence that was deleted while its series came twice stays',
    against: ['S4'],
    file: planSettle,
    search: "if (inside && facts.repeatedSeries.has(master)) add({ ask: 'instances', id: master });",
    replace: '',
    test: {
      file: hostileTest,
      name: 'an occurrence that is deleted while its series is being walked goes, though it came with the first mention of two (on two pages)',
    },
  },
  {
    breaks: 'a series that became a single event leaves its occurrences behind',
    against: ['S4'],
    file: planFinish,
    search: "facts.formerMasters.has(masterId) ? 'gone' : facts.answers",
    replace: 'facts.answers',
    test: {
      file: hostileTest,
      name: 'a removed series that became a single event leaves no occurrences behind',
    },
  },
  {
    breaks: 'an exception that left the window stays in it',
    against: ['S4', '2.4/15'],
    file: planFinish,
    search: 'rest.length === 0 : overlaps(row, facts.window);',
    replace: "rest.length === 0 : row.type !== 'exception';",
    test: {
      file: seriesTest,
      name: 'an exception that is moved out of the window goes, and comes back when it is moved in again',
    },
  },
  {
    breaks: 'a baseline removes nothing that vanished',
    against: ['S4', '2.2/16', '2.6/10'],
    file: planFinish,
    search: "facts.kind === 'baseline' ? sweep(facts, removed) : []",
    replace: '[]',
    test: {
      file: engineTest,
      name: 'a round in trouble starts a baseline when its deltaLink is dead, and removes what vanished meanwhile',
    },
  },
  {
    breaks: 'a baseline sweeps history, which it did not ask for',
    against: ['S4', '2.7/3'],
    file: planFinish,
    search: 'if (overlaps(row, facts.window) && !facts.round.seen',
    replace: 'if (!facts.round.seen',
    test: {
      file: planTest,
      name: 'what leaves the mirror at the end of a round sweeps what a complete baseline did not bring, but no history',
    },
  },
  {
    breaks: 'a sweep runs on pages that were not recorded',
    against: ['S4', '2.6/11'],
    file: 'packages/server/src/sync/round-store.ts',
    search: 'moved.id, p.page, p.seen, p.removed',
    replace: "moved.id, p.page, '{}', p.removed",
    test: {
      file: 'packages/server/test/sync-engine-crash.test.ts',
      name: 'a worker that dies in a full reading of what is there is followed by one that knows all that has come',
    },
  },
  {
    breaks: 'what came before a restart of the walk still counts as seen',
    against: ['S4', 'S6'],
    file: 'packages/server/src/sync/round-store.ts',
    search: '  await forgetPages(tx, round);\n}\n',
    replace: '}\n',
    test: {
      file: hostileTest,
      name: 'a first baseline whose walk had to start again sweeps what vanished between its two attempts',
    },
  },
  {
    breaks: 'a first reading that begins anew takes the rows of its first attempt for none',
    against: ['S6'],
    file: 'packages/server/src/sync/round-store.ts',
    search: ', began_empty = false',
    replace: '',
    test: {
      file: hostileTest,
      name: 'a first baseline whose walk had to start again sweeps what vanished between its two attempts',
    },
  },
  {
    breaks: 'an unreadable event counts as not seen: a sweep takes its older row',
    against: ['S4', 'S5'],
    file: 'packages/server/src/sync/map-page.ts',
    search: 'if (id !== undefined) seen.push(id);',
    replace: "if (id !== undefined && mention.kind !== 'malformed') seen.push(id);",
    test: {
      file: seriesTest,
      name: 'one bad event that was good before keeps its older row, also in a baseline',
    },
  },
  {
    breaks: 'a master that did not come stays, though no row of it is left',
    against: ['S4'],
    file: planFinish,
    search: 'if (!living.has(row.externalId)) swept.push(row);',
    replace: '',
    test: {
      file: planTest,
      name: 'what leaves the mirror at the end of a round sweeps a master that did not come once no row of it is left',
    },
  },
  {
    breaks: 'a delta round that empties the calendar is believed at once',
    against: ['S4'],
    file: finishRound,
    search: 'const distrusted = isSuspicious(countEvents(judged), inWindow);',
    replace: 'const distrusted = false;',
    test: { file: engineTest, name: secondReading },
  },
  {
    breaks: 'a baseline that empties the calendar is believed at once',
    against: ['S4', '2.6/11'],
    file: guard,
    search: 'if (!isSuspicious(countEvents(fresh), inWindow)) return',
    replace: 'if (fresh.length >= 0) return',
    test: { file: engineTest, name: secondReading },
  },
  {
    breaks: 'an earlier suspicion excuses a new one',
    against: ['S4'],
    file: guard,
    search: 'const fresh = missing.filter((row) => !suspected.has(row.externalId));',
    replace: 'const fresh = suspected.size === 0 ? missing : [];',
    test: { file: planTest, name: 'the guard does not let an earlier suspicion excuse a new one' },
  },
  {
    breaks: 'the second full reading comes at once, and sees the same hiccup',
    against: ['S4'],
    file: finishRound,
    search: 'const SECOND_READ_AFTER_MS = 60_000;',
    replace: 'const SECOND_READ_AFTER_MS = 0;',
    test: {
      file: windowTest,
      name: 'a calendar that looks empty all at once is emptied by a second full reading only, a minute after the first',
    },
  },
  {
    breaks: 'history counts as a removal of the window and makes rounds distrusted',
    against: ['S4'],
    file: finishRound,
    search: 'const judged = leaving.filter(isOfWindow);',
    replace: 'const judged = leaving;',
    test: { file: hostileTest, name: 'history does not trip the guard that protects the window' },
  },
];
