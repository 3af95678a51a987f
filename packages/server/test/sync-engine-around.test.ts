/** What happens around a round while it is under way: people, other rounds, other workers, answers of others than Microsoft. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ConnectionStore } from '../src/connections/connection-store.ts';
import { markReauthRequired } from '../src/connections/account-status.ts';
import { takeLease } from '../src/connections/connection-lease.ts';
import { claimDue, raiseWanted } from '../src/connections/due.ts';
import { takeSlot } from '../src/connections/mailbox-slots.ts';
import { deleteAllEvents } from '../src/mirror/event-store.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logger.ts';
import { forgetOldRuns } from '../src/sync/forget-runs.ts';
import { openOrResume } from '../src/sync/open-round.ts';
import { dropRound, holdRound } from '../src/sync/round-store.ts';
import { handleTrouble } from '../src/sync/round-trouble.ts';
import { queueRun } from '../src/sync/run-store.ts';
import { answering, at, broken, gone, page, removed, single, startTinyGraph } from './support/tiny-graph.ts';
import type { TinyAnswer, TinyCalendar, TinyGraph } from './support/tiny-graph.ts';

let tiny: TinyGraph;
beforeAll(async () => {
  tiny = await startTinyGraph();
});
afterAll(() => tiny[Symbol.asyncDispose]());

const scripted = (...script: Parameters<typeof answering>): Promise<TinyCalendar> =>
  tiny.connect(answering(...script));

const ids = async (calendar: TinyCalendar): Promise<string[]> =>
  (await calendar.rows()).map((row) => row.external_id);

describe('a disconnect', () => {
  const disconnect = async (calendar: TinyCalendar): Promise<void> => {
    const store = new ConnectionStore({
      db: tiny.db,
      clock: systemClock(),
      vault: tiny.vault,
      tokens: tiny.tokens,
      jobs: { ring: () => Promise.resolve() },
      holdRound,
      dropRound,
      deleteAllEvents,
    });
    expect(await store.disconnect(calendar.connectionId, calendar.userId, { data: 'keep' })).toBe(true);
  };

  it('ends the runs of a first baseline under way, and no commit follows it', async () => {
    const calendar = await tiny.connect(async (question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === null) return page([single('A', at(1))], { next: 'p2' });
      // The next page is asked for while the first one commits.
      await expect.poll(() => ids(calendar), { timeout: 20_000 }).toEqual(['A']);
      await disconnect(calendar);
      return page([single('B', at(1))], { delta: 'd1' });
    });
    await calendar.work();
    expect(await ids(calendar)).toEqual(['A']);
    expect(await calendar.connection()).toMatchObject({
      status: 'disconnected',
      lease_holder: null,
      sync_token: null,
    });
    const runs = await tiny.db
      .selectFrom('sync_run')
      .select(['state', 'outcome'])
      .where('connection_id', '=', calendar.connectionId)
      .execute();
    expect(runs).toEqual([{ state: 'failed', outcome: 'disconnected' }]);
  });

  it('in the middle of the last commit of a round waits for it, and neither fails', async () => {
    const calendar = await scripted({
      '': page([single('A', at(1))], { delta: 'd1' }),
      d1: page([removed('A')], { delta: 'd2' }),
    });
    await calendar.round(1);
    await sql`update calendar_connection set wanted_seq = wanted_seq + 1 where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    const [isHeld, release] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    // The row that the round is about to remove is held: its last transaction stands in the middle.
    const held = tiny.db.transaction().execute(async (tx) => {
      await sql`select 1 from calendar_event where connection_id = ${calendar.connectionId} for update`.execute(
        tx,
      );
      isHeld.resolve(undefined);
      await release.promise;
    });
    await isHeld.promise;
    const working = calendar.work();
    await waitForLock();
    const disconnecting = disconnect(calendar);
    await new Promise((resolve) => setTimeout(resolve, 300));
    release.resolve(undefined);
    await held;
    await working;
    await disconnecting;
    expect(await ids(calendar)).toEqual([]);
    expect(await calendar.connection()).toMatchObject({ status: 'disconnected', last_error_code: null });
  });

  async function waitForLock(): Promise<void> {
    for (let attempt = 0; attempt < 500; attempt += 1) {
      const waiting = await sql<{ count: number }>`
        select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        tiny.db,
      );
      if ((waiting.rows[0]?.count ?? 0) > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('Nobody waits for a lock.');
  }
});

describe('a notification that still waits', () => {
  it('is followed up though a person asked for a sync after it', async () => {
    const calendar = await scripted({ '': page([], { delta: 'd1' }), d1: page([], { delta: 'd1' }) });
    await calendar.round(1);
    await raiseWanted(tiny.db, [calendar.connectionId], 'notification', new Date());
    await raiseWanted(tiny.db, [calendar.connectionId], 'manual', new Date());
    await calendar.work();
    expect((await calendar.connection())['followup_step']).toBe(1);
  });

  it.each(['manual', 'poll', 'safety_net'] as const)(
    'for its repeats is not forgotten over a wish of another cause (%s) that comes between them',
    async (cause) => {
      const calendar = await scripted({ '': page([], { delta: 'd1' }), d1: page([], { delta: 'd1' }) });
      await calendar.round(1);
      await sql`update calendar_connection set followup_step = 0 where id = ${calendar.connectionId}`.execute(
        tiny.db,
      );
      const told = new Date('2026-01-01T00:00:00Z');
      await raiseWanted(tiny.db, [calendar.connectionId], 'notification', told);
      await calendar.work();
      expect(await calendar.connection()).toMatchObject({ followup_step: 1, unanswered_since: told });
      await raiseWanted(tiny.db, [calendar.connectionId], cause, new Date());
      await calendar.work();
      expect(await calendar.connection()).toMatchObject({
        followup_step: 2,
        // Others are wished where something may have been missed: then nothing is known.
        unanswered_since: cause === 'manual' ? told : null,
      });
    },
  );

  it('is followed up though the weekly reading came instead of its delta', async () => {
    const calendar = await scripted({ '': page([], { delta: 'd1' }), d1: page([], { delta: 'd1' }) });
    await calendar.round(1);
    await sql`update calendar_connection set last_full_check_at = now() - interval '9 days'
      where id = ${calendar.connectionId}`.execute(tiny.db);
    await raiseWanted(tiny.db, [calendar.connectionId], 'notification', new Date());
    await calendar.work();
    expect(calendar.asked).toHaveLength(2);
    expect((await calendar.connection())['followup_step']).toBe(1);
  });
});

describe('a refusal that is not of Microsoft', () => {
  it('does not stop a calendar', async () => {
    const calendar = await scripted({
      '': { status: 403, body: null, text: '<html>Blocked by the gateway</html>' },
    });
    await calendar.work();
    expect(await calendar.connection()).toMatchObject({ status: 'connecting', last_error_code: 'forbidden' });
  });
});

describe('a calendar that is not found', () => {
  it('while its list is not found either is not taken for gone', async () => {
    const calendar = await scripted({ '': gone }, { calendars: gone });
    await calendar.work();
    expect(await calendar.connection()).toMatchObject({ status: 'connecting', last_error_code: 'not_found' });
  });
});

describe('a round whose last commit was not confirmed', () => {
  it('is known to have ended, and leaves no error', async () => {
    const calendar = await scripted({ '': page([], { delta: 'd1' }) });
    const { connectionId } = calendar;
    const clock = systemClock();
    const lease = await takeLease(tiny.db, connectionId, { holder: 'test', seconds: 5, clock });
    if (lease === undefined) throw new Error('It was not due.');
    const windowDays = { past: 1, future: 1 };
    const options = { clock, windowDays, livePush: false, jitter: 0 };
    const { round } = await openOrResume(tiny.db, lease, lease, options);
    await tiny.db.transaction().execute((tx) => dropRound(tx, connectionId, clock.date()));
    const logger = createLogger({ level: 'silent' });
    await handleTrouble(
      { db: tiny.db, clock, graph: calendar.graph, logger, random: () => 0 },
      { connection: lease, round, error: new Error('Connection terminated unexpectedly') },
    );
    expect(await calendar.connection()).toMatchObject({ failures: 0, last_error_code: null });
  });
});

describe('a weekly reading', () => {
  it('does not go on in the place of those who are waited for', async () => {
    const pages: Record<string, TinyAnswer> = { '': page([], { delta: 'd1' }) };
    const calendar = await scripted(pages);
    await calendar.round(1);
    await sql`update calendar_connection set last_full_check_at = now() - interval '9 days', next_round_at = now()
      where id = ${calendar.connectionId}`.execute(tiny.db);
    expect(await calendar.connection()).toMatchObject({ wanted_cause: 'notification' });
    pages[''] = page([single('A', at(1))], { next: 'p2' });
    pages['p2'] = broken;
    await calendar.work();
    expect(await calendar.connection()).toMatchObject({ wanted_cause: 'weekly' });
  });
});

describe('runs of a calendar that stops', () => {
  const runsOf = ({ connectionId }: TinyCalendar) =>
    tiny.db
      .selectFrom('sync_run')
      .select(['state', 'outcome'])
      .where('connection_id', '=', connectionId)
      .orderBy('requested_at')
      .execute();
  const waiting = (calendar: TinyCalendar) =>
    queueRun(tiny.db, calendar.connectionId, { trigger: 'manual', full: false, at: new Date() });

  it('end with it, also one that was asked for while the round was under way', async () => {
    const calendar = await tiny.connect(async (question) => {
      if (question.ask !== 'delta') return gone;
      await waiting(calendar);
      return { status: 403, body: { error: { code: 'ErrorAccessDenied', message: '' } } };
    });
    await calendar.work();
    expect(await runsOf(calendar)).toEqual([
      { state: 'failed', outcome: 'forbidden' },
      { state: 'failed', outcome: 'forbidden' },
    ]);
  });

  it('are not forgotten with age while their round is still there', async () => {
    const calendar = await scripted({ '': broken });
    await calendar.work();
    await waiting(calendar);
    const id = String((await calendar.connection())['account_id']);
    await markReauthRequired(tiny.db, systemClock(), { id, reason: 'Sign in again.', code: 'test' });
    const inYears = { ...systemClock(), now: () => Date.now() + 1_000 * 86_400_000 };
    await forgetOldRuns(tiny.db, inYears, 30);
    expect(await runsOf(calendar)).toHaveLength(2);
    await tiny.db.transaction().execute((tx) => dropRound(tx, calendar.connectionId, new Date()));
    await forgetOldRuns(tiny.db, inYears, 30);
    expect(await runsOf(calendar)).toHaveLength(1);
  });

  it('end with its account, and the one that was under way goes on when the account is back', async () => {
    let down = true;
    const calendar = await scripted({
      '': page([single('A', at(1))], { next: 'p2' }),
      get p2() {
        return down ? broken : page([single('B', at(1))], { delta: 'd1' });
      },
    });
    await calendar.work();
    await waiting(calendar);
    const id = String((await calendar.connection())['account_id']);
    await markReauthRequired(tiny.db, systemClock(), { id, reason: 'Sign in again.', code: 'test' });
    expect(await runsOf(calendar)).toEqual([
      { state: 'failed', outcome: 'reauth_required' },
      { state: 'failed', outcome: 'reauth_required' },
    ]);
    await sql`update calendar_connection set status = 'connecting' where id = ${calendar.connectionId}`.execute(
      tiny.db,
    );
    down = false;
    await calendar.work();
    expect(await runsOf(calendar)).toEqual([
      { state: 'done', outcome: 'synced' },
      { state: 'failed', outcome: 'reauth_required' },
    ]);
  });
});

describe('notifications of a calendar', () => {
  it('become one round, however many there are, and those that come during it exactly one more', async () => {
    let rounds = 0;
    const calendar = await tiny.connect(async (question) => {
      if (question.ask !== 'delta') return gone;
      if (question.link === null) return page([single('A', at(1))], { delta: 'd0' });
      rounds += 1;
      if (rounds === 1) await tell();
      return page([single('A', at(1 + rounds))], { delta: `d${rounds}` });
    });
    const tell = async (): Promise<void> => {
      const one = () => raiseWanted(tiny.db, [calendar.connectionId], 'notification', new Date());
      await Promise.all(Array.from({ length: 20 }, one));
    };
    await calendar.work();
    await tell();
    for (let turn = 0; turn < 5; turn += 1) await calendar.work();
    expect(rounds).toBe(2);
    expect(await calendar.connection()).toMatchObject({ wanted_seq: 41, done_seq: 41 });
  });
});

describe('a worker in trouble', () => {
  it('gives its lease back when even the list of calendars cannot be read', async () => {
    const calendar = await scripted({ '': gone }, { calendars: broken });
    await calendar.sync.syncMicrosoftEvents(calendar.connectionId, new AbortController().signal);
    const connection = await calendar.connection();
    expect(connection).toMatchObject({ lease_holder: null, status: 'connecting' });
    expect(connection['not_before']).not.toBeNull();
  });

  it('that found all places of the mailbox taken is rung by the next tick', async () => {
    const calendar = await scripted({ '': page([], { delta: 'd1' }) });
    const mailboxId = String((await calendar.connection())['mailbox_id']);
    await using _one = await takeSlot(tiny.db, mailboxId, 'sync.push', 'test', 5);
    await using _two = await takeSlot(tiny.db, mailboxId, 'sync.push', 'test', 5);
    await using _three = await takeSlot(tiny.db, mailboxId, 'sync.push', 'test', 5);
    await calendar.work();
    expect(calendar.asked).toEqual([]);
    const due = await claimDue(tiny.db, systemClock(), 100);
    expect(due.map((each) => each.connectionId)).toContain(calendar.connectionId);
  });

  it('does not bring back a status that somebody set while it worked', async () => {
    const calendar = await tiny.connect(async (question) => {
      if (question.ask !== 'delta') return gone;
      await sql`update calendar_connection set status = 'reauth_required', status_reason = 'Connect again.'
        where id = ${calendar.connectionId}`.execute(tiny.db);
      return page([single('A', at(1))], { delta: 'd1' });
    });
    await calendar.work();
    expect(await calendar.connection()).toMatchObject({
      status: 'reauth_required',
      status_reason: 'Connect again.',
    });
    expect(await ids(calendar)).toEqual(['A']);
  });
});
