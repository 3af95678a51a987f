import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { releaseLease, renewLease, takeLease } from '../src/connections/connection-lease.ts';
import { claimDue, raiseWanted } from '../src/connections/due.ts';
import type { LeasedConnection } from '../src/connections/connection-lease.ts';
import { newId } from '../src/platform/ids.ts';
import { insertWebhook } from './support/owned-calendar.ts';
import { testDatabase } from './support/postgres.ts';
import type { TestDatabase } from './support/postgres.ts';
import { connectedCalendar, steppingClock } from './support/rows.ts';

let database: TestDatabase;
let clock: ReturnType<typeof steppingClock>;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  clock = steppingClock();
  await sql`truncate calendar_connection, mailbox, microsoft_account cascade`.execute(database.db);
});

const connect = (
  overrides: Parameters<typeof connectedCalendar>[2] = {},
): ReturnType<typeof connectedCalendar> =>
  connectedCalendar(database.db, clock.date(), { sync_token: 'sealed', ...overrides });
const lease = (id: string, holder = 'worker', seconds = 15): Promise<LeasedConnection | undefined> =>
  takeLease(database.db, id, { holder, seconds, clock });

describe('what is due', () => {
  it('is a connection of which more is wanted than done', async () => {
    const { connectionId } = await connect();
    expect(await claimDue(database.db, clock, 10)).toEqual([]);
    await raiseWanted(database.db, [connectionId], 'notification', clock.date());
    expect(await claimDue(database.db, clock, 10)).toEqual([{ connectionId, lane: 'sync.push' }]);
  });

  it('is a connection whose next round has come, in the background lane', async () => {
    const { connectionId } = await connect({ next_round_at: new Date(clock.now() + 1000) });
    expect(await claimDue(database.db, clock, 10)).toEqual([]);
    clock.advance(1000);
    expect(await claimDue(database.db, clock, 10)).toEqual([{ connectionId, lane: 'sync.background' }]);
  });

  it('is rung once, and again only after 30 seconds', async () => {
    await connect({ wanted_seq: 1 });
    expect(await claimDue(database.db, clock, 10)).toHaveLength(1);
    expect(await claimDue(database.db, clock, 10)).toHaveLength(0);
    clock.advance(30_000);
    expect(await claimDue(database.db, clock, 10)).toHaveLength(1);
  });

  it('is claimed by one of many that ask at once', async () => {
    for (let calendar = 0; calendar < 20; calendar += 1) await connect({ wanted_seq: 1 });
    // One may commit between what another reads and what it locks: seldom, so it is tried often.
    for (let time = 0; time < 40; time += 1) {
      clock.advance(30_000);
      const claims = await Promise.all(Array.from({ length: 8 }, () => claimDue(database.db, clock, 20)));
      const ids = claims.flat().map((due) => due.connectionId);
      expect(new Set(ids).size).toBe(ids.length);
      const rest = await claimDue(database.db, clock, 20);
      expect(ids.length + rest.length).toBe(20);
    }
  });

  it('is of every mailbox before it is of one for the second time, however many calendars that one has', async () => {
    const mailboxId = newId();
    for (let calendar = 0; calendar < 30; calendar += 1)
      await connect({ wanted_seq: 1, mailbox_id: mailboxId });
    const waitedLess = new Date(clock.now() - 60_000);
    const small = await Promise.all(
      Array.from({ length: 5 }, () => connect({ wanted_seq: 1, rung_at: waitedLess })),
    );
    const claimed = await claimDue(database.db, clock, 6);
    const ids = new Set(claimed.map(({ connectionId }) => connectionId));
    expect(ids.size).toBe(6);
    expect(small.filter(({ connectionId }) => !ids.has(connectionId))).toEqual([]);
  });

  it.each(['reauth_required', 'forbidden', 'gone', 'paused', 'disconnecting', 'disconnected'] as const)(
    'is never a connection that is %s',
    async (status) => {
      const { connectionId } = await connect({ status, wanted_seq: 1 });
      expect(await claimDue(database.db, clock, 10)).toEqual([]);
      expect(await lease(connectionId)).toBeUndefined();
      expect(await raiseWanted(database.db, [connectionId], 'notification', clock.date())).toEqual([]);
    },
  );

  it('waits for the back-off, which a notification does not shorten', async () => {
    const { connectionId } = await connect({ wanted_seq: 1, not_before: new Date(clock.now() + 60_000) });
    await raiseWanted(database.db, [connectionId], 'notification', clock.date());
    expect(await claimDue(database.db, clock, 10)).toEqual([]);
    expect(await lease(connectionId)).toBeUndefined();
    clock.advance(60_000);
    expect(await claimDue(database.db, clock, 10)).toHaveLength(1);
  });

  it('waits until Graph lets the mailbox be asked again', async () => {
    const { connectionId, mailboxId } = await connect({ wanted_seq: 1 });
    await database.db
      .updateTable('mailbox')
      .set({ blocked_until: new Date(clock.now() + 5000) })
      .where('id', '=', mailboxId)
      .execute();
    expect(await claimDue(database.db, clock, 10)).toEqual([]);
    expect(await lease(connectionId)).toBeUndefined();
    clock.advance(5000);
    expect(await lease(connectionId)).toBeDefined();
  });

  it('goes in the background lane until the calendar has been read once', async () => {
    const { connectionId } = await connect({ sync_token: null, status: 'connecting' });
    expect(await raiseWanted(database.db, [connectionId], 'notification', clock.date())).toEqual([
      { connectionId, lane: 'sync.background' },
    ]);
  });
});

