/** Rows are the truth, jobs are doorbells: what is due is found, and nothing wanted is lost. */
import type { Mutation } from '../mutation.ts';

const due = 'packages/server/src/connections/due.ts';
const lease = 'packages/server/src/connections/connection-lease.ts';
const persist = 'packages/server/src/notifications/persist-notifications.ts';
const judge = 'packages/server/src/notifications/judge-notification.ts';
const dueTest = 'packages/server/test/connections-due.test.ts';
const receiveTest = 'packages/server/test/notifications-receive.test.ts';

export const dueMutations: readonly Mutation[] = [
  {
    breaks: 'a calendar is never looked at unless somebody asks',
    against: ['due'],
    file: due,
    search: 'or c.wanted_full or c.next_round_at <= ${now})\n        and (c.rung_at',
    replace: 'or c.wanted_full)\n        and (c.rung_at',
    test: {
      file: dueTest,
      name: 'what is due is a connection whose next round has come, in the background lane',
    },
  },
  {
    breaks: 'a calendar that is disconnected or forbidden is worked on',
    against: ['due', 'errors'],
    file: lease,
    search: "\n      and c.status in ('connecting', 'active')",
    replace: '',
    test: { file: dueTest, name: 'what is due is never a connection that is forbidden' },
  },
  {
    breaks: 'a calendar waits out the ring interval though it gave its lease back',
    against: ['due', 'S9'],
    file: lease,
    search: ', rung_at = null',
    replace: '',
    test: {
      file: dueTest,
      name: 'the lease of a connection lets the next tick ring as soon as something is due again, without waiting out the ring interval',
    },
  },
  {
    breaks: 'what was wanted while a worker was at it waits for the tick',
    against: ['due'],
    file: lease,
    search: 'again: willRing && row?.again === true ?',
    replace: 'again: willRing && row === undefined ?',
    test: {
      file: dueTest,
      name: 'the lease of a connection says on return in which lane to ring when more is wanted already',
    },
  },
  {
    breaks: 'a wish for a full reading dies with the worker that began it',
    against: ['due', 'S1'],
    file: 'packages/server/src/connections/round-result.ts',
    search: "eb.fn<number>('greatest', ['wanted_seq', eb('done_seq', '+', 1)])",
    replace: "eb.ref('wanted_seq')",
    test: {
      file: 'packages/server/test/sync-engine-crash.test.ts',
      name: 'a worker that dies in a full reading that was wanted leaves it wanted',
    },
  },
  {
    breaks: 'after a pause nobody looks for what was told meanwhile',
    against: ['due'],
    file: 'packages/server/src/jobs/heartbeat.ts',
    search: 'if (gap > PAUSE_MS) await wantCatchUp(tx, now, CATCH_UP_WITHIN_MS);',
    replace: '',
    test: {
      file: 'packages/server/test/jobs-scheduled.test.ts',
      name: 'the heartbeat wants a look at every calendar after a pause in which notifications may have been lost',
    },
  },
  {
    breaks: 'a job is rung for a notification that was not committed',
    against: ['due'],
    file: persist,
    search: 'await ringRounds(ring, raised, tx);',
    replace: 'await ringRounds(ring, raised, db);',
    test: {
      file: receiveTest,
      name: 'notifications reach the job library inside the transaction: no commit, no job, no answer',
    },
  },
  {
    breaks: 'a notification wants nothing of its calendar',
    against: ['due'],
    file: persist,
    search: "await raiseWanted(withNoting, connectionIds, 'notification', latest, { gaps })",
    replace: "await raiseWanted(withNoting, [], 'notification', latest, { gaps })",
    test: {
      file: receiveTest,
      name: 'notifications make their calendar wanted and ring its job, judged one by one',
    },
  },
  {
    breaks: 'a forged notification is believed',
    against: ['secrets'],
    file: judge,
    search: '\n    sameSecret &&',
    replace: '',
    test: {
      file: 'packages/server/test/notifications-judge.test.ts',
      name: 'an item of a notification is forged when its secret is unknown, another one, or missing',
    },
  },
  {
    breaks: 'a lifecycle event that nobody knows yet wants no round',
    against: ['due'],
    file: 'packages/server/src/notifications/persist-notifications.ts',
    search: "item.signal !== 'reauthorizationRequired'",
    replace: "item.signal === 'change'",
    test: { file: receiveTest, name: 'lifecycle events missed wants a round' },
  },
];
