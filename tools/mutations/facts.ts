/**
 * What a mutation may be made against: the invariants of the engine, what the design says beside them, and every
 * fact of delta on calendarView as it behaves in the field (section 2 of the sheet of facts on Graph calendars,
 * by section and place there). A fact without a mutation says why it has none.
 */

export interface Fact {
  readonly key: string;
  /** How it begins. */
  readonly says: string;
  /** Reported by users, not by Microsoft. */
  readonly field?: true;
  /** Why there is no mutation against it. */
  readonly none?: string;
}

export const invariants: readonly Fact[] = [
  { key: 'S1', says: 'what a page brought, its record and its cursor commit together' },
  { key: 'S2', says: 'one round per connection, fenced; at most four requests per mailbox' },
  { key: 'S3', says: 'applying a page twice changes nothing the second time' },
  { key: 'S4', says: 'nothing is deleted on suspicion' },
  { key: 'S5', says: 'one bad event never stops a calendar and is never lost' },
  { key: 'S6', says: 'a dead link begins again, while old rows stay readable' },
  { key: 'S7', says: 'the window rolls by a baseline, the old token stays until the swap' },
  { key: 'S8', says: 'a round that does not end is stopped and replaced' },
  { key: 'S9', says: 'an empty round after a notification is repeated' },
  { key: 'C', says: 'once faults stop the mirror equals the mailbox' },
  { key: 'slots', says: 'slots and patience belong to the mailbox, over all processes' },
  { key: 'leases', says: 'liveness is a lease in a row, and who lost it commits nothing' },
  { key: 'due', says: 'rows say what is due; nothing wanted is lost' },
  { key: 'fairness', says: 'nobody starves behind a long walk or a first sync' },
  { key: 'errors', says: 'each error has its state, its sentence and its way to heal' },
  { key: 'secrets', says: 'our token is sent to the configured Graph only' },
  { key: 'change log', says: 'numbers become visible in order; each change is told once' },
  { key: 'renewals', says: 'a subscription is renewed in time, and never more often than Graph allows' },
  { key: 'subscriptions', says: 'who wants push has one living subscription, and nobody else keeps one' },
  { key: 'silence', says: 'what was not told is noticed, and what was told is no silence' },
  { key: 'freshness', says: 'no more is promised than is known' },
  { key: 'polling', says: 'without push a calendar is asked at its own pace' },
];

