/** S3: what did not change is not written again, and what changed is. */
import type { Mutation } from '../mutation.ts';

const planPage = 'packages/server/src/sync/plan-page.ts';
const planTest = 'packages/server/test/sync-plan-page.test.ts';
const sentUnchanged =
  'an event that Graph sends again needs no mapping exactly where mapping it would find it unchanged';

export const unchangedMutations: readonly Mutation[] = [
  {
    breaks: 'everything that comes is written again',
    against: ['S3'],
    file: planPage,
    search: 'if (before !== undefined && isUnchanged(row, before)) continue;',
    replace: '',
    test: {
      file: 'packages/server/test/sync-engine-series.test.ts',
      name: 'a calendar that is read in full again has no row rewritten that is as it was',
    },
  },
  {
    breaks: 'a page that is applied twice changes something the second time',
    against: ['S3', '2.2/9'],
    file: planPage,
    search: 'sameInstant(row.start_at, known.startAt) &&',
    replace: 'row.start_at === known.startAt.toString() &&',
    test: { file: planTest, name: 'planning a page plans nothing for a page that was applied already' },
  },
  {
    breaks: 'stubs are judged by a changeKey that says nothing',
    against: ['S3'],
    file: planPage,
    search: "if (row.type !== 'occurrence') return row.change_key",
    replace: 'if (row.change_key !== undefined) return row.change_key',
    test: {
      file: planTest,
      name: 'planning a page knows an unchanged stub by its times, not by its changeKey',
    },
  },
  {
    breaks: 'a stub that moved is taken for unchanged',
    against: ['S3'],
    file: planPage,
    search: 'sameInstant(row.end_at, known.endAt) &&',
    replace: '',
    test: {
      file: planTest,
      name: 'planning a page knows an unchanged stub by its times, not by its changeKey',
    },
  },
  {
    breaks: 'an event that Graph sends as it is known is not looked at again, whatever mapper wrote its row',
    against: ['S3'],
    file: planPage,
    search: 'known.mapperVersion !== mapperVersion ||',
    replace: '',
    test: { file: planTest, name: sentUnchanged },
  },
  {
    breaks: 'an event that has become history stays in the window',
    against: ['S3', 'S7'],
    file: planPage,
    search: ' && isHistory === known.isHistory',
    replace: '',
    test: { file: planTest, name: sentUnchanged },
  },
  {
    breaks: 'rows of an older mapper are never rewritten',
    against: ['S3'],
    file: planPage,
    search: 'row.mapper_version !== known.mapperVersion ||',
    replace: '',
    test: {
      file: planTest,
      name: 'planning a page rewrites a row of an older mapper without calling it a change of the event',
    },
  },
  {
    breaks: 'an exception that was reset is taken for the occurrence it was',
    against: ['S3'],
    file: planPage,
    search: 'row.type !== known.type ||',
    replace: '',
    test: {
      file: planTest,
      name: 'planning a page turns an exception that was reset into an occurrence again',
    },
  },
  {
    breaks: 'occurrences do not follow their master into another zone or to whole days',
    against: ['S3'],
    file: 'packages/server/src/sync/apply-page.ts',
    search: 'await alignOccurrences(tx, context.round.connectionId, plan.realigned);',
    replace: '',
    test: {
      file: 'packages/server/test/sync-engine-series.test.ts',
      name: 'a series that moves to another zone takes its occurrences along, also those that came before it',
    },
  },
  {
    breaks: 'a master whose zone changed is not noticed',
    against: ['S3'],
    file: planPage,
    search: '|| before.timeZone !== row.time_zone)',
    replace: ')',
    test: {
      file: planTest,
      name: 'planning a page names the masters whose occurrences must follow into another zone',
    },
  },
  {
    breaks: 'a first reading takes what waits for its master for nothing',
    against: ['S3', 'S5'],
    file: 'packages/server/src/sync/round-store.ts',
    search: 'and not exists (select 1 from pending_stub where connection_id = ${connectionId})',
    replace: '',
    test: {
      file: 'packages/server/test/sync-refused-items.test.ts',
      name: 'a date that waits for its refused master is new once, when a baseline brings the master first and the date on a later page',
    },
  },
];
