/** The change log: what happened, once, in order, with its cause. */
import type { Mutation } from '../mutation.ts';

const planPage = 'packages/server/src/sync/plan-page.ts';
const applyPage = 'packages/server/src/sync/apply-page.ts';
const finishRound = 'packages/server/src/sync/finish-round.ts';
const engineTest = 'packages/server/test/sync-engine.test.ts';
const planTest = 'packages/server/test/sync-plan-page.test.ts';
const streamTest = 'packages/server/test/api-stream.test.ts';

export const changeLogMutations: readonly Mutation[] = [
  {
    breaks: 'numbers of changes become visible out of order: a reader skips one for ever',
    against: ['change log'],
    file: 'packages/server/migrations/0004_page.sql',
    search: 'perform pg_advisory_xact_lock(7402531);',
    replace: '',
    test: {
      file: 'packages/server/test/mirror-change-log.test.ts',
      name: 'the change log is read once and in order by whoever keeps a number, however many write at the same time',
    },
  },
  {
    breaks: 'a first baseline tells of every event',
    against: ['change log'],
    file: applyPage,
    search: 'logChanges: !context.firstBaseline',
    replace: 'logChanges: true',
    test: { file: engineTest, name: 'a first baseline writes one change, not one for each event' },
  },
  {
    breaks: 'an edited series is told once for each occurrence',
    against: ['change log'],
    file: planPage,
    search: 'if (context.announced.has(seriesMasterId)) continue;',
    replace: '',
    test: {
      file: planTest,
      name: 'planning a page gives an edited series one change, whatever became of its occurrences',
    },
  },
  {
    breaks: 'an edit of a series is not told where something of it was told in this round already',
    against: ['change log'],
    file: 'packages/server/src/sync/plan-page.ts',
    search: "if (row.type === 'seriesMaster') context.announced.add(row.external_id);",
    replace:
      "if (row.type === 'seriesMaster') { if (context.announced.has(row.external_id)) continue; context.announced.add(row.external_id); }",
    test: {
      file: 'packages/server/test/sync-plan-page.test.ts',
      name: 'planning a page says every edit of the series itself, also where its occurrences, or an earlier page, had spoken for it',
    },
  },
  {
    breaks: 'a series is told of because the window moved on, or the mapper is a new one',
    against: ['change log'],
    file: 'packages/server/src/sync/plan-page.ts',
    search: 'return isSameEvent(fingerprintOf(row), before?.fingerprint ?? null);',
    replace:
      "return row.type !== 'occurrence' && isSameEvent(fingerprintOf(row), before?.fingerprint ?? null);",
    test: {
      file: 'packages/server/test/sync-plan-page.test.ts',
      name: 'planning a page says nothing of occurrences that are rewritten for a new mapper, or because the window moved on',
    },
  },
  {
    breaks: 'a series is told again after its walk had to begin again',
    against: ['change log', 'S8'],
    file: 'packages/server/src/sync/open-round.ts',
    search: 'return { ...opened, awaited, issues: await issueIds(db, connection.id), announced };',
    replace:
      'return { ...opened, awaited, issues: await issueIds(db, connection.id), announced: opened.round.pageCount === 0 ? [] : announced };',
    test: {
      file: 'packages/server/test/sync-engine-hostile.test.ts',
      name: 'a series that comes page by page is announced once, also where the walk has to start again after its first page',
    },
  },
  {
    breaks: 'a series is told again by the worker that takes its round over',
    against: ['change log', 'S1'],
    file: 'packages/server/src/sync/open-round.ts',
    search: 'const announced = await announcedSeries(db, connection.id, opened.round.runId);',
    replace: 'const announced: string[] = [];',
    test: {
      file: 'packages/server/test/sync-engine-hostile.test.ts',
      name: 'a series that comes page by page is announced once, also where another worker takes the round over between two pages',
    },
  },
  {
    breaks: 'a deleted series is told once for each occurrence',
    against: ['change log'],
    file: finishRound,
    search: 'row.seriesMasterId === null || !masters.has(row.seriesMasterId)',
    replace: 'row.externalId.length > 0',
    test: {
      file: engineTest,
      name: 'a delta round removes a deleted series with all its occurrences, as one change',
    },
  },
  {
    breaks: 'a removal is not told',
    against: ['change log', 'C'],
    file: finishRound,
    search: 'drafts.push(...removalChanges(verdict.remove, series));',
    replace: '',
    test: {
      file: 'packages/server/test/sync-engine-crash.test.ts',
      name: 'the end of a round that a series leaves does the same where its commit fails',
    },
  },
  {
    breaks: 'a removal in a round of one page is not told',
    against: ['change log', 'C'],
    file: 'packages/server/src/sync/finish-at-once.ts',
    search: '[...changes, ...removalChanges(leaving, [])]',
    replace: 'changes',
    test: {
      file: engineTest,
      name: 'a delta round brings a created, an edited and a deleted event, each as one change',
    },
  },
  {
    breaks: 'an edit of our own mapper is told as an edit in Outlook',
    against: ['change log'],
    file: planPage,
    search: '|| isSilent(row, before)) continue;',
    replace: ') continue;',
    test: {
      file: planTest,
      name: 'planning a page rewrites a row of an older mapper without calling it a change of the event',
    },
  },
  {
    breaks: 'a change is told with the cause of another round',
    against: ['change log', 'S9'],
    file: applyPage,
    search: 'cause: context.cause,',
    replace: "cause: 'poll' as const,",
    test: {
      file: engineTest,
      name: 'a notification that came before delta knew is followed up after 2, 15 and 60 seconds, and what is found then is booked to it',
    },
  },
  {
    breaks: 'a reader gets what it has had already',
    against: ['change log'],
    file: 'packages/server/src/mirror/change-feed.ts',
    search: 'if (change.seq <= sent) continue;',
    replace: '',
    test: {
      file: 'packages/server/test/mirror-change-feed.test.ts',
      name: 'a feed of changes tells once what a later page of its backfill and the follower both bring',
    },
  },
  {
    breaks: 'what is written while a reader catches up is lost to it',
    against: ['change log'],
    file: 'packages/server/src/mirror/change-feed.ts',
    search: '    tell(late);',
    replace: '    void late;',
    test: {
      file: 'packages/server/test/mirror-change-feed.test.ts',
      name: 'a feed of changes tells what is written between the last page of its backfill and the cut-over',
    },
  },
  {
    breaks: 'a reader is told of changes of other people',
    against: ['change log'],
    file: 'packages/server/src/mirror/change-follower.ts',
    search: 'const own = byOwner.get(follower.userId);',
    replace: 'const own = changes;',
    test: {
      file: streamTest,
      name: 'the stream of changes tells nobody of another person’s changes, neither live nor when asked for all',
    },
  },
];
