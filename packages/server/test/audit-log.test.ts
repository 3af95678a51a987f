import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { forgetOldAudit, listAudit, recordAudit } from '../src/audit/audit-log.ts';
import { systemClock } from '../src/platform/clock.ts';
import { testDatabase } from './support/postgres.ts';
import type { TestDatabase } from './support/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const at = new Date('2026-05-01T10:00:00Z');

describe('the audit log', () => {
  it('tells who did what, to what, from where, and how it ended', async () => {
    await recordAudit(database.db, {
      action: 'calendar.disconnected',
      outcome: 'success',
      at,
      userId: 'teller',
      subject: { type: 'calendar_connection', id: '42' },
      origin: { ipAddress: '192.0.2.1', userAgent: 'x'.repeat(1000) },
      detail: { data: 'purge' },
    });
    const { rows } = await listAudit(database.db, { userId: 'teller' }, { limit: 10 });
    expect(rows).toMatchObject([
      {
        at,
        userId: 'teller',
        action: 'calendar.disconnected',
        subjectType: 'calendar_connection',
        subjectId: '42',
        ipAddress: '192.0.2.1',
        outcome: 'success',
        detail: { data: 'purge' },
      },
    ]);
    expect(rows[0]?.userAgent?.length).toBeLessThanOrEqual(300);
  });

  it('cannot be rewritten', async () => {
    await recordAudit(database.db, { action: 'user.sign_in', outcome: 'failure', at, userId: 'writer' });
    await expect(
      database.pool.query(`update audit_log set outcome = 'success' where user_id = 'writer'`),
    ).rejects.toThrow(/append-only/);
  });

  it('shows people their own rows and the operator all, newest first, page by page', async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await recordAudit(database.db, { action: 'user.sign_in', outcome: 'success', at, userId: 'pager' });
      await recordAudit(database.db, { action: 'user.sign_in', outcome: 'success', at, userId: 'other' });
    }
    const ids: number[] = [];
    let before: number | undefined;
    for (;;) {
      const page = await listAudit(
        database.db,
        { userId: 'pager' },
        { limit: 2, ...(before === undefined ? {} : { before }) },
      );
      expect(page.rows.every((row) => row.userId === 'pager')).toBe(true);
      ids.push(...page.rows.map((row) => row.id));
      if (page.nextCursor === null) break;
      before = page.nextCursor;
    }
    expect(ids).toHaveLength(5);
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    const all = await listAudit(database.db, 'all', { limit: 100 });
    expect(new Set(all.rows.map((row) => row.userId)).size).toBeGreaterThan(1);
  });

  it('commits with what it records, or not at all', async () => {
    const failing = database.db.transaction().execute(async (tx) => {
      await recordAudit(tx, { action: 'calendar.connected', outcome: 'success', at, userId: 'undone' });
      throw new Error('the connection could not be made');
    });
    await expect(failing).rejects.toThrow(/could not be made/);
    expect((await listAudit(database.db, { userId: 'undone' }, { limit: 1 })).rows).toEqual([]);
  });

  it('forgets rows older than its retention, and no others', async () => {
    await using own = await testDatabase();
    const clock = systemClock();
    for (const daysAgo of [400, 10]) {
      await recordAudit(own.db, {
        action: 'user.sign_in',
        outcome: 'success',
        at: new Date(clock.now() - daysAgo * 86_400_000),
        userId: `${daysAgo}`,
      });
    }
    expect(await forgetOldAudit(own.db, clock, 365)).toBe(1);
    expect((await listAudit(own.db, 'all', { limit: 10 })).rows.map((row) => row.userId)).toEqual(['10']);
  });
});
