/** The webhook of a connection as its owner sees it, and the wishes that wake its row. */
import type { Db, Tx } from '../models/db.ts';
import type { SubscriptionHealth } from './push-situation.ts';

/** WebhookSubscription of the specification, without clientState: that leaves by no API. */
export interface Webhook {
  readonly id: string;
  readonly calendarConnectionId: string;
  readonly provider: 'MICROSOFT';
  readonly subscriptionId: string | null;
  readonly resourcePath: string;
  readonly notificationUrl: string;
  readonly expirationDateTime: Date | null;
  readonly lastNotificationAt: Date | null;
  readonly isActive: boolean;
  readonly health: SubscriptionHealth;
  readonly healthReason: string | null;
}

export interface ConnectionWebhook {
  readonly status: string;
  readonly provider: string;
  readonly isShared: boolean;
  readonly pushWanted: boolean;
  /** The current one of its mailbox calendar, which several connections may share. */
  readonly webhook: Webhook | undefined;
}

/** undefined: this user has no such connection. */
export async function findWebhook(
  db: Db,
  connectionId: string,
  userId: string,
): Promise<ConnectionWebhook | undefined> {
  const connection = await db
    .selectFrom('calendar_connection')
    .select(['status', 'provider', 'delegate_email', 'push_wanted', 'mailbox_id', 'external_calendar_id'])
    .where('id', '=', connectionId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (connection === undefined) return undefined;
  const webhook = await db
    .selectFrom('webhook_subscription')
    .select([
      'id',
      'provider',
      'subscription_id as subscriptionId',
      'resource_path as resourcePath',
      'notification_url as notificationUrl',
      'expiration_date_time as expirationDateTime',
      'last_notification_at as lastNotificationAt',
      'is_active as isActive',
      'health',
      'health_reason as healthReason',
    ])
    .where('mailbox_id', '=', connection.mailbox_id)
    .where('external_calendar_id', '=', connection.external_calendar_id)
    .where('delete_wanted_at', 'is', null)
    .where((eb) => eb.or([eb('is_active', '=', true), eb('next_check_at', 'is not', null)]))
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    status: connection.status,
    provider: connection.provider,
    isShared: connection.delegate_email !== null,
    pushWanted: connection.push_wanted,
    webhook: webhook === undefined ? undefined : { ...webhook, calendarConnectionId: connectionId },
  };
}

/** What sleeps or waits for its next attempt is looked at now. */
export async function wakeCalendar(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx
    .updateTable('webhook_subscription as s')
    .from('calendar_connection as c')
    .set({ next_check_at: now, rung_at: null })
    .where('c.id', '=', connectionId)
    .whereRef('s.mailbox_id', '=', 'c.mailbox_id')
    .whereRef('s.external_calendar_id', '=', 'c.external_calendar_id')
    .where((eb) => eb.or([eb('s.is_active', '=', true), eb('s.next_check_at', 'is not', null)]))
    .execute();
}

/** @returns the connection to tend; undefined: no living subscription has this id */
export async function wantPatch(db: Db, subscriptionId: string, now: Date): Promise<string | undefined> {
  const row = await db
    .updateTable('webhook_subscription')
    .set({ patch_wanted_at: now, next_check_at: now })
    .where('subscription_id', '=', subscriptionId)
    .where('is_active', '=', true)
    .returning('calendar_connection_id')
    .executeTakeFirst();
  return row?.calendar_connection_id;
}
