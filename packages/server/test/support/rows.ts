/** Rows that most store tests begin with: a user, a mailbox, an account, a connected calendar. */
import type { Insertable } from 'kysely';

import type { CalendarConnectionTable } from '../../src/models/database.ts';
import type { Db } from '../../src/models/db.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { newId } from '../../src/platform/ids.ts';

export interface ConnectedCalendar {
  readonly userId: string;
  readonly mailboxId: string;
  readonly accountId: string;
  readonly connectionId: string;
}

/** A clock that stands still until it is moved. */
export function steppingClock(start = '2026-11-22T12:00:00Z'): Clock & { advance(ms: number): void } {
  let now = Date.parse(start);
  return {
    now: () => now,
    date: () => new Date(now),
    refresh: () => Promise.resolve(),
    advance: (ms) => {
      now += ms;
    },
  };
}

export async function connectedCalendar(
  db: Db,
  at: Date,
  overrides: Partial<Insertable<CalendarConnectionTable>> & { mailbox_id?: string } = {},
): Promise<ConnectedCalendar> {
  const userId = overrides.user_id ?? newId();
  const mailboxId = overrides.mailbox_id ?? newId();
  const accountId = overrides.account_id ?? newId();
  const connectionId = overrides.id ?? newId();
  await db
    .insertInto('app_user')
    .values({
      id: userId,
      name: 'Test',
      email: `${userId}@example.com`,
      image: null,
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('mailbox')
    .values({ id: mailboxId, tenant_id: 'tenant', object_id: mailboxId, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('microsoft_account')
    .values({
      id: accountId,
      user_id: userId,
      mailbox_id: mailboxId,
      login_tenant: 'common',
      email: 'adele@contoso.example',
      wrapped_data_key: 'none',
      status: 'active',
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('calendar_connection')
    .values({
      id: connectionId,
      user_id: userId,
      account_id: accountId,
      mailbox_id: mailboxId,
      external_calendar_id: newId(),
      name: 'Calendar',
      status: 'active',
      created_at: at,
      updated_at: at,
      ...overrides,
    })
    .execute();
  return { userId, mailboxId, accountId, connectionId };
}
