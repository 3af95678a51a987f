/** S2: at most four requests at a time for one mailbox, and none while Graph asks for patience. */
import type { Mutation } from '../mutation.ts';

const slots = 'packages/server/src/connections/mailbox-slots.ts';
const due = 'packages/server/src/connections/due.ts';
const lease = 'packages/server/src/connections/connection-lease.ts';
const access = 'packages/server/src/connections/graph-access.ts';
const slotsTest = 'packages/server/test/connections-mailbox-slots.test.ts';
const dueTest = 'packages/server/test/connections-due.test.ts';
const tokensTest = 'packages/server/test/connections-access-tokens.test.ts';

export const limitMutations: readonly Mutation[] = [
  {
    breaks: 'rounds take the slot that is for subscriptions and people',
    against: ['S2', 'slots'],
    file: slots,
    search: "'sync.push': [3, 1, 2]",
    replace: "'sync.push': [3, 1, 2, 4]",
    test: {
      file: slotsTest,
      name: 'slots of a mailbox let at most three rounds and one service in, whoever asks at the same moment',
    },
  },
  {
    breaks: 'first syncs and polls take every place of a mailbox, and push waits for them',
    against: ['S2', 'slots', 'due'],
    file: slots,
    search: "'sync.background': [1, 2]",
    replace: "'sync.background': [1, 2, 3]",
    test: {
      file: slotsTest,
      name: 'slots of a mailbox are never all taken by first syncs and polls: one is left to a round that somebody waits for',
    },
  },
  {
    breaks: 'a taken slot is taken again',
    against: ['S2', 'slots'],
    file: slots,
    search: "and ${leaseIsFree('s.lease_until')}",
    replace: '',
    test: {
      file: slotsTest,
      name: 'slots of a mailbox let at most three rounds and one service in, whoever asks at the same moment',
    },
  },
  {
    breaks: 'a slot that was lost is given back in the name of its new holder',
    against: ['S2', 'slots'],
    file: slots,
    search: "await own.where('holder', '=', name).set({ holder: null, lease_until: null })",
    replace: 'await own.set({ holder: null, lease_until: null })',
    test: {
      file: slotsTest,
      name: 'slots of a mailbox tell their holder when somebody else has them, and are not given back in his name',
    },
  },
  {
    breaks: 'a round works without a slot of its mailbox',
    against: ['S2', 'slots'],
    file: 'packages/server/src/sync/event-sync-service.ts',
    search: 'if (lease.hasSlot) await',
    replace: 'await',
    test: {
      file: 'packages/server/test/sync-engine-around.test.ts',
      name: 'a worker in trouble that found all places of the mailbox taken is rung by the next tick',
    },
  },
  {
    breaks: 'a calendar is worked on though Graph asked its mailbox to wait',
    against: ['S2', 'slots', 'errors'],
    file: lease,
    search: '\n      and (m.blocked_until is null or m.blocked_until <= ${now})',
    replace: '',
    test: { file: dueTest, name: 'what is due waits until Graph lets the mailbox be asked again' },
  },
  {
    breaks: 'a calendar is rung though Graph asked its mailbox to wait',
    against: ['S2', 'slots', 'errors'],
    file: due,
    search: 'select m.blocked_until is null or m.blocked_until <= ${now} from',
    replace: 'select true from',
    test: { file: dueTest, name: 'what is due waits until Graph lets the mailbox be asked again' },
  },
  {
    breaks: 'Retry-After binds only the worker that was told',
    against: ['S2', 'slots', 'errors'],
    file: access,
    search: 'await this.#blockMailbox(accountId, error.retryAfterMs);',
    replace: '',
    test: {
      file: tokensTest,
      name: 'graph access blocks the whole mailbox for as long as Graph asked, and never shortens an earlier wish',
    },
  },
  {
    breaks: 'a shorter Retry-After shortens a longer one',
    against: ['S2', 'slots', 'errors'],
    file: access,
    search: 'greatest(blocked_until, ${until})',
    replace: '${until}',
    test: {
      file: tokensTest,
      name: 'graph access blocks the whole mailbox for as long as Graph asked, and never shortens an earlier wish',
    },
  },
  {
    breaks: 'a notification shortens a back-off',
    against: ['errors'],
    file: lease,
    search: '\n      and (c.not_before is null or c.not_before <= ${now})',
    replace: '',
    test: {
      file: dueTest,
      name: 'what is due waits for the back-off, which a notification does not shorten',
    },
  },
  {
    breaks: 'a first sync goes before what people wait for',
    against: ['fairness'],
    file: due,
    search: 'return hasSyncToken && cause !== null',
    replace: 'return cause !== null',
    test: {
      file: dueTest,
      name: 'what is due goes in the background lane until the calendar has been read once',
    },
  },
  {
    breaks: 'the many calendars of one mailbox go before those of everybody else',
    against: ['fairness'],
    file: due,
    search: 'order by w.turn, w.rung_at nulls first',
    replace: 'order by w.rung_at nulls first',
    test: {
      file: dueTest,
      name: 'what is due is of every mailbox before it is of one for the second time, however many calendars that one has',
    },
  },
];
