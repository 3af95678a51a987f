/** The errors of DESIGN section 5, each to its state, each healing by itself. */
import type { Mutation } from '../mutation.ts';

const aroundTest = 'packages/server/test/sync-engine-around.test.ts';
const afterError = 'packages/server/src/sync/after-error.ts';
const access = 'packages/server/src/connections/graph-access.ts';
const accessTokens = 'packages/server/src/connections/access-tokens.ts';
const entraAnswer = 'packages/server/src/connections/entra-answer.ts';
const fromAnswer = 'packages/graph-client/src/http/error-from-answer.ts';
const withRetry = 'packages/graph-client/src/http/with-retry.ts';
const endsTest = 'packages/server/test/sync-engine-ends.test.ts';
const engineTest = 'packages/server/test/sync-engine.test.ts';
const tokensTest = 'packages/server/test/connections-access-tokens.test.ts';
const retryTest = 'packages/graph-client/test/retry.test.ts';
const refusalTest = 'packages/graph-client/test/error-from-answer.test.ts';

export const errorMutations: readonly Mutation[] = [
  {
    breaks: 'we come back before Retry-After',
    against: ['errors'],
    file: 'packages/server/src/sync/schedule.ts',
    search: 'Math.max(error.retryAfterMs ?? 0, ',
    replace: 'Math.max(0, ',
    test: {
      file: 'packages/server/test/sync-schedule.test.ts',
      name: 'when a connection is looked at again never comes before Retry-After, and grows with failures up to five minutes',
    },
  },
  {
    breaks: 'a failure is tried again at once, each time',
    against: ['errors'],
    file: 'packages/server/src/sync/schedule.ts',
    search: 'BACK_OFF_BASE_MS * 2 ** Math.min(error.failures, 12)',
    replace: 'BACK_OFF_BASE_MS',
    test: {
      file: 'packages/server/test/sync-schedule.test.ts',
      name: 'when a connection is looked at again never comes before Retry-After, and grows with failures up to five minutes',
    },
  },
  {
    breaks: 'a round that was throttled does not wait',
    against: ['errors'],
    file: 'packages/server/src/connections/round-result.ts',
    search: '...(failure.notBefore === null ? {} : { not_before: failure.notBefore }),',
    replace: '',
    test: {
      file: 'packages/server/test/sync-engine-window.test.ts',
      name: 'a calendar that Graph cannot serve is left alone for a while, longer after each failure',
    },
  },
  {
    breaks: 'failures are not forgotten when the cause is gone',
    against: ['errors'],
    file: 'packages/server/src/connections/round-result.ts',
    search: 'not_before: null,\n      failures: 0,',
    replace: 'not_before: null,',
    test: { file: engineTest, name: 'a round in trouble heals by itself after a 500' },
  },
  {
    breaks: 'a 401 is not answered with another token',
    against: ['errors'],
    file: access,
    search: "if (error.code === 'unauthorized') return this.#token(accountId, token);",
    replace: "if (error.code === 'unauthorized') return undefined;",
    test: {
      file: tokensTest,
      name: 'graph access refreshes once on 401 and runs again, counting every request',
    },
  },
  {
    breaks: 'the token that was rejected is tried again',
    against: ['errors'],
    file: access,
    search: "if (error.code === 'unauthorized') return this.#token(accountId, token);",
    replace: "if (error.code === 'unauthorized') return token;",
    test: {
      file: tokensTest,
      name: 'graph access refreshes once on 401 and runs again, counting every request',
    },
  },
  {
    breaks: 'every process refreshes the token for itself',
    against: ['errors', 'leases'],
    file: accessTokens,
    search: 'if (!(await takeRefreshLease(db, accountId, lease))) return undefined;',
    replace: 'await takeRefreshLease(db, accountId, lease);',
    test: {
      file: tokensTest,
      name: 'an access token is refreshed once, however many rounds of however many processes want it',
    },
  },
  {
    breaks: 'a token is refreshed only when it has expired',
    against: ['errors'],
    file: accessTokens,
    search: 'held.expiresAt - this.#earlyBy(held) > this.#deps.clock.now()',
    replace: 'held.expiresAt > this.#deps.clock.now()',
    test: {
      file: tokensTest,
      name: 'an access token is refreshed before it expires, with a new refresh token stored beside it',
    },
  },
  {
    breaks: 'a refresh that began before the account was connected again marks it',
    against: ['errors'],
    file: accessTokens,
    search: ', ifRefreshHolder: holder',
    replace: '',
    test: {
      file: tokensTest,
      name: 'an account whose permission was withdrawn is not marked by a refresh that was begun before it was connected again',
    },
  },
  {
    breaks: 'a withdrawn permission is taken for a passing fault',
    against: ['errors'],
    file: entraAnswer,
    search: "    case 'invalid_grant':\n    case 'interaction_required':\n    case 'consent_required':",
    replace: "    case 'interaction_required':\n    case 'consent_required':",
    test: {
      file: tokensTest,
      name: 'an account whose permission was withdrawn says so on itself and on its connections, in a sentence, and is not asked about again',
    },
  },
  {
    breaks: 'a wrong client secret disconnects everybody',
    against: ['errors'],
    file: entraAnswer,
    search:
      "if (number !== undefined && CONFIGURATION.has(number)) return { kind: 'configuration' };\n  switch (answer.error) {",
    replace: "switch (answer.error) {\n    case 'invalid_client':",
    test: {
      file: tokensTest,
      name: 'an access token blames the installation, and disconnects nobody, when the client secret is wrong',
    },
  },
  {
    breaks: 'connecting again heals the account, not its calendars',
    against: ['errors'],
    file: 'packages/server/src/connections/account-store.ts',
    search: ".where('status', 'in', ['reauth_required', 'forbidden'])",
    replace: ".where('status', 'in', ['forbidden'])",
    test: {
      file: tokensTest,
      name: 'an account whose permission was withdrawn heals with all its connections, which sync again at once, when it is connected again',
    },
  },
  {
    breaks: 'a 403 is tried again and again, and its owner is told nothing',
    against: ['errors'],
    file: afterError,
    search: "status: 'forbidden',",
    replace: "status: 'active',",
    test: {
      file: endsTest,
      name: 'a calendar that Microsoft denies access to is forbidden, says who can help, and keeps its events',
    },
  },
  {
    breaks: 'a calendar that is gone is asked for for ever',
    against: ['errors'],
    file: afterError,
    search: "status: 'gone',",
    replace: "status: 'active',",
    test: {
      file: endsTest,
      name: 'a calendar that is deleted in Outlook is gone, says so in a sentence, and keeps its events',
    },
  },
  {
    breaks: 'a single 404 ends a calendar that is still listed',
    against: ['errors', '2.8/4'],
    file: 'packages/server/src/sync/confirm-gone.ts',
    search: 'if (listed.some(({ id }) => id === connection.externalCalendarId))',
    replace: 'if (listed.length < 0)',
    test: {
      file: engineTest,
      name: 'a round in trouble does not believe a single 404 of a calendar that is still listed',
    },
  },
  {
    breaks: 'a calendar that was given another id is held to be gone',
    against: ['errors', '2.8/4'],
    file: 'packages/server/src/sync/confirm-gone.ts',
    search: 'if (same === undefined) return { decision };',
    replace: 'if (same !== lost) return { decision };',
    test: {
      file: 'packages/server/test/connections-account-look.test.ts',
      name: 'a calendar that is mirrored and was given another id goes on under it, from a full reading',
    },
  },
  {
    breaks: 'a calendar that was given another id while it was forbidden never comes back',
    against: ['errors', '2.8/4'],
    file: 'packages/server/src/connections/judge-calendar-list.ts',
    search: 'const isLost = stopped.includes(connection.status);',
    replace: "const isLost = connection.status === 'gone';",
    test: {
      file: 'packages/server/test/connections-account-look.test.ts',
      name: 'a calendar that is mirrored and was given another id while it was … goes on under it',
    },
  },
  {
    breaks: 'a look at an account fails where PostgreSQL ends it as a deadlock',
    against: ['errors'],
    file: 'packages/server/src/connections/account-look.ts',
    search: 'await inTransaction(db, async (tx) => {',
    replace: 'await db.transaction().execute(async (tx) => {',
    test: {
      file: 'packages/server/test/connections-account-look.test.ts',
      name: 'a calendar that is mirrored follows it, too, where PostgreSQL has to end one of two who wait for each other',
    },
  },
  {
    breaks: 'a calendar that may be either of two is given to both, and the account is never looked at again',
    against: ['errors', '2.8/4'],
    file: 'packages/server/src/connections/judge-calendar-list.ts',
    search: 'claims.get(id)?.length === 1',
    replace: 'claims.has(id)',
    test: {
      file: 'packages/server/test/connections-account-look.test.ts',
      name: 'the list of an account gives it to neither of two that it may have been, and offers it',
    },
  },
  {
    breaks: 'the page of a proxy that says 403 stops a calendar',
    against: ['errors'],
    file: 'packages/server/src/sync/after-error.ts',
    search: 'if (graphCode === undefined) return unknownRefusal(code);',
    replace: '',
    test: {
      file: aroundTest,
      name: 'a refusal that is not of Microsoft does not stop a calendar',
    },
  },
  {
    breaks: 'a calendar is gone where the list of its account cannot be found either',
    against: ['errors'],
    file: 'packages/server/src/sync/confirm-gone.ts',
    search: 'return { decision: saysGone(unlisted) ? lostFromSight : { ...unlisted, weight: 0 } };',
    replace: 'return { decision: unlisted };',
    test: {
      file: aroundTest,
      name: 'a calendar that is not found while its list is not found either is not taken for gone',
    },
  },
  {
    breaks: 'a run that was asked for waits for ever where its calendar stops',
    against: ['errors'],
    file: 'packages/server/src/sync/round-trouble.ts',
    search: 'await endUnendedRuns(tx, [connection.id], { outcome: decision.status, at: deps.clock.date() });',
    replace: 'void 0;',
    test: {
      file: aroundTest,
      name: 'runs of a calendar that stops end with it, also one that was asked for while the round was under way',
    },
  },
  {
    breaks: 'a run that was asked for waits for ever where its account must be connected again',
    against: ['errors'],
    file: 'packages/server/src/connections/account-status.ts',
    search: "await endUnendedRuns(db, ids, { outcome: 'reauth_required', at });",
    replace: '',
    test: {
      file: aroundTest,
      name: 'runs of a calendar that stops end with its account, and the one that was under way goes on when the account is back',
    },
  },
  {
    breaks: 'a commit whose answer was lost leaves an error on a calendar that is well',
    against: ['errors'],
    file: 'packages/server/src/sync/round-trouble.ts',
    search: 'if (round !== undefined && place === undefined) return;',
    replace: '',
    test: {
      file: aroundTest,
      name: 'a round whose last commit was not confirmed is known to have ended, and leaves no error',
    },
  },
  {
    breaks: 'a weekly reading goes on as if somebody waited for it',
    against: ['fairness'],
    file: 'packages/server/src/connections/round-result.ts',
    search: 'when wanted_seq > done_seq then wanted_cause else',
    replace: 'when true then wanted_cause else',
    test: {
      file: aroundTest,
      name: 'a weekly reading does not go on in the place of those who are waited for',
    },
  },
  {
    breaks: 'a full reading that Graph never serves holds up its calendar for ever',
    against: ['S7', 'errors'],
    file: 'packages/server/src/sync/after-error.ts',
    search:
      'const isStuck = weight > 0 && round.refusals + weight >= MOST_REFUSALS;\n  const next = transition(round, isStuck ? stuckAt(round) : event)',
    replace: 'const isStuck = false;\n  const next = transition(round, isStuck ? stuckAt(round) : event)',
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a full reading that Graph never serves is put off for hours, while the token that works goes on (S7)',
    },
  },
  {
    breaks: 'a full reading that was put off is tried again at once',
    against: ['S7'],
    file: 'packages/server/src/sync/decide-round.ts',
    search: 'connection.fullAgainAt.getTime() > situation.now',
    replace: 'connection.fullAgainAt.getTime() < 0',
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a full reading that Graph never serves is put off for hours, while the token that works goes on (S7)',
    },
  },
  {
    breaks: 'a first reading that Graph never serves is put off, though there is no token',
    against: ['S8', 'errors'],
    file: 'packages/server/src/sync/after-error.ts',
    search: "!hasToken ? neverEnds(round) : 'stuck';",
    replace: "!hasToken ? 'stuck' : 'stuck';",
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a full reading that Graph never serves is asked for in larger pages where nothing was ever read',
    },
  },
  {
    breaks: 'an outage of the network counts against the link that was asked for',
    against: ['errors'],
    file: 'packages/server/src/sync/after-error.ts',
    search: 'if (error.status === undefined && !withoutStatus.has(error.code)) return 0;',
    replace: '',
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a link that Graph never serves waits where nothing is said of it alone: the network is away',
    },
  },
  {
    breaks: 'a question about one event that is never answered holds up its calendar',
    against: ['S5', 'errors'],
    file: 'packages/server/src/sync/settle.ts',
    search: 'return weight > 0 && round.refusals + weight >= MOST_REFUSALS;',
    replace: 'return false;',
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a question about one event that Graph never answers is put aside, and the calendar goes on without it (S5)',
    },
  },
  {
    breaks: 'a round that came further waits as if it had not',
    against: ['errors'],
    file: 'packages/server/src/sync/round-trouble.ts',
    search: 'const failures = place?.failures ?? connection.failures;',
    replace: 'const { failures } = connection;',
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a round that comes further waits a moment after its next failure, however often it had failed before',
    },
  },
  {
    breaks: 'a challenge for the token of before stops an account that was just connected again',
    against: ['errors', 'leases'],
    file: 'packages/server/src/connections/graph-access.ts',
    search: 'return stored === token ? undefined : stored;',
    replace: 'return stored === token ? stored : undefined;',
    test: {
      file: 'packages/server/test/connections-step-up.test.ts',
      name: 'a challenge to sign in again for a token of before is answered with the one of now, also by a process that did not see the sign-in',
    },
  },
  {
    breaks: 'an outage of Microsoft makes calendars be read in full, all of them',
    against: ['errors'],
    file: 'packages/server/src/sync/round-trouble.ts',
    search: 'meant.isStuck && !(await answersOthers(deps, connection)) ? waiting(meant) : meant',
    replace: 'meant',
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a link that Graph never serves waits while nothing else of the account is answered either: Microsoft is away',
    },
  },
  {
    breaks: 'a full reading that is stuck behind its first page costs the token that works',
    against: ['S7', 'errors'],
    file: 'packages/server/src/sync/after-error.ts',
    search: "return kind === 'baseline' && !hasToken ? neverEnds(round) : 'stuck';",
    replace: "return kind === 'baseline' ? neverEnds(round) : 'stuck';",
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a full reading that Graph never serves is put off, too, where it is stuck behind its first page in each of three walks',
    },
  },
  {
    breaks: 'a notification that waited for a link that is given up is believed to be answered',
    against: ['S9'],
    file: 'packages/server/src/connections/round-result.ts',
    search: 'then greatest(followup_step, 1) else',
    replace: 'then followup_step else',
    test: {
      file: 'packages/server/test/sync-stuck-rounds.test.ts',
      name: 'a link that Graph never serves leaves the repeats of a notification that waited for it',
    },
  },
  {
    breaks: 'a burst of 401s stops a calendar of a connected account until somebody signs in again',
    against: ['errors'],
    file: 'packages/server/src/connections/judge-calendar-list.ts',
    search: "refused: named('forbidden', 'reauth_required')",
    replace: "refused: named('forbidden')",
    test: {
      file: 'packages/server/test/connections-account-look.test.ts',
      name: 'a calendar that is mirrored and was … syncs again when its cause is over, from a full reading',
    },
  },
  {
    breaks: 'a mailbox that is not in the cloud is asked for for ever',
    against: ['errors'],
    file: afterError,
    search: "status: 'unsupported',",
    replace: "status: 'active',",
    test: {
      file: endsTest,
      name: 'a mailbox that is not in Exchange Online is unsupported, says so in a sentence, and keeps its events',
    },
  },
  {
    breaks: 'a message of a proxy that quotes a 404 is believed',
    against: ['errors'],
    file: fromAnswer,
    search: 'named.findLast((code) => plausible[code]?.includes(status) === true)',
    replace: 'named.at(-1)',
    test: {
      file: refusalTest,
      name: 'what a refusal means 502 … is service_unavailable, to be retried later',
    },
  },
  {
    breaks: 'a 503 or 504 of a wide window is not tried again',
    against: ['errors', '2.5/4'],
    file: withRetry,
    search: 'status === 429 || status === 503 || status === 504',
    replace: 'status === 429',
    test: { file: retryTest, name: 'retries repeat a read after 503' },
  },
  {
    breaks: 'a connection that breaks in the middle of a page ends the round',
    against: ['errors'],
    file: withRetry,
    search: "error.code === 'network' || error.code === 'timeout'",
    replace: "error.code === 'timeout'",
    test: { file: retryTest, name: 'retries repeat a read after a body that breaks off' },
  },
  {
    breaks: 'a process waits out a long Retry-After with the lease in its hand',
    against: ['errors', 'leases'],
    file: withRetry,
    search: 'if (answer !== undefined && floor > LONGEST_WAIT_MS) return answer;',
    replace: '',
    test: {
      file: retryTest,
      name: 'retries do not wait for more than two seconds: the caller is told how long',
    },
  },
  {
    breaks: 'a lease is kept by a worker whose round failed',
    against: ['errors', 'leases'],
    file: 'packages/server/src/connections/connection-lease.ts',
    search: 'set lease_holder = null, lease_until = null\n    where',
    replace: 'set lease_holder = lease_holder\n    where',
    test: {
      file: aroundTest,
      name: 'a worker in trouble gives its lease back when even the list of calendars cannot be read',
    },
  },
];
