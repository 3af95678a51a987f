/** Push never goes quiet unnoticed: subscriptions stay alive, silence is found, and freshness promises no more than is known. */
import type { Mutation } from '../mutation.ts';

const timing = 'packages/server/src/notifications/subscription-timing.ts';
const plan = 'packages/server/src/notifications/plan-push.ts';
const silence = 'packages/server/src/notifications/judge-silence.ts';
const freshness = 'packages/server/src/mirror/queries/freshness.ts';
const pollWait = 'packages/server/src/sync/poll-wait.ts';
const timingTest = 'packages/server/test/notifications-timing.test.ts';
const planTest = 'packages/server/test/notifications-plan.test.ts';
const tendTest = 'packages/server/test/notifications-tend.test.ts';
const silenceTest = 'packages/server/test/notifications-silence.test.ts';
const freshnessTest = 'packages/server/test/queries-freshness.test.ts';
const pollWaitTest = 'packages/server/test/sync-poll-wait.test.ts';

export const pushMutations: readonly Mutation[] = [
  {
    breaks: 'a subscription is renewed when it has expired',
    against: ['renewals'],
    file: timing,
    search: 'life.expiresAt - Math.min(LAST_CALL_MS, granted / 3)',
    replace: 'life.expiresAt',
    test: {
      file: timingTest,
      name: 'a subscription is renewed in time by its own row, also when Graph grants only 45 minutes',
    },
  },
  {
    breaks: 'lifecycle events have one subscription PATCHed again and again',
    against: ['renewals'],
    file: timing,
    search: 'life.lastPatchAt + PATCH_PAUSE_MS',
    replace: 'life.lastPatchAt',
    test: {
      file: timingTest,
      name: 'a subscription is PATCHed when it is asked for, but never within ten minutes of its last PATCH',
    },
  },
  {
    breaks: 'a failure of Graph is tried again before the time that Graph asked for',
    against: ['renewals'],
    file: timing,
    search: 'Math.max(wait, failure.retryAfterMs ?? 0)',
    replace: 'wait',
    test: {
      file: timingTest,
      name: 'another attempt comes within seconds at first, within an hour at most, and never before Retry-After',
    },
  },
  {
    breaks: 'a subscription of another installation is deleted',
    against: ['subscriptions'],
    file: 'packages/server/src/notifications/judge-conflict.ts',
    search: "return hasOurUrl ? 'replace' : 'leave';",
    replace: "return 'replace';",
    test: {
      file: tendTest,
      name: 'a subscription that exists already of another installation is left alone: we poll and say why',
    },
  },
  {
    breaks: 'a subscription that has expired is renewed',
    against: ['subscriptions'],
    file: plan,
    search: "if (row.health === 'live' && hasExpired(row, now)) return { do: 'expire', subscription: row };",
    replace: '',
    test: {
      file: planTest,
      name: 'the plan for push renews nothing that has expired: Graph has deleted it, and another is made',
    },
  },
  {
    breaks: 'the subscription of a calendar goes with the first of two users who leave it',
    against: ['subscriptions'],
    file: plan,
    search: 'keepers.find(canAct) ?? (owner === undefined ? keepers[0] : undefined)',
    replace: 'undefined',
    test: {
      file: tendTest,
      name: 'a calendar that two users have connected has one subscription, handed over when its first owner leaves, deleted with the last',
    },
  },
  {
    breaks: 'a calendar is called disconnected while Graph may still push it',
    against: ['subscriptions'],
    file: plan,
    search: 'const owns = subscriptions.some((row) => row.connectionId === connection.id);',
    replace: 'const owns = false;',
    test: {
      file: planTest,
      name: 'the plan for push finishes only a disconnecting connection that owns nothing at Graph',
    },
  },
  {
    breaks: 'the form of a resource that Graph refuses is asked for again and again',
    against: ['subscriptions'],
    file: 'packages/server/src/notifications/judge-refusal.ts',
    search: "if (meaning === 'refused' || attempt.form === 'default')",
    replace: "if (meaning === 'refused')",
    test: {
      file: planTest,
      name: 'a refusal of Graph of the form of the resource falls back once, never for ever',
    },
  },
  {
    breaks: 'one late notification has push made anew',
    against: ['silence'],
    file: silence,
    search: 'const ROUNDS = 3;',
    replace: 'const ROUNDS = 1;',
    test: {
      file: silenceTest,
      name: 'the decision to make push anew needs three silent rounds within 24 hours',
    },
  },
  {
    breaks: 'a change that was told of counts as silence',
    against: ['silence'],
    file: silence,
    search: 'lastNotificationAt < modifiedAt - CLOCKS_DIFFER_MS',
    replace: 'true',
    test: {
      file: silenceTest,
      name: 'a change that nobody announced does not count when any notification came since a minute before it',
    },
  },
  {
    breaks: 'silence that lasts has push made anew every day',
    against: ['silence'],
    file: silence,
    search: 'forgiven ? FIRST_PAUSE_MS : 2 * last.pauseMs',
    replace: 'FIRST_PAUSE_MS',
    test: {
      file: silenceTest,
      name: 'the decision to make push anew comes a day after the first, then after two days, then four, while the silence lasts',
    },
  },
  {
    breaks: 'a round that somebody asked for is held against push',
    against: ['silence'],
    file: 'packages/server/src/connections/silence-suspicions.ts',
    search: "return trigger === 'poll' || trigger === 'safety_net';",
    replace: 'return true;',
    test: {
      file: silenceTest,
      name: 'a round suspects silence when nobody asked for it and it finds a stored field altered',
    },
  },
  {
    breaks: 'a subscription suspected of silence makes a calendar fresh',
    against: ['freshness', 'silence'],
    file: 'packages/server/src/models/live-push.ts',
    search: 'f.is_silence is not false',
    replace: 'f.is_silence',
    test: {
      file: freshnessTest,
      name: 'freshness counts a subscription as push while it is alive, wanted, not past its expiry and not suspected of silence',
    },
  },
  {
    breaks: 'a pushed calendar is fresh though nobody is at work',
    against: ['freshness'],
    file: freshness,
    search: 'const heard = isAtWork ? now : lastBeatAt;',
    replace: 'const heard = now;',
    test: {
      file: freshnessTest,
      name: 'freshness is when somebody was last at work, while nobody is: what is told meanwhile may be lost',
    },
  },
  {
    breaks: 'a calendar is fresh after a downtime in which notifications were lost',
    against: ['freshness'],
    file: freshness,
    search:
      'if (knownAsOf.getTime() < unbrokenSince.getTime() - CLOCKS_OF_PROCESSES_DIFFER_MS) return knownAsOf;',
    replace: '',
    test: {
      file: freshnessTest,
      name: 'freshness is the start of the last round, after a downtime, until the calendar was read since',
    },
  },
  {
    breaks: 'a calendar is fresh after a time in which nobody listened for Microsoft',
    against: ['freshness'],
    file: 'packages/server/src/mirror/queries/freshness-query.ts',
    search: '(select max(unbroken_since) from background_job where name = any(${heartbeats}))',
    replace: "(select max(unbroken_since) from background_job where name = 'tick')",
    test: {
      file: freshnessTest,
      name: 'freshness is read beside the heartbeat of whoever listens for Microsoft, which may pause by itself',
    },
  },
  {
    breaks: 'a calendar is fresh while a notification is not answered',
    against: ['freshness'],
    file: freshness,
    search: 'facts.waiting && unansweredSince !== null && unansweredSince < heard ? unansweredSince : heard',
    replace: 'heard',
    test: {
      file: freshnessTest,
      name: 'freshness is when the first notification came that is not answered yet',
    },
  },
  {
    breaks: 'a list is as fresh as its freshest calendar',
    against: ['freshness'],
    file: freshness,
    search: '.sort(byStaleness)[0] ?? null',
    replace: '.sort(byStaleness).at(-1) ?? null',
    test: {
      file: freshnessTest,
      name: 'freshness of a list is its stalest calendar’s, one that was never read first of all',
    },
  },
  {
    breaks: 'a calendar that nobody edits is never rested',
    against: ['polling'],
    file: pollWait,
    search: 'Math.max(1, quietMs / DAY_MS)',
    replace: '1',
    test: {
      file: pollWaitTest,
      name: 'a calendar without push is asked again soon after an edit, as usual within an hour of it, later when nobody edits it for days',
    },
  },
  {
    breaks: 'a calendar that is read as a whole is read every minute',
    against: ['polling'],
    file: pollWait,
    search: "reads === 'view' ? usual : pace.least * 1_000",
    replace: 'pace.least * 1_000',
    test: {
      file: pollWaitTest,
      name: 'a calendar without push is asked again never sooner than usual where its whole window has to be read each time',
    },
  },
];