export const deltaFacts: readonly Fact[] = [
  {
    key: '2.1/1',
    says: 'v1.0 documented: `/me/calendarView/delta`,',
    none: 'the default calendar is read by its own path like any other: see 2.1/2',
  },
  { key: '2.1/2', says: 'v1.0 per calendar: `/me/calendars/{id}/calendarView/delta` and', field: true },
  {
    key: '2.1/3',
    says: 'Group: `/groups/{id}/calendarView/delta`. C/delta-query-events.md',
    none: 'calendars of Microsoft 365 groups are not mirrored',
  },
  { key: '2.1/4', says: "Thunderbird's 2026 code comments that per-calendar delta is unclear", field: true },
  {
    key: '2.1/5',
    says: 'beta only: `/me/events/delta`, `/me/calendar/events/delta`,',
    none: 'beta; not used',
  },
  {
    key: '2.1/6',
    says: 'v1.0 `events/delta` answered "Change tracking is not supported against',
    none: '`events/delta` is not used',
  },
  { key: '2.1/7', says: '`startDateTime`/`endDateTime` are marked required custom options of' },
  { key: '2.1/8', says: 'Missing one (often an unquoted `&` in a shell) => 400' },
  { key: '2.2/1', says: 'Round = initial call (full content of the window), nextLink pages' },
  {
    key: '2.2/2',
    says: 'The links are body properties (the reference page calls them headers;',
    none: 'read from the body: without it every test of a round is red',
  },
  { key: '2.2/3', says: 'All query parameters are baked into the token; send the link as is.' },
  { key: '2.2/4', says: 'The window is fixed by the initial call and cannot be altered with a', field: true },
  {
    key: '2.2/5',
    says: 'Tokens are opaque and may be long: store as `text`, whole URL,',
    none: 'sealed text in the row; sync-engine.test.ts “keeps its deltaLink sealed” looks at it',
  },
  { key: '2.2/6', says: 'Only store the deltaLink after the whole round is applied in the same' },
  { key: '2.2/7', says: 'Initial round may already contain `@removed` entries.' },
  {
    key: '2.2/8',
    says: 'Changed entities carry at least the changed properties; treat every',
    none: 'Outlook sends whole events, or stubs (2.4/2, 2.4/4): what a whole event lacks is null',
  },
  { key: '2.2/9', says: 'The same id may come several times in one round, on any page, in any' },
  { key: '2.2/10', says: 'Changes appear with a delay after the write; a webhook-triggered delta' },
  { key: '2.2/11', says: 'A final page may have `value: []` with deltaLink (nothing changed):' },
  { key: '2.2/12', says: 'Empty pages with a nextLink are normal in the middle. GH 2839, JAVA', field: true },
  {
    key: '2.2/13',
    says: 'No order is promised; `$orderby` is refused; no "created vs updated"',
    none: 'the order of pages is drawn by the model mailbox of sync-laws.test.ts',
  },
  {
    key: '2.2/14',
    says: '`$select` refused: the payload always has the full body (bandwidth!).',
    field: true,
    none: '`$select` is never sent with delta; nothing to break',
  },
  {
    key: '2.2/15',
    says: '`$expand=singleValueExtendedProperties(...)` is used by some clients',
    field: true,
    none: '`$expand` is never sent with delta; nothing to break',
  },
  { key: '2.2/16', says: 'Calling the initial URL again starts anew: full content, never', field: true },
  { key: '2.3/1', says: 'Shape: `{"id": "...", "@removed": {"reason": "deleted"}}` sometimes' },
  {
    key: '2.3/2',
    says: 'Reasons overall: `deleted`, `changed` (restorable in directory',
    none: 'one reason is as good as the other: neither is read',
  },
  { key: '2.3/3', says: 'Documented caveat: `@removed` lists both items deleted within the', field: true },
  { key: '2.3/4', says: 'Hence a tombstone for an unknown id = ignore; for a known id = "no' },
  { key: '2.3/5', says: 'A mirror of more than the window (older history kept) must not delete' },
  { key: '2.3/6', says: "Tombstone id can be of a master => remove the entire series' rows in", field: true },
  { key: '2.4/1', says: 'Delta on calendarView, unlike the plain view, DOES include', field: true },
  { key: '2.4/2', says: 'Occurrences arrive as stubs with only `@odata.type`, `@odata.etag`,', field: true },
  { key: '2.4/3', says: 'So no subject, body, location, attendees, showAs, isAllDay,' },
  {
    key: '2.4/4',
    says: 'Exceptions come with full properties; single instances too. keeper.sh',
    field: true,
  },
  { key: '2.4/5', says: 'Stub may precede its master in the round, or the master may be on', field: true },
  {
    key: '2.4/6',
    says: 'An unchanged occurrence is not delivered again: if fetching its master',
    field: true,
  },
  {
    key: '2.4/7',
    says: 'Change of the series or of ONE occurrence => master + all occurrences',
    field: true,
  },
  {
    key: '2.4/8',
    says: 'Deleting ONE occurrence gives NO tombstone for it: the master and the',
    field: true,
  },
  { key: '2.4/9', says: 'Therefore, per series named in a round (master, occurrence or' },
  { key: '2.4/10', says: 'Replacing by what arrived in the round alone is cheaper but rests on' },
  {
    key: '2.4/11',
    says: 'Cross-check for deletions: `GET master?$select=cancelledOccurrences`.',
    none: 'not needed: /instances tells what is left (2.4/9)',
  },
  {
    key: '2.4/12',
    says: 'Webhooks for a deleted occurrence say only "updated" on the master. GH',
    field: true,
  },
  {
    key: '2.4/13',
    says: "keeper.sh's conservative choice: any master or any untyped tombstone",
    field: true,
  },
  {
    key: '2.4/14',
    says: 'Exception moved past the end of its series still exists and is returned',
    field: true,
  },
  { key: '2.4/15', says: 'An exception moved out of the window becomes a tombstone [I]; moved in' },
  { key: '2.4/16', says: '"This and following" edits in Outlook split: old master gets an earlier' },
  { key: '2.5/1', says: 'maxpagesize is only a hint: recurring expansion ignores it, one page', field: true },
  { key: '2.5/2', says: '2026 service bug: when one series expands to more than maxpagesize,', field: true },
  { key: '2.5/3', says: 'Guard: count pages and remember ids of the round; a page whose ids were' },
  { key: '2.5/4', says: 'Wide window + endless daily series => 503/504 with `UnknownError`:', field: true },
  { key: '2.6/1', says: 'Outlook delta tokens have no fixed life; it depends on the size of the' },
  { key: '2.6/2', says: 'Expired => 40x answer with a code such as `syncStateNotFound`; a', field: true },
  { key: '2.6/3', says: '`410 Gone` => restart full sync; the `Location` header holds the URL' },
  {
    key: '2.6/4',
    says: 'The Location URL is only as good as its window: prefer your own fresh',
    none: 'the Location header is not read; a first page is asked for with our own window (2.1/7)',
  },
  { key: '2.6/5', says: 'Observed body: 410, code `SyncStateNotFound`, message speaks of a sync' },
  { key: '2.6/6', says: 'Other codes to treat as "start over": `resyncRequired`,' },
  { key: '2.6/7', says: '`resyncRequired` bodies come from drives:' },
  { key: '2.6/8', says: 'Decide on the HTTP status, then on error.code and every nested' },
  { key: '2.6/9', says: '`innerError` / `innererror`, `request-id` / `requestId` casing varies.' },
  { key: '2.6/10', says: 'On resync: load the full window, upsert, then delete mirror rows of' },
  { key: '2.6/11', says: "Don't sweep when the round had any error or an empty unexpected answer." },
  { key: '2.7/1', says: 'Window is frozen in the token, so "today +- n" ages. Start a second' },
  {
    key: '2.7/2',
    says: 'A practical set-up: window [-1 y, +2 y] (<1825 d), re-baseline weekly',
    field: true,
  },
  { key: '2.7/3', says: "Rows leaving the window's back edge at a re-baseline: keep them as" },
  { key: '2.7/4', says: 'Both deltaLinks (old, new) work until the old one expires; finish the' },
  { key: '2.8/1', says: 'Tokens made with and without `IdType="ImmutableId"` are' },
  { key: '2.8/2', says: "Therefore one request without the header yields mutable ids that don't" },
  {
    key: '2.8/3',
    says: 'Immutable ids change only if the item leaves for an archive mailbox or',
    none: 'an id that Graph changes is another event: the old one goes, the new one comes',
  },
  {
    key: '2.8/4',
    says: "Calendars (containers) don't have immutable ids, their normal ids are",
    field: true,
  },
  { key: '2.8/5', says: 'Occurrence ids: immutable ids exist for events; how they behave for' },
  {
    key: '2.8/6',
    says: 'Bug: item moved A -> B -> A with ImmutableId is reported removed from A',
    field: true,
  },
  {
    key: '2.8/7',
    says: '`POST /me/translateExchangeIds` converts between the formats.',
    none: 'translateExchangeIds is not used',
  },
  { key: '2.8/8', says: 'Ids are case-sensitive, and `-`, `_` are significant: `-` stands for', field: true },
  { key: '2.8/9', says: 'PostgreSQL: text with the default deterministic collation (or "C"); no' },
];
