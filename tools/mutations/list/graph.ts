/** How Graph is asked and read: what delta brings, and what it does not. */
import type { Mutation } from '../mutation.ts';

const getDelta = 'packages/graph-client/src/events/get-delta-events.ts';
const graphHttp = 'packages/graph-client/src/http/graph-http.ts';
const mapPage = 'packages/server/src/sync/map-page.ts';
const mapEvent = 'packages/server/src/sync/map-event.ts';
const deltaTest = 'packages/graph-client/test/delta.test.ts';
const clientTest = 'packages/graph-client/test/client.test.ts';
const engineTest = 'packages/server/test/sync-engine.test.ts';
const seriesTest = 'packages/server/test/sync-engine-series.test.ts';
const mapTest = 'packages/server/test/sync-map-event.test.ts';
const askedPages =
  'getDeltaEvents asks one page a call: the window first, then the link as it is, and the preferences on each';

export const graphMutations: readonly Mutation[] = [
  {
    breaks: 'every calendar is read as the default one',
    against: ['C', '2.1/2'],
    file: getDelta,
    search: '${calendarPath(options.mailbox, calendarId)}/calendarView/delta',
    replace: '/me/calendarView/delta',
    test: { file: engineTest, name: 'a first baseline mirrors every calendar of every demo person' },
  },
  {
    breaks: 'the window is not named in the first request',
    against: ['2.1/7', '2.1/8'],
    file: getDelta,
    search: '?${windowQuery(query.startDate, query.endDate)}',
    replace: '',
    test: { file: deltaTest, name: askedPages },
  },
  {
    breaks: 'a link is taken apart instead of being sent as it came',
    against: ['2.2/3'],
    file: getDelta,
    search: ': { link },',
    replace: ": { link: link.split('?')[0] ?? link },",
    test: { file: deltaTest, name: askedPages },
  },
  {
    breaks: 'a page that has both links ends the round',
    against: ['2.2/1'],
    file: getDelta,
    search: "if (nextLink !== '') return { nextLink };",
    replace: "if (nextLink !== '' && (page['@odata.deltaLink'] ?? '') === '') return { nextLink };",
    test: { file: deltaTest, name: 'getDeltaEvents goes on where a page has both links' },
  },
  {
    breaks: 'a page without any link ends the round',
    against: ['2.2/1', '2.6/11'],
    file: getDelta,
    search: "throw new GraphError('malformed_response',",
    replace: "if (nextLink === '') return { deltaLink: '' };\n  throw new GraphError('malformed_response',",
    test: {
      file: deltaTest,
      name: 'getDeltaEvents does not take a page without any link for the end of a round',
    },
  },
  {
    breaks: 'the page size is asked for on the first page only',
    against: ['2.5/1'],
    file: getDelta,
    search: 'prefer: [`odata.maxpagesize=${query.pageSize}`],',
    replace: 'prefer: link === null ? [`odata.maxpagesize=${query.pageSize}`] : [],',
    test: { file: deltaTest, name: askedPages },
  },
  {
    breaks: 'immutable ids are not asked for on every page: ids differ within a round',
    against: ['C', '2.8/1', '2.8/2'],
    file: graphHttp,
    search: 'prefer: [IMMUTABLE_IDS, ...(call.prefer ?? [])]',
    replace: "prefer: ['path' in call.target ? IMMUTABLE_IDS : 'x=1', ...(call.prefer ?? [])]",
    test: { file: deltaTest, name: askedPages },
  },
  {
    breaks: 'immutable ids are not asked for when a series is listed or an event is fetched',
    against: ['2.8/2', '2.8/5'],
    file: graphHttp,
    search: 'prefer: [IMMUTABLE_IDS, ...(call.prefer ?? [])]',
    replace: "prefer: [...(call.kind === 'delta' ? [IMMUTABLE_IDS] : []), ...(call.prefer ?? [])]",
    test: {
      file: clientTest,
      name: 'GraphClient over HTTP asks for immutable ids on every read, gives each request its own id, and asks for no time zone',
    },
  },
  {
    breaks: 'ids lose their casing',
    against: ['2.8/8', '2.8/9'],
    file: mapEvent,
    search: 'external_id: id,',
    replace: 'external_id: id.toLowerCase(),',
    test: { file: mapTest, name: 'an event of Graph as a row of the mirror keeps the case of its ids' },
  },
  {
    breaks: 'delta and /instances disagree on ids, and an occurrence gets a second row',
    against: ['C', '2.8/5'],
    file: 'packages/server/src/sync/settle-answers.ts',
    search: 'if (id !== undefined) return [underId(event, id)];',
    replace: '',
    test: {
      file: 'packages/server/test/sync-engine-hostile.test.ts',
      name: 'ids on which delta and /instances disagree make no second row of an occurrence',
    },
  },
  {
    breaks: 'where ids disagree, an exception keeps the link of the other id',
    against: ['C', '2.8/5'],
    file: 'packages/server/src/sync/under-id.ts',
    search: 'return { ...event, id, webLink };',
    replace: 'return { ...event, id };',
    test: {
      file: 'packages/server/test/sync-engine-hostile.test.ts',
      name: "ids on which delta and /instances disagree leave an exception its own link in Outlook, though delta's changeKey says that nothing changed",
    },
  },
  {
    breaks: 'where ids disagree, what delta has not told yet gets a row under the other id',
    against: ['C', '2.8/5'],
    file: 'packages/server/src/sync/settle-answers.ts',
    search: 'return agrees ? [event] : [];',
    replace: 'return [event];',
    test: {
      file: 'packages/server/test/sync-engine-hostile.test.ts',
      name: 'an occurrence that only /instances knows waits for the id that delta has for it, where the two disagree',
    },
  },
  {
    breaks: 'tombstones are read as events',
    against: ['2.3/1'],
    file: 'packages/graph-client/src/wire/delta-page.ts',
    search: "raw !== null && '@removed' in raw",
    replace: "raw !== null && '@deleted' in raw",
    test: {
      file: 'packages/graph-client/test/wire.test.ts',
      name: 'a delta page takes a tombstone without a reason as deleted, also one that holds more than its id',
    },
  },
  {
    breaks: 'a tombstone in a first reading, or of an unknown id, is an error',
    against: ['2.2/7', '2.3/4'],
    file: mapPage,
    search: 'removed.push(mention.removed.id);\n      continue;',
    replace:
      "if (seen.length === 0) throw new Error('removed before it came');\n      removed.push(mention.removed.id);\n      continue;",
    test: {
      file: seriesTest,
      name: 'a tombstone of something that was never here changes nothing, in a first reading either',
    },
  },
  {
    breaks: 'a master is shown as an event on the date of its first occurrence',
    against: ['C', '2.4/1'],
    file: 'packages/server/src/mirror/queries/events-query.ts',
    search: "return sql`${overlapping(query, sql`e.type <> 'seriesMaster'`)} ${limit}`;",
    replace: 'return sql`${overlapping(query, sql`true`)} ${limit}`;',
    test: {
      file: 'packages/server/test/queries-events.test.ts',
      name: 'events of a range never hold a master, though its dates are those of its first occurrence',
    },
  },
  {
    breaks: 'a master counts as history where its first occurrence is',
    against: ['2.4/1', 'C'],
    file: mapEvent,
    search: "is_history: type !== 'seriesMaster' && isBefore",
    replace: 'is_history: isBefore',
    test: { file: engineTest, name: 'a first baseline makes the mirror equal to the mailbox' },
  },
  {
    breaks: 'stubs are read as whole events',
    against: ['C', '2.4/2', '2.4/3'],
    file: mapPage,
    search: "if (event.type === 'occurrence' && master !== null) {",
    replace: "if (event.type === 'unknownFutureValue' && master !== null) {",
    test: { file: engineTest, name: 'a delta round keeps all-day events on their dates' },
  },
  {
    breaks: 'occurrences do not read through their master',
    against: ['2.4/3'],
    file: 'packages/server/src/mirror/queries/event-view.ts',
    search: ") m on e.type = 'occurrence'`",
    replace: ") m on e.type = 'exception'`",
    test: {
      file: 'packages/server/test/queries-events.test.ts',
      name: 'events of a range are full events: an occurrence carries its series’ everything else and its own times',
    },
  },
  {
    breaks: 'exceptions are read as stubs',
    against: ['C', '2.4/4'],
    file: mapPage,
    search: "if (event.type === 'occurrence' && master !== null) {",
    replace: "if (event.type !== 'seriesMaster' && master !== null) {",
    test: {
      file: engineTest,
      name: 'a delta round turns a moved occurrence into an exception with everything of its own',
    },
  },
  {
    breaks: 'an exception that did not come again goes, though its series still lists it',
    against: ['2.4/14'],
    file: 'packages/server/src/sync/plan-finish.ts',
    search: "(instances === 'gone' || !instances.has(row.externalId)),",
    replace: "(instances === 'gone' || row.type === 'exception' || !instances.has(row.externalId)),",
    test: { file: seriesTest, name: 'an exception behind the end of its series stays on its own date' },
  },
  {
    breaks: 'a series whose master came is not asked: one that was split keeps what went to the new one',
    against: ['2.4/16', '2.4/8'],
    file: 'packages/server/src/sync/plan-settle.ts',
    search: '!inside || !touched.has(master)) continue;',
    replace: '!inside || !touched.has(master) || seen.has(master)) continue;',
    test: { file: seriesTest, name: 'a series that is split loses what the new one has' },
  },
  {
    breaks: 'notifications count only when they say more than "updated"',
    against: ['2.4/12'],
    file: 'packages/server/src/notifications/judge-notification.ts',
    search: 'lifecycleEvent: nullableText,',
    replace: "lifecycleEvent: nullableText, changeType: Type.Enum(['created', 'deleted']),",
    test: {
      file: 'packages/server/test/notifications-judge.test.ts',
      name: 'an item of a notification needs neither changeType nor resource, which lifecycle events do not have',
    },
  },
  {
    breaks: 'a link to another host is followed, with our token',
    against: ['secrets'],
    file: 'packages/graph-client/src/http/graph-origin.ts',
    search: 'url.origin !== graph.origin ||',
    replace: '',
    test: {
      file: 'packages/graph-client/test/links.test.ts',
      name: 'links that leave the configured Graph are not followed, and no token is sent to them',
    },
  },
  {
    breaks: 'all-day events are converted like instants',
    against: ['C'],
    file: mapEvent,
    search: 'const times = eventTimes(event.start, event.end, isAllDay);',
    replace: 'const times = eventTimes(event.start, event.end, false);',
    test: { file: engineTest, name: 'a delta round keeps all-day events on their dates' },
  },
  {
    breaks: 'a property is not carried over',
    against: ['C'],
    file: mapEvent,
    search: 'outlook_categories: event.categories?.filter((category) => category !== null) ?? [],',
    replace: 'outlook_categories: [],',
    test: { file: engineTest, name: 'a first baseline makes the mirror equal to the mailbox' },
  },
  {
    breaks: 'an overwritten row keeps what it was',
    against: ['C'],
    file: 'packages/server/src/mirror/event-store.ts',
    search: "filter((column) => column !== 'external_id')",
    replace: "filter((column) => column !== 'external_id' && column !== 'title')",
    test: {
      file: 'packages/server/test/sync-laws.test.ts',
      name: 'the mirror ends equal to the mailbox, with a change log that tells how, and nothing left of its rounds',
    },
  },
];
