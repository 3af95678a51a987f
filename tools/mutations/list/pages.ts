/** S1 and S2: what a page brought commits with its cursor, by one worker at a time. */
import type { Mutation } from '../mutation.ts';

const applyPage = 'packages/server/src/sync/apply-page.ts';
const roundStore = 'packages/server/src/sync/round-store.ts';
const lease = 'packages/server/src/connections/connection-lease.ts';
const leaseTest = 'packages/server/test/connections-due.test.ts';
const crashTest = 'packages/server/test/sync-engine-crash.test.ts';

export const pageMutations: readonly Mutation[] = [
  {
    breaks:
      'a page is applied without a transaction: what came before the crash stays, its changes are never told',
    against: ['S1'],
    file: applyPage,
    search: 'await db.transaction().execute(async (tx) => {',
    replace: 'await db.connection().execute(async (tx) => {',
    test: {
      file: crashTest,
      name: 'a page whose commit fails leaves nothing behind, and is applied whole the next time',
    },
  },
  {
    breaks: 'the end of a round is applied without a transaction',
    against: ['S1', '2.2/6'],
    file: 'packages/server/src/sync/finish-round.ts',
    search: 'return db.transaction().execute(async (tx) => {',
    replace: 'return db.connection().execute(async (tx) => {',
    test: {
      file: crashTest,
      name: 'the end of a round that a series leaves does the same where its commit fails',
    },
  },
  {
    breaks: 'a round of one page is applied without a transaction',
    against: ['S1', '2.2/6'],
    file: 'packages/server/src/sync/finish-at-once.ts',
    search: 'return db.transaction().execute(async (tx) => {',
    replace: 'return db.connection().execute(async (tx) => {',
    test: {
      file: crashTest,
      name: 'the end of a round whose commit fails leaves nothing behind, and its token is not stored',
    },
  },
  {
    breaks: 'the cursor is not moved with the page: a killed round asks for its committed pages again',
    against: ['S1'],
    file: roundStore,
    search: 'next_link = ${pages.nextLink},',
    replace: 'next_link = next_link,',
    test: {
      file: crashTest,
      name: 'a worker that dies between two pages is followed by one that asks for the next page, not for a committed one',
    },
  },
  {
    breaks: 'an answer is not kept with the round: a crash while settling asks everything again',
    against: ['S1'],
    file: 'packages/server/src/sync/settle.ts',
    search: 'await recordAnswer(db, context.round, answer);',
    replace: '',
    test: { file: crashTest, name: 'a worker that dies while settling asks nothing twice' },
  },
  {
    breaks: 'a worker whose lease was taken still commits a page',
    against: ['S2', 'leases'],
    file: roundStore,
    search: 'and fence = ${round.fence}\n        and page_count',
    replace: 'and page_count',
    test: {
      file: crashTest,
      name: 'a worker that lost its lease commits nothing, whoever has the round now',
    },
  },
  {
    breaks: 'the fence is not raised by a new holder of the lease',
    against: ['S2', 'leases'],
    file: lease,
    search: 'fence = c.fence + 1, rung_at',
    replace: 'rung_at',
    test: {
      file: leaseTest,
      name: 'the lease of a connection ends by itself when its holder dies, and the next holder has a higher fence',
    },
  },
  {
    breaks: 'a lease is taken though somebody holds it',
    against: ['S2', 'leases'],
    file: lease,
    search: "\n      and c.status in ('connecting', 'active')\n      and ${leaseIsFree('c.lease_until')}",
    replace: "\n      and c.status in ('connecting', 'active')",
    test: {
      file: leaseTest,
      name: 'the lease of a connection is held by one worker, however many want it',
    },
  },
  {
    breaks: 'a lease is not renewed in time',
    against: ['leases'],
    file: 'packages/server/src/platform/lease.ts',
    search: '(options.seconds * 1000) / 3,',
    replace: 'options.seconds * 3000,',
    test: {
      file: 'packages/server/test/platform/lease.test.ts',
      name: 'a lease that is kept outlives its seconds, and ends with its keeper',
    },
  },
  {
    breaks: 'a worker does not learn that its lease is lost',
    against: ['leases'],
    file: 'packages/server/src/platform/lease.ts',
    search: 'else lose();\n    } catch',
    replace: 'else void 0;\n    } catch',
    test: {
      file: 'packages/server/test/platform/lease.test.ts',
      name: 'a lease that somebody else has taken tells its keeper to stop',
    },
  },
  {
    breaks: 'a disconnect does not raise the fence: the round under way goes on committing',
    against: ['S2', 'leases'],
    file: 'packages/server/src/connections/connection-store.ts',
    search: "fence: eb('fence', '+', 1),",
    replace: '',
    test: {
      file: 'packages/server/test/connections-disconnect.test.ts',
      name: 'disconnecting with purge, takes events and round at once, and the row when nothing is left at Graph',
    },
  },
  {
    breaks: 'several processes claim the same calendar in one moment',
    against: ['leases'],
    file: 'packages/server/src/connections/due.ts',
    search: 'where (c.rung_at is null or c.rung_at <= ${rungBefore})',
    replace: 'where true',
    test: { file: leaseTest, name: 'what is due is claimed by one of many that ask at once' },
  },
  {
    breaks: 'a scheduled job runs in several processes at once',
    against: ['leases'],
    file: 'packages/server/src/jobs/scheduled-job.ts',
    search: ".where(leaseIsFree('lease_until'))",
    replace: '',
    test: {
      file: 'packages/server/test/jobs-scheduled.test.ts',
      name: 'a scheduled job has one runner over all processes, also when it takes longer than a lease',
    },
  },
  {
    breaks: 'a page that repeats what came before is written with others as if it were new',
    against: ['S1', 'S4'],
    file: 'packages/server/src/sync/named-ids.ts',
    search: '!isStuck && mentions > 0 && added === mentions',
    replace: 'true',
    test: {
      file: 'packages/server/test/sync-read-ahead.test.ts',
      name: 'pages that are read ahead are taken each once and in order, and together only what names nothing that was named before',
    },
  },
  {
    breaks: 'a job works on until its calendar is read, however many others wait',
    against: ['fairness'],
    file: 'packages/server/src/sync/run-round.ts',
    search: 'const SHARE_PAGES = 100;',
    replace: 'const SHARE_PAGES = 2000;',
    test: {
      file: crashTest,
      name: 'a long walk gives others their turn after a hundred pages, and goes on where it stopped',
    },
  },
];