describe('the lease of a connection', () => {
  it('is held by one worker, however many want it', async () => {
    const { connectionId } = await connect({ wanted_seq: 1 });
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, index) => lease(connectionId, `worker ${index}`)),
    );
    expect(taken.filter((each) => each !== undefined)).toHaveLength(1);
  });

  it('ends by itself when its holder dies, and the next holder has a higher fence', async () => {
    const { connectionId } = await connect({ wanted_seq: 1 });
    const first = await lease(connectionId, 'dies', 0.3);
    expect(await lease(connectionId, 'too early')).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 350));
    const second = await lease(connectionId, 'heir');
    expect(second?.fence).toBeGreaterThan(first?.fence ?? Infinity);
    expect(await renewLease(database.db, { connectionId, fence: first?.fence ?? 0 }, 15)).toBe(false);
    expect(await renewLease(database.db, { connectionId, fence: second?.fence ?? 0 }, 15)).toBe(true);
  });

  it('is not touched by a jump of the business clock', async () => {
    const { connectionId } = await connect({ wanted_seq: 1 });
    await lease(connectionId);
    clock.advance(30 * 86_400_000);
    expect(await lease(connectionId, 'thief')).toBeUndefined();
  });

  it('counts a subscription as live push until its expiry, and no longer, whoever cleans up when', async () => {
    const { connectionId, mailboxId, accountId } = await connect({
      wanted_seq: 1,
      external_calendar_id: 'calendar-1',
    });
    const expiry = new Date(clock.now() + 60_000);
    await insertWebhook(
      database.db,
      { connectionId, mailboxId, accountId },
      { external_calendar_id: 'calendar-1', expiration_date_time: expiry },
    );
    const livePush = async (holder: string): Promise<boolean | undefined> => {
      const taken = await takeLease(database.db, connectionId, { holder, seconds: 15, clock });
      await releaseLease(database.db, { connectionId, fence: taken?.fence ?? 0 }, clock);
      return taken?.livePush;
    };
    clock.advance(59_999);
    expect(await livePush('before')).toBe(true);
    clock.advance(1);
    expect(await livePush('after')).toBe(false);
  });

  it('is refused when nothing is due any more', async () => {
    const { connectionId } = await connect();
    expect(await lease(connectionId)).toBeUndefined();
  });

  it('says on return in which lane to ring when more is wanted already', async () => {
    const { connectionId } = await connect({ wanted_seq: 1 });
    const held = await lease(connectionId);
    const fence = held?.fence ?? 0;
    await raiseWanted(database.db, [connectionId], 'notification', clock.date());
    expect(await releaseLease(database.db, { connectionId, fence }, clock)).toEqual({ again: 'sync.push' });
    expect(await lease(connectionId)).toMatchObject({ wantedSeq: 2, wantedCause: 'notification' });
  });

  it('lets the next tick ring as soon as something is due again, without waiting out the ring interval', async () => {
    const { connectionId } = await connect({ next_round_at: clock.date() });
    expect(await claimDue(database.db, clock, 10)).toHaveLength(1);
    const held = await lease(connectionId);
    await database.db
      .updateTable('calendar_connection')
      .set({ next_round_at: new Date(clock.now() + 2_000) })
      .where('id', '=', connectionId)
      .execute();
    expect(await releaseLease(database.db, { connectionId, fence: held?.fence ?? 0 }, clock)).toEqual({
      again: undefined,
    });
    expect(await claimDue(database.db, clock, 10)).toEqual([]);
    clock.advance(2_000);
    expect(await claimDue(database.db, clock, 10)).toHaveLength(1);
  });
});
