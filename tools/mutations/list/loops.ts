/** S8 and S9: rounds that do not end, and rounds that came before delta knew. */
import type { Mutation } from '../mutation.ts';

const aroundTest = 'packages/server/test/sync-engine-around.test.ts';
const walkPages = 'packages/server/src/sync/walk-pages.ts';
const planSettle = 'packages/server/src/sync/plan-settle.ts';
const schedule = 'packages/server/src/sync/schedule.ts';
const endlessTest = 'packages/server/test/sync-endless.test.ts';
const windowTest = 'packages/server/test/sync-engine-window.test.ts';
const scheduleTest = 'packages/server/test/sync-schedule.test.ts';
const lateAnswer =
  'a notification that came before delta knew is followed up after 2, 15 and 60 seconds, and what is found then is booked to it';

export const loopMutations: readonly Mutation[] = [
  {
    breaks: 'a walk whose nextLinks never end is walked for ever',
    against: ['S8', '2.5/2', '2.5/3'],
    file: walkPages,
    search: 'const LOOPING_PAGES = 2;',
    replace: 'const LOOPING_PAGES = 2000;',
    test: {
      file: endlessTest,
      name: 'a walk that does not end is tried again at once with larger pages, and the size that ended is kept',
    },
  },
  {
    breaks: 'empty pages with a nextLink count as a walk that does not end',
    against: ['S8', '2.2/12'],
    file: walkPages,
    search: 'const MOST_EMPTY_PAGES = 100;',
    replace: 'const MOST_EMPTY_PAGES = 2;',
    test: { file: windowTest, name: 'a walk goes on over empty pages in its middle' },
  },
  {
    breaks: 'a walk that did not end is tried again with the same pages',
    against: ['S8', '2.5/3'],
    file: 'packages/server/src/sync/reading.ts',
    search: 'PAGE_SIZES.find((size) => size > pageSize)',
    replace: 'PAGE_SIZES.find((size) => size >= pageSize)',
    test: {
      file: endlessTest,
      name: 'a walk that does not end is tried again at once with larger pages, and the size that ended is kept',
    },
  },
  {
    breaks: 'a walk that ends with no size is given up',
    against: ['S8', '2.1/4', '2.5/3'],
    file: 'packages/server/src/sync/round-transitions.ts',
    search: "const toView = { do: 'view', to: 'none' } as const;",
    replace: "const toView = { do: 'back-off', to: 'none' } as const;",
    test: {
      file: endlessTest,
      name: 'a walk that does not end is replaced by the plain view where no size ends, with masters by themselves',
    },
  },
  {
    breaks: 'a calendar that is read as a plain view is never read by delta again',
    against: ['S8'],
    file: 'packages/server/src/sync/reading.ts',
    search: '|| deltaAgainAt.getTime() <= now',
    replace: '',
    test: {
      file: endlessTest,
      name: 'a calendar that is read as a plain view is read by delta again when the week is over and delta ends, and else goes on as it was',
    },
  },
  {
    breaks: 'what is missing from a plain view stays for ever',
    against: ['S8'],
    file: planSettle,
    search: 'facts.view?.isGuarded === false ? facts.view.missing : []',
    replace: '[]',
    test: {
      file: endlessTest,
      name: 'a calendar that is read as a plain view removes what is missing once it was asked for by itself, and nothing that only slipped between two pages',
    },
  },
  {
    breaks: 'masters, which no plain view has, are never brought up to date',
    against: ['S8'],
    file: planSettle,
    search: 'for (const id of facts.view?.staleMasters ?? [])',
    replace: 'for (const id of [])',
    test: {
      file: endlessTest,
      name: 'a calendar that is read as a plain view fetches the master whose occurrences carry another changeKey',
    },
  },
  {
    breaks: 'the loop guard takes a page that repeats an event with news for a replay',
    against: ['S8', '2.2/9'],
    file: 'packages/server/src/sync/apply-page.ts',
    search: 'isReplay && plan.writes.length === 0',
    replace: 'isReplay',
    test: { file: windowTest, name: 'a walk goes on over pages that repeat events with news' },
  },
  {
    breaks: 'a list whose nextLinks go in a circle is read for ever',
    against: ['S8'],
    file: 'packages/graph-client/src/paging/follow-pages.ts',
    search: 'followed.has(link) || ',
    replace: '',
    test: {
      file: 'packages/graph-client/test/client.test.ts',
      name: 'GraphClient over HTTP ends a list whose nextLink comes back to a page seen before',
    },
  },
  {
    breaks: 'an empty answer to a notification is believed',
    against: ['S9', '2.2/10'],
    file: schedule,
    search: '(round.told || step > 0) && !round.changed && wait !== undefined',
    replace: 'round.jitter < 0 && wait !== undefined',
    test: { file: 'packages/server/test/sync-engine.test.ts', name: lateAnswer },
  },
  {
    breaks: 'whoever presses Sync while an answer is late ends the repeats',
    against: ['S9', '2.2/10'],
    file: schedule,
    search: '(round.told || step > 0) && !round.changed',
    replace: 'round.told && !round.changed',
    test: {
      file: aroundTest,
      name: 'a notification that still waits for its repeats is not forgotten over a wish of another cause (…) that comes between them',
    },
  },
  {
    breaks: 'a weekly reading that comes instead of the delta of a notification is believed when it is empty',
    against: ['S9'],
    file: 'packages/server/src/sync/finish-round.ts',
    search:
      "return round.trigger === 'notification' || (wantedSeq > doneSeq && wantedCause === 'notification');",
    replace: "return round.trigger === 'notification';",
    test: {
      file: aroundTest,
      name: 'a notification that still waits is followed up though the weekly reading came instead of its delta',
    },
  },
  {
    breaks: 'an empty answer is repeated once only',
    against: ['S9', '2.2/10'],
    file: schedule,
    search: 'const FOLLOWUPS_MS = [2_000, 15_000, 60_000] as const;',
    replace: 'const FOLLOWUPS_MS = [2_000] as const;',
    test: {
      file: scheduleTest,
      name: 'when a connection is looked at again is 2, 15 and 60 seconds after an empty answer to a notification, then no more',
    },
  },
  {
    breaks: 'a change that was found late is not booked to its notification',
    against: ['S9'],
    file: 'packages/server/src/sync/decide-round.ts',
    search: "const cause = trigger === 'followup' ? 'notification' : trigger;",
    replace: 'const cause = trigger;',
    test: { file: 'packages/server/test/sync-engine.test.ts', name: lateAnswer },
  },
  {
    breaks: 'rounds are repeated though the change was found',
    against: ['S9'],
    file: schedule,
    search: '&& !round.changed && wait',
    replace: '&& wait',
    test: {
      file: scheduleTest,
      name: 'when a connection is looked at again stops repeating at the first change',
    },
  },
  {
    breaks: 'a notification is forgotten over a later wish of a person',
    against: ['S9'],
    file: 'packages/server/src/connections/due.ts',
    search: "case when wanted_seq > done_seq and wanted_cause = 'notification'",
    replace: "case when wanted_seq > done_seq and wanted_cause = 'never'",
    test: {
      file: aroundTest,
      name: 'a notification that still waits is followed up though a person asked for a sync after it',
    },
  },
  {
    breaks: 'a new notification does not begin the repeats anew',
    against: ['S9'],
    file: schedule,
    search: 'round.told ? 0 : round.followupStep',
    replace: 'round.followupStep',
    test: {
      file: scheduleTest,
      name: 'when a connection is looked at again begins the repeats anew with each notification',
    },
  },
  {
    breaks: 'the safety net comes later than promised',
    against: ['due'],
    file: schedule,
    search: 'interval * (1 - round.jitter / 10)',
    replace: 'interval * (1 + round.jitter / 10)',
    test: {
      file: scheduleTest,
      name: 'when a connection is looked at again is never later than the promise',
    },
  },
];
