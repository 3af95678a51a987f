/** S6 and S7: dead links in every disguise, and the window that rolls. */
import type { Mutation } from '../mutation.ts';

const transitions = 'packages/server/src/sync/round-transitions.ts';
const fromAnswer = 'packages/graph-client/src/http/error-from-answer.ts';
const windowTest = 'packages/server/test/sync-engine-window.test.ts';
const scheduleTest = 'packages/server/test/sync-schedule.test.ts';
const deltaTest = 'packages/graph-client/test/delta.test.ts';
const refusalTest = 'packages/graph-client/test/error-from-answer.test.ts';

export const tokenMutations: readonly Mutation[] = [
  {
    breaks: 'a dead nextLink throws the living deltaLink away',
    against: ['S6', '2.6/2'],
    file: transitions,
    search: "'link-died': { do: 'restart', to: 'delta.first' },",
    replace: "'link-died': { do: 'baseline', to: 'none' },",
    test: {
      file: windowTest,
      name: 'a walk whose nextLink dies begins again from the last deltaLink, without a baseline',
    },
  },
  {
    breaks: 'a dead deltaLink is asked for again and again',
    against: ['S6', '2.6/1'],
    file: transitions,
    search: "'link-died': { do: 'baseline', to: 'none' },",
    replace: '',
    test: {
      file: 'packages/server/test/sync-engine.test.ts',
      name: 'a round in trouble starts a baseline when its deltaLink is dead, and removes what vanished meanwhile',
    },
  },
  {
    breaks: 'a walk goes on from its dead nextLink',
    against: ['S6', '2.6/2'],
    file: 'packages/server/src/sync/round-store.ts',
    search: "set phase = 'pages', next_link = null,",
    replace: "set phase = 'pages', next_link = next_link,",
    test: {
      file: windowTest,
      name: 'a walk whose nextLink dies begins again from the last deltaLink, without a baseline',
    },
  },
  {
    breaks: 'a walk whose links die every time is begun anew for ever',
    against: ['S6', 'S8'],
    file: 'packages/server/src/sync/after-error.ts',
    search: 'const MOST_DEAD_LINKS = 3;',
    replace: 'const MOST_DEAD_LINKS = 3000;',
    test: {
      file: 'packages/server/test/sync-endless.test.ts',
      name: 'three dead nextLinks in a row lead to larger pages, and where these do not help to the plain view',
    },
  },
  {
    breaks: 'the old rows go while a lost token is made good',
    against: ['S6', '2.6/10'],
    file: 'packages/server/src/sync/round-trouble.ts',
    search: "await endAs('token_lost');",
    replace:
      "await endAs('token_lost');\n      await tx.deleteFrom('calendar_event').where('connection_id', '=', connection.id).execute();",
    test: {
      file: windowTest,
      name: 'a calendar whose token is lost stays readable until the new reading is complete',
    },
  },
  {
    breaks: '410 is taken for a calendar that is gone',
    against: ['S6', '2.6/3'],
    file: fromAnswer,
    search: "return kind === 'delta' ? 'delta_token_lost' : 'not_found';",
    replace: "return 'not_found';",
    test: { file: deltaTest, name: 'getDeltaEvents knows a dead token as 410' },
  },
  {
    breaks: 'SyncStateNotFound below 410 is not known as a dead token',
    against: ['S6', '2.6/2', '2.6/5'],
    file: fromAnswer,
    search: "  syncstatenotfound: 'delta_token_lost',\n",
    replace: '',
    test: { file: deltaTest, name: 'getDeltaEvents knows a dead token as 404 in a nested innererror' },
  },
  {
    breaks: 'resyncRequired is not known as a dead token',
    against: ['S6', '2.6/6', '2.6/7'],
    file: fromAnswer,
    search: "  resyncrequired: 'delta_token_lost',\n  resyncchangesapplydifferences: 'delta_token_lost',\n",
    replace: '',
    test: { file: deltaTest, name: 'getDeltaEvents knows a dead token as 401 resyncRequired' },
  },
  {
    breaks: 'InvalidDeltaToken is not known as a dead token',
    against: ['S6', '2.6/6'],
    file: fromAnswer,
    search: "  invaliddeltatoken: 'delta_token_lost',\n",
    replace: '',
    test: { file: deltaTest, name: 'getDeltaEvents knows a dead token as 400 InvalidDeltaToken' },
  },
  {
    breaks: 'error codes are compared with their casing',
    against: ['S6', '2.6/8'],
    file: fromAnswer,
    search: 'body.codes.map((code) => byCode[code.toLowerCase()])',
    replace: 'body.codes.map((code) => byCode[code])',
    test: { file: deltaTest, name: 'getDeltaEvents knows a dead token as 404 in a nested innererror' },
  },
  {
    breaks: 'codes inside innerError are not read where it is spelled in small letters',
    against: ['S6', '2.6/9'],
    file: 'packages/graph-client/src/wire/error-body.ts',
    search: "level['innererror']",
    replace: "level['inner']",
    test: {
      file: refusalTest,
      name: 'what a refusal means takes the innermost code that it knows, however innerError is spelled',
    },
  },
  {
    breaks: 'the window never rolls',
    against: ['S7', '2.7/1', '2.7/2'],
    file: 'packages/server/src/sync/decide-round.ts',
    search: 'isRollDue(connection.windowEnd.getTime(), situation)',
    replace: 'situation.now < 0',
    test: {
      file: windowTest,
      name: 'the window rolls before its far edge is near, and brings what came into it',
    },
  },
  {
    breaks: 'a rolling baseline drops the old token at its start',
    against: ['S7', '2.7/4'],
    file: 'packages/server/src/connections/round-result.ts',
    search: 'wanted_full: false,\n      // The open round',
    replace: 'wanted_full: false,\n      sync_token: null,\n      // The open round',
    test: {
      file: windowTest,
      name: 'the window keeps its old token until a new reading is complete, so that one that fails loses nothing',
    },
  },
  {
    breaks: 'rows that time has moved behind the window are no history',
    against: ['S7', '2.7/3'],
    file: 'packages/server/src/sync/finish-round.ts',
    search: 'await markHistory(tx, round.connectionId, round.windowStart);',
    replace: '',
    test: { file: windowTest, name: 'the window leaves what falls behind it as history' },
  },
  {
    breaks: 'a notification that comes while a round is under way counts as answered by it',
    against: ['S7', 'due'],
    file: 'packages/server/src/connections/round-result.ts',
    search: 'done_seq: end.doneSeq,',
    replace: 'done_seq: sql<number>`wanted_seq`,',
    test: {
      file: windowTest,
      name: 'a notification that comes while a round is under way is answered by another one',
    },
  },
  {
    breaks: 'a delta round judges another window than its token was made for',
    against: ['S7', '2.2/4'],
    file: 'packages/server/src/sync/open-round.ts',
    search: "decision.kind === 'delta' && connection.windowStart !== null",
    replace: "decision.kind !== 'delta' && connection.windowStart !== null",
    test: { file: windowTest, name: 'the window stays as its token has it while only deltas are read' },
  },
  {
    breaks: 'no baseline comes once a week',
    against: ['S7', '2.8/6'],
    file: 'packages/server/src/sync/decide-round.ts',
    search: 'situation.now - connection.lastFullCheckAt.getTime() > weeklyAfter',
    replace: 'situation.now < 0',
    test: {
      file: scheduleTest,
      name: 'which round a due connection needs is a baseline once a week, but never before what somebody waits for',
    },
  },
  {
    breaks: 'Graph is asked for the window without a day around it',
    against: ['C'],
    file: 'packages/server/src/sync/sync-window.ts',
    search: 'new Date(window.start.getTime() - DAY_MS), end: new Date(window.end.getTime() + DAY_MS)',
    replace: 'window.start, end: window.end',
    test: { file: scheduleTest, name: 'the window is asked of Graph with one day more on each side' },
  },
  {
    breaks: 'a deltaLink that came with an empty page is not stored',
    against: ['S6', '2.2/11'],
    file: 'packages/server/src/sync/finish-round.ts',
    search: 'const token = round.deltaLink === null ?',
    replace: 'const token = round.deltaLink === null || !changed ?',
    test: { file: windowTest, name: 'an empty round stores its new deltaLink all the same' },
  },
];
