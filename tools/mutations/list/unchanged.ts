/** S3: what did not change is not written again, and what changed is. */
import type { Mutation } from '../mutation.ts';

const planPage = 'packages/server/src/sync/plan-page.ts';
const fingerprint = 'packages/server/src/mirror/fingerprint.ts';
const fingerprintSent = 'packages/server/src/sync/fingerprint-sent.ts';
const expectedEvents = 'packages/server/src/sync/expected-events.ts';
const walkPages = 'packages/server/src/sync/walk-pages.ts';
const expectedTest = 'packages/server/test/sync-expected-events.test.ts';
const arrivingTest = 'packages/server/test/sync-arriving-series.test.ts';
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
    test: { file: planTest, name: 'planning a page plans nothing for a page that was applied already' },
  },
  {
    breaks: 'a row that was written is taken for another the next time',
    against: ['S3', '2.2/9'],
    file: fingerprint,
    search: 'start: printedTime(row.start_at),',
    replace: 'start: row.start_at,',
    test: {
      file: 'packages/server/test/mirror-fingerprint.test.ts',
      name: 'the fingerprint of an event is the same of its row in PostgreSQL and of the row that was written',
    },
  },
  {
    breaks: 'PostgreSQL forgets to say that a row was history',
    against: ['S3', 'S7'],
    file: fingerprint,
    search: "else mapper_version || case when is_history then ' t ' else ' f ' end",
    replace: "else mapper_version || ' f '",
    test: {
      file: 'packages/server/test/mirror-fingerprint.test.ts',
      name: 'the fingerprint of an event is the same of its row in PostgreSQL and of the row that was written',
    },
  },
  {
    breaks: 'stubs are judged by a changeKey that says nothing',
    against: ['S3'],
    file: fingerprint,
    search: "return row.type === 'occurrence'",
    replace: "return row.type === 'occurrence' && row.change_key === null",
    test: {
      file: planTest,
      name: 'planning a page knows an unchanged stub by its times, not by its changeKey',
    },
  },
  {
    breaks: 'a stub that moved is taken for unchanged',
    against: ['S3'],
    file: fingerprint,
    search: "${start} ${end} ${timeZone ?? ''}",
    replace: "${start} ${timeZone ?? ''}",
    test: {
      file: planTest,
      name: 'planning a page knows an unchanged stub by its times, not by its changeKey',
    },
  },
  {
    breaks: 'an event that Graph sends as it is known is not looked at again, whatever mapper wrote its row',
    against: ['S3'],
    file: fingerprintSent,
    search: 'wholeFingerprint({ mapperVersion, type',
    replace: 'wholeFingerprint({ mapperVersion: 0, type',
    test: { file: planTest, name: sentUnchanged },
  },
  {
    breaks: 'an event that has become history stays in the window',
    against: ['S3', 'S7'],
    file: fingerprintSent,
    search: "type !== 'seriesMaster' && isPast(",
    replace: "type === 'seriesMaster' && isPast(",
    test: { file: planTest, name: sentUnchanged },
  },
  {
    breaks: 'rows of an older mapper are never rewritten',
    against: ['S3'],
    file: fingerprint,
    search: '${event.mapperVersion} ${event.isHistory',
    replace: '${event.isHistory',
    test: {
      file: planTest,
      name: 'planning a page rewrites a row of an older mapper without calling it a change of the event',
    },
  },
  {
    breaks: 'an event that became another kind of event is taken for what it was',
    against: ['S3'],
    file: fingerprint,
    search: ' ${event.type} ${event.changeKey}',
    replace: ' ${event.changeKey}',
    test: {
      file: planTest,
      name: 'planning a page writes an event that became another kind of event, whatever its changeKey says',
    },
  },
  {
    breaks: 'what comes again is found without being compared',
    against: ['S3'],
    file: expectedEvents,
    search: 'if (before === null || before !== fingerprint()) return false;',
    replace: 'if (before === null) return false;',
    test: {
      file: expectedTest,
      name: 'what comes of a calendar that is mirrored is found exactly where mapping it would find it unchanged: a whole event',
    },
  },
  {
    breaks: 'an event that changed during a walk is found to be as it was before',
    against: ['S3', '2.2/9'],
    file: expectedEvents,
    search: 'this.#fingerprints.delete(externalId);',
    replace: '',
    test: {
      file: expectedTest,
      name: 'a calendar that is read in full again ends as an event came last, however often it changed during the walk',
    },
  },
  {
    breaks: 'a baseline that finds its calendar there again sweeps nothing',
    against: ['S4'],
    file: expectedEvents,
    search: 'return this.#isWhole && this.isEmpty;',
    replace: 'return this.#isWhole;',
    test: { file: expectedTest, name: 'a calendar that is read in full again loses what did not come' },
  },
  {
    breaks: 'an all-day series swallows the times of its stubs in a full reading',
    against: ['S3'],
    file: expectedEvents,
    search: 'master === undefined || isOutgrown(master, stub)',
    replace: 'master === undefined',
    test: {
      file: expectedTest,
      name: 'a series that was all-day keeps the times of a stub that comes over midnight before its master does, in a full reading',
    },
  },
  {
    breaks: 'what waited since an earlier walk is never swept',
    against: ['S4', 'S6'],
    file: 'packages/server/src/sync/known-events.ts',
    search: ' && context.awaited.size === 0',
    replace: '',
    test: {
      file: expectedTest,
      name: 'a stub that waited since an earlier walk goes again when its master comes and the walk does not name it',
    },
  },
  {
    breaks: 'pages that bring nothing new are read for ever where reading fails often',
    against: ['S1'],
    file: walkPages,
    search: '      await writeHeld();\n      throw error;',
    replace: '      throw error;',
    test: {
      file: expectedTest,
      name: 'a calendar that is read in full again has come further each time that reading fails, though its pages bring nothing new',
    },
  },
  {
    breaks: 'pages that are repeated here and there add up to an endless walk',
    against: ['S8'],
    file: walkPages,
    search: 'held.some(({ isReplay }) => isReplay === false) ? 0 : round.loopingPages',
    replace: 'round.loopingPages',
    test: {
      file: expectedTest,
      name: 'a calendar that is read in full again is not held to be endless for single pages that are repeated here and there',
    },
  },
  {
    breaks: 'a rule is compared with dates that were there before the round',
    against: ['S3'],
    file: 'packages/server/src/sync/series-ahead.ts',
    search: 'this.#written.has(id) ? undefined : (series.get(id) ?? this.#arriving?.get(id))',
    replace: 'series.get(id) ?? this.#arriving?.get(id)',
    test: {
      file: expectedTest,
      name: 'a calendar that is read in full again compares the rule of a series that lost a date, and of one that got one',
    },
  },
  {
    breaks: 'a rule is compared with what came before it was written over',
    against: ['S3'],
    file: 'packages/server/src/sync/series-ahead.ts',
    search: 'this.#written.has(id) ? undefined : (series.get(id) ?? this.#arriving?.get(id))',
    replace: '(this.#written.has(id) ? undefined : series.get(id)) ?? this.#arriving?.get(id)',
    test: {
      file: arrivingTest,
      name: 'the first reading of a calendar compares a rule with what was edited while its pages came',
    },
  },
  {
    breaks: 'who takes a first reading over compares rules with what came to itself',
    against: ['S3', 'S6'],
    file: walkPages,
    search: 'round.beganEmpty && round.pageCount === 0',
    replace: 'round.beganEmpty',
    test: {
      file: arrivingTest,
      name: 'the first reading of a calendar compares a rule with what came before it was interrupted',
    },
  },
  {
    breaks: 'a first reading says that dates do not take place which it has not read yet',
    against: ['S4'],
    file: 'packages/server/src/sync/arriving-series.ts',
    search: "if (fidelity === 'fitted') return row;",
    replace: '',
    test: {
      file: arrivingTest,
      name: 'the first reading of a calendar says of no date that it does not take place before it has read all',
    },
  },
  {
    breaks: 'a first reading compares rules with the dates of one page',
    against: ['S3'],
    file: 'packages/server/src/sync/arriving-series.ts',
    search: "if (row.type === 'seriesMaster') series.master = masterOf(row);",
    replace:
      "if (series.master?.written) return;\n    if (row.type === 'seriesMaster') series.master = masterOf(row);",
    test: {
      file: arrivingTest,
      name: 'the first reading of a calendar compares a rule with the dates of all pages',
    },
  },
  {
    breaks: 'a stub is read as all-day because its series was',
    against: ['S3'],
    file: 'packages/server/src/sync/place-occurrences.ts',
    search: '(onPage !== undefined || !isOutgrown(master, stub))',
    replace: 'true',
    test: {
      file: expectedTest,
      name: 'a first reading keeps the times of stubs that come between an all-day master and the same one with times',
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
    breaks: 'occurrences of a series that becomes all-day keep the original start that they had',
    against: ['S3'],
    file: 'packages/server/src/mirror/event-store.ts',
    search: 'original_start = case when m.is_all_day then days',
    replace: 'original_start = case when false then days',
    test: {
      file: 'packages/server/test/mirror-align.test.ts',
      name: 'the occurrences of a series that becomes all-day cover whole days, also where Graph did not send them again, and history stays as it was',
    },
  },
  {
    breaks: 'a date that became history counts as delivered in the window',
    against: ['C'],
    file: 'packages/server/src/mirror/series-store.ts',
    search: 'and ((start_at < ${window.end} and end_at > ${window.start})',
    replace: 'and (is_history or (start_at < ${window.end} and end_at > ${window.start})',
    test: {
      file: 'packages/server/test/mirror-series-store.test.ts',
      name: 'what was delivered of a series is what the window has of it: a date that was moved out of it, be it into history, is not there',
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
