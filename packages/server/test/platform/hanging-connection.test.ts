import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import type { Database } from '../../src/models/database.ts';
import { hashClientState } from '../../src/notifications/client-state.ts';
import { NotificationReceiver } from '../../src/notifications/notification-receiver.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { startHangingLine } from '../support/hanging-line.ts';
import { insertCalendar, insertUser, insertWebhook, testNow } from '../support/owned-calendar.ts';
import { testDatabase } from '../support/postgres.ts';
import { steppingClock } from '../support/rows.ts';

const patienceMs = 600;

describe('a line to the database that carries nothing more, and nobody is told', { timeout: 30_000 }, () => {
  it('is given up after the patience, also in a transaction, and new connections take its place', async () => {
    await using database = await testDatabase();
    await using line = await startHangingLine(database.url);
    await using over = openDatabase<Database>({
      url: line.url,
      poolSize: 2,
      applicationName: 'hanging',
      patienceMs,
    });
    const ask = () => sql`select 1`.execute(over.db);
    await Promise.all([ask(), ask()]);
    line.hang();
    const began = performance.now();
    const failed = await Promise.allSettled([
      ask(),
      over.db.transaction().execute(async (tx) => await sql`select 1`.execute(tx)),
    ]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(performance.now() - began).toBeLessThan(5 * patienceMs);
    await Promise.all([ask(), ask()]);
    expect(line.opened).toBe(4);
  });

  it('keeps no notification waiting for long: 503 in time, and 202 as soon as a new line carries', async () => {
    await using database = await testDatabase();
    const userId = await insertUser(database.db);
    const subscriptionId = '00000000-0000-4000-8000-000000000001';
    await insertWebhook(database.db, await insertCalendar(database.db, userId), {
      subscription_id: subscriptionId,
      client_state: hashClientState('secret'),
      created_at: testNow,
    });
    await using line = await startHangingLine(database.url);
    await using over = openDatabase<Database>({
      url: line.url,
      poolSize: 4,
      applicationName: 'hanging',
      patienceMs,
    });
    await using receiver = new NotificationReceiver({
      db: over.db,
      clock: steppingClock(),
      ring: () => Promise.resolve(),
      logger: createLogger({ level: 'silent' }),
    });
    const item = { subscriptionId, clientState: 'secret', changeType: 'updated', resource: 'x' };
    const receive = async (): Promise<number> => {
      const receipt = await receiver.receive([item], { receivedAt: testNow }).catch(() => undefined);
      return receipt?.genuine ?? 0;
    };
    expect(await receive()).toBe(1);
    line.hang();
    const began = performance.now();
    await expect(receiver.receive([item], { receivedAt: testNow })).rejects.toMatchObject({
      code: 'not_persisted',
      status: 503,
    });
    expect(performance.now() - began).toBeLessThan(2_900);
    await expect.poll(receive, { timeout: 10_000 }).toBe(1);
    const { wanted_seq: wanted } = await database.db
      .selectFrom('calendar_connection')
      .select('wanted_seq')
      .executeTakeFirstOrThrow();
    expect(wanted).toBeGreaterThanOrEqual(2);
  });
});
