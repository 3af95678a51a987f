/** S5: one bad event never stops a calendar and is never lost; stubs wait for their master. */
import type { Mutation } from '../mutation.ts';

const applyPage = 'packages/server/src/sync/apply-page.ts';
const finishRound = 'packages/server/src/sync/finish-round.ts';
const settle = 'packages/server/src/sync/settle.ts';
const mapPage = 'packages/server/src/sync/map-page.ts';
const hostileTest = 'packages/server/test/sync-engine-hostile.test.ts';
const refusedTest = 'packages/server/test/sync-refused-items.test.ts';
const refusedInstances =
  'a question about one event that Graph refuses about the instances of a series (403) is asked again an hour later, and then the doubt ends';
const seriesTest = 'packages/server/test/sync-engine-series.test.ts';

export const poisonMutations: readonly Mutation[] = [
  {
    breaks: 'an event that cannot be mapped stops its calendar',
    against: ['S5'],
    file: mapPage,
    search: 'issues.push(issueOf(eventOf(item), error));',
    replace: 'throw error;',
    test: {
      file: hostileTest,
      name: 'one bad event on a date that does not exist does not stop the calendar',
    },
  },
  {
    breaks: 'an event that cannot be read is forgotten',
    against: ['S5'],
    file: applyPage,
    search: 'await keepAside(tx, context, planned.issues);',
    replace: '',
    test: {
      file: hostileTest,
      name: 'one bad event of many without an id on one page does not stop the calendar',
    },
  },
  {
    breaks: 'an unreadable event that its page has more than once is forgotten',
    against: ['S5'],
    file: mapPage,
    search: 'last.set(id ?? item, item);',
    replace: "if (item.kind !== 'malformed') last.set(id ?? item, item);",
    test: {
      file: 'packages/server/test/sync-fold-page.test.ts',
      name: 'of an event that a page has more than once, the last mention counts where the last cannot be read: it is kept aside, and what is older is not taken for it',
    },
  },
  {
    breaks: 'an unreadable event stops the reading of its page',
    against: ['S5'],
    file: 'packages/graph-client/src/wire/delta-page.ts',
    search: 'putAside(malformedItem(raw, reasonFor(eventValidator, raw)));',
    replace: "throw new Error('unreadable');",
    test: {
      file: 'packages/graph-client/test/delta.test.ts',
      name: 'getDeltaEvents keeps a malformed event aside with its reason and its id, and reads the rest of the page',
    },
  },
  {
    breaks: 'an event that came again well is still shown as unreadable',
    against: ['S5'],
    file: applyPage,
    search: 'const kept = ids.filter((id) => context.issues.has(id));',
    replace: 'const kept: string[] = [];',
    test: {
      file: hostileTest,
      name: 'one bad event that comes again well later in the round is no issue any more',
    },
  },
  {
    breaks: 'what a baseline no longer brings is shown as unreadable for ever',
    against: ['S5'],
    file: finishRound,
    search: 'await forgetIssues(tx, round.connectionId, round.startedAt);',
    replace: '',
    test: {
      file: hostileTest,
      name: 'one bad event is forgotten when it is removed, and when a baseline no longer brings it',
    },
  },
  {
    breaks: 'text that PostgreSQL does not take stops a calendar',
    against: ['S5'],
    file: 'packages/server/src/mirror/storable-json.ts',
    search: 'if (!untakable.test(json)) return json;',
    replace: "if (json !== '') return json;",
    test: {
      file: hostileTest,
      name: 'one bad event with text that PostgreSQL does not take (…) is mirrored without it',
    },
  },
  {
    breaks: 'an unreadable instance looks deleted',
    against: ['S5', 'S4'],
    file: 'packages/server/src/sync/calendar-reader.ts',
    search: 'unreadable.push(item.id);',
    replace: '',
    test: {
      file: seriesTest,
      name: 'one bad event among the instances of a series, with an id, is not taken for deleted',
    },
  },
  {
    breaks: 'a stub whose master has not come is dropped, and Graph never sends it again',
    against: ['S5', '2.4/5', '2.4/6'],
    file: applyPage,
    search: 'await keepStubs(tx, round.connectionId, planned.waiting, clock.date());',
    replace: '',
    test: {
      file: seriesTest,
      name: 'an occurrence that came before its master is there when the master comes on another page',
    },
  },
  {
    breaks: 'stubs are not taken out when their master comes',
    against: ['S5', '2.4/5'],
    file: applyPage,
    search: 'const arrived = [...context.awaited].filter((id) => masters.has(id));',
    replace: 'const arrived: string[] = [];',
    test: {
      file: seriesTest,
      name: 'an occurrence that came before its master is there when the master comes on another page',
    },
  },
  {
    breaks: 'a master that does not come is never fetched',
    against: ['S5', '2.4/5'],
    file: 'packages/server/src/sync/plan-settle.ts',
    search: "add({ ask: 'master', id });\n    // Named",
    replace: '// Named',
    test: {
      file: seriesTest,
      name: 'an occurrence whose master does not come at all has its master fetched',
    },
  },
  {
    breaks: 'a master that could not be fetched once is never tried again',
    against: ['S5', '2.4/6'],
    file: finishRound,
    search: "({ ask, unclear }) => ask === 'master' && unclear === undefined",
    replace: "({ ask }) => ask === 'master'",
    test: {
      file: hostileTest,
      name: 'one bad event that is a master keeps its occurrences waiting, not the calendar',
    },
  },
  {
    breaks: 'stubs of a master that is gone wait for ever',
    against: ['S5'],
    file: settle,
    search: "if (error.code === 'not_found') return { ...ask, found: false, instances: [], rows: [] };",
    replace: "if (error.code === 'not_found') return unclear(ask, 'not found');",
    test: {
      file: seriesTest,
      name: 'an occurrence whose master is gone is dropped, and asked about no more',
    },
  },
  {
    breaks: 'an answer that cannot be read stops the calendar',
    against: ['S5'],
    file: settle,
    search: 'if (isOfOneItem(error)',
    replace: 'if (ask.id === undefined',
    test: {
      file: hostileTest,
      name: 'one bad event among the instances of a series, even without an id, deletes nothing and stops nothing',
    },
  },
  {
    breaks: 'what Graph refuses of one event stops the calendar',
    against: ['S5', 'errors'],
    file: settle,
    search: "error.retry === 'never' ||",
    replace: '',
    test: {
      file: refusedTest,
      name: 'a question about one event that Graph refuses about a master leaves the calendar in peace, is shown, and heals with the next round',
    },
  },
  {
    breaks: 'an answer that broke on its way is taken for one that cannot be read',
    against: ['S5', 'errors'],
    file: settle,
    search: "new Set(['malformed_response', ",
    replace: "new Set(['malformed_response', 'broken_response', ",
    test: {
      file: refusedTest,
      name: 'an answer about one event that breaks on its way is asked for again before the round ends: a deleted occurrence does not stay for an hour',
    },
  },
  {
    breaks: 'what Graph refused of one event is never asked again',
    against: ['S5', 'errors'],
    file: 'packages/server/src/sync/settle-facts.ts',
    search: 'const ASK_AGAIN_AFTER_MS = 3_600_000;',
    replace: 'const ASK_AGAIN_AFTER_MS = 3_600_000_000;',
    test: { file: refusedTest, name: refusedInstances },
  },
  {
    breaks: 'an answer that told nothing counts as one that everything is gone',
    against: ['S4', 'S5'],
    file: 'packages/server/src/sync/settle-answers.ts',
    search: '.filter((answer) => answer.unclear === undefined)',
    replace: '',
    test: { file: refusedTest, name: refusedInstances },
  },
  {
    breaks: 'an event that could not be read is not tried again when the mapper has learned',
    against: ['S5'],
    file: 'packages/server/src/mirror/sync-issues.ts',
    search: 'or mapper_version < ${due.mapperVersion})',
    replace: ')',
    test: {
      file: refusedTest,
      name: 'an event that could not be read is read anew when the mapper has learned since',
    },
  },
];
