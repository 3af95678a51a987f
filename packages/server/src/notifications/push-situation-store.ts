/**
 * Loads what plan-push.ts decides on: one mailbox calendar, seen from any of its connections.
 * Reads only.
 */
import type { Db } from '../models/db.ts';

import type { PushReach } from './push-reach.ts';
import type { PushConnection, PushSituation, PushSubscription } from './push-situation.ts';

/** undefined: there is no such connection any more. */
export async function loadPushSituation(
  db: Db,
  connectionId: string,
  reach: PushReach,
): Promise<PushSituation | undefined> {
  const calendar = await db
    .selectFrom('calendar_connection as c')
    .innerJoin('mailbox as m', 'm.id', 'c.mailbox_id')
    .select([
      'c.mailbox_id as mailboxId',
      'c.external_calendar_id as externalCalendarId',
      'm.object_id as mailboxObjectId',
      'm.calendar_subscription_refused_until as calendarFormRefusedUntil',
    ])
    .where('c.id', '=', connectionId)
    .executeTakeFirst();
  if (calendar === undefined) return undefined;
  const [connections, subscriptions] = await Promise.all([
    loadConnections(db, calendar),
    loadSubscriptions(db, calendar),
  ]);
  return { ...calendar, connections, subscriptions, reach };
}

interface MailboxCalendar {
  readonly mailboxId: string;
  readonly externalCalendarId: string;
}

async function loadConnections(db: Db, calendar: MailboxCalendar): Promise<PushConnection[]> {
  const rows = await db
    .selectFrom('calendar_connection as c')
    .innerJoin('microsoft_account as a', 'a.id', 'c.account_id')
    .select([
      'c.id',
      'c.account_id as accountId',
      'c.status',
      'c.push_wanted as pushWanted',
      'c.is_default as isDefault',
      'c.delegate_email as delegateEmail',
      'a.status as accountStatus',
    ])
    .where('c.mailbox_id', '=', calendar.mailboxId)
    .where('c.external_calendar_id', '=', calendar.externalCalendarId)
    .orderBy('c.created_at')
    .orderBy('c.id')
    .execute();
  return rows.map(({ delegateEmail, accountStatus, ...row }) => ({
    ...row,
    isShared: delegateEmail !== null,
    accountActive: accountStatus === 'active',
  }));
}

async function loadSubscriptions(db: Db, calendar: MailboxCalendar): Promise<PushSubscription[]> {
  return await db
    .selectFrom('webhook_subscription')
    .select([
      'id',
      'calendar_connection_id as connectionId',
      'account_id as accountId',
      'subscription_id as subscriptionId',
      'notification_url as notificationUrl',
      'resource_path as resourcePath',
      'health',
      'is_active as isActive',
      'expiration_date_time as expiresAt',
      'last_patch_at as lastPatchAt',
      'patch_wanted_at as patchWantedAt',
      'delete_wanted_at as deleteWantedAt',
      'next_check_at as nextCheckAt',
      'failures',
      'created_at as createdAt',
    ])
    .where('mailbox_id', '=', calendar.mailboxId)
    .where('external_calendar_id', '=', calendar.externalCalendarId)
    .where((eb) =>
      eb.or([
        eb('is_active', '=', true),
        eb('next_check_at', 'is not', null),
        eb('delete_wanted_at', 'is not', null),
      ]),
    )
    .orderBy('created_at', 'desc')
    .execute();
}
