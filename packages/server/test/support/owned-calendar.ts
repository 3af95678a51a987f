/** A user with a connected calendar, as rows: what queries and routes read when nothing else has run. */
import type { Insertable, Kysely } from 'kysely';

import type { Database } from '../../src/models/database.ts';
import { newId } from '../../src/platform/ids.ts';

export const testNow = new Date('2026-11-22T12:00:00.000Z');

export async function insertUser(db: Kysely<Database>, id: string = newId()): Promise<string> {
  await db
    .insertInto('app_user')
    .values({ id, name: 'Test', email: `${id}@example.test`, created_at: testNow, updated_at: testNow })
    .execute();
  return id;
}

export interface OwnedCalendar {
  readonly connectionId: string;
  readonly accountId: string;
  readonly mailboxId: string;
}

/** Another calendar of the same account when `account` is given. */
export async function insertCalendar(
  db: Kysely<Database>,
  userId: string,
  values: Partial<Insertable<Database['calendar_connection']>> = {},
  account?: OwnedCalendar,
): Promise<OwnedCalendar> {
  const { accountId, mailboxId } = account ?? (await insertAccount(db, userId));
  const connectionId = values.id ?? newId();
  await db
    .insertInto('calendar_connection')
    .values({
      id: connectionId,
      user_id: userId,
      account_id: accountId,
      mailbox_id: mailboxId,
      external_calendar_id: `calendar-${connectionId}`,
      name: 'Calendar',
      status: 'active',
      created_at: testNow,
      updated_at: testNow,
      ...values,
    })
    .execute();
  return { connectionId, accountId, mailboxId };
}

export async function insertAccount(
  db: Kysely<Database>,
  userId: string,
): Promise<{ accountId: string; mailboxId: string }> {
  const mailboxId = newId();
  const accountId = newId();
  await db
    .insertInto('mailbox')
    .values({ id: mailboxId, tenant_id: newId(), object_id: newId(), created_at: testNow })
    .execute();
  await db
    .insertInto('microsoft_account')
    .values({
      id: accountId,
      user_id: userId,
      mailbox_id: mailboxId,
      login_tenant: 'common',
      email: 'adele@contoso.example',
      display_name: 'Adele',
      wrapped_data_key: 'sealed-key',
      status: 'active',
      created_at: testNow,
      updated_at: testNow,
    })
    .execute();
  return { accountId, mailboxId };
}

export async function insertWebhook(
  db: Kysely<Database>,
  calendar: OwnedCalendar,
  values: Partial<Insertable<Database['webhook_subscription']>> = {},
): Promise<string> {
  const id = newId();
  await db
    .insertInto('webhook_subscription')
    .values({
      id,
      calendar_connection_id: calendar.connectionId,
      mailbox_id: calendar.mailboxId,
      account_id: calendar.accountId,
      external_calendar_id: `calendar-${calendar.connectionId}`,
      subscription_id: newId(),
      resource_path: 'users/1/calendars/2/events',
      notification_url: 'https://calmirror.example/api/webhooks/microsoft/events',
      client_state: newId(),
      expiration_date_time: new Date(testNow.getTime() + 2 * 86_400_000),
      is_active: true,
      health: 'live',
      created_at: testNow,
      updated_at: testNow,
      ...values,
    })
    .execute();
  return id;
}
