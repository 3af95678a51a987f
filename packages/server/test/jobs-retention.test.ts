import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';

import { recordAudit } from '../src/audit/audit-log.ts';
import { forgetWhatIsOld } from '../src/jobs/retention.ts';
import { forgetOldChanges } from '../src/mirror/forget-changes.ts';
import { newId } from '../src/platform/ids.ts';
import { createLogger } from '../src/platform/logger.ts';
import { addConnection, addMailbox, addPerson, DAY, handClock } from './support/push-fixture.ts';
import { testDatabase } from './support/postgres.ts';

describe('retention', () => {
  it('forgets what is old of audit, runs and changes, and keeps the last run of a calendar', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = handClock();
    const mailbox = await addMailbox(db, clock);
    const connectionId = await addConnection(db, clock, {
      mailbox,
      person: await addPerson(db, clock, mailbox),
    });
    const write = async (seq: number) => {
      const at = clock.date();
      await recordAudit(db, { action: 'user.sign_in', outcome: 'success', at, userId: null });
      await db
        .insertInto('sync_run')
        .values({
          connection_id: connectionId,
          id: newId(),
          state: 'done',
          trigger: 'poll',
          kind: 'delta',
          outcome: null,
          error_code: null,
          requested_at: at,
          started_at: at,
          finished_at: at,
        })
        .execute();
      await db
        .insertInto('calendar_change')
        .values({
          connection_id: connectionId,
          seq,
          kind: 'event.created',
          event_row: null,
          external_id: null,
          before: null,
          after: null,
          cause: 'poll',
          run_id: null,
          hops: '{}',
          at,
        })
        .execute();
    };
    const count = async (table: 'audit_log' | 'sync_run' | 'calendar_change') => {
      const { n } = await db
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return n;
    };
    const counts = async () => [
      await count('audit_log'),
      await count('sync_run'),
      await count('calendar_change'),
    ];
    const forget = () =>
      forgetWhatIsOld(
        { db, clock, logger: createLogger({ level: 'silent' }) },
        { audit: 60, history: undefined },
      );

    await write(1);
    clock.advance(31 * DAY);
    await write(2);
    await forget();
    expect(await counts()).toEqual([2, 1, 2]);
    clock.advance(31 * DAY);
    await forget();
    expect(await counts()).toEqual([1, 1, 2]);
    clock.advance(31 * DAY);
    await forget();
    expect(await counts()).toEqual([0, 1, 1]);
  });

  it('forgets a long log part by part, to the first change that is young enough', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const clock = handClock();
    const mailbox = await addMailbox(db, clock);
    const person = await addPerson(db, clock, mailbox);
    const connectionId = await addConnection(db, clock, { mailbox, person });
    const old = new Date(clock.now() - 91 * DAY);
    await sql`insert into calendar_change (connection_id, seq, kind, cause, at)
      select ${connectionId}, n, 'event.created', 'poll', case when n <= 7 then ${old}::timestamptz else ${clock.date()} end
      from generate_series(1, 9) n`.execute(db);
    expect(await forgetOldChanges(db, clock, 90, 3)).toBe(7);
    const left = await db.selectFrom('calendar_change').select('seq').orderBy('seq').execute();
    expect(left.map(({ seq }) => seq)).toEqual([8, 9]);
  });
});
