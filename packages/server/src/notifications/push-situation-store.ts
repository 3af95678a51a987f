/**
 * Loads what plan-push.ts decides on: one mailbox calendar seen from any of its
 * connections, or many calendars of a mailbox at once. Reads only.
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
    .selectFrom('calendar_connection')
    .select(['mailbox_id as mailboxId', 'external_calendar_id as externalCalendarId'])
    .where('id', '=', connectionId)
    .executeTakeFirst();
  if (calendar === undefined) return undefined;
  const [situation] = await loadPushSituations(db, calendar.mailboxId, [calendar.externalCalendarId], reach);
  return situation;
}

/** Several calendars of one mailbox, by three statements whatever their number; those that are gone are left out. */
export async function loadPushSituations(
  db: Db,
  mailboxId: string,
  calendarIds: readonly string[],
  reach: PushReach,
): Promise<PushSituation[]> {
  const [mailbox, connections, subscriptions] = await Promise.all([
    db
      .selectFrom('mailbox')
      .select([
        'object_id as mailboxObjectId',
        'calendar_subscription_refused_until as calendarFormRefusedUntil',
      ])
      .where('id', '=', mailboxId)
      .executeTakeFirst(),
    loadConnections(db, mailboxId, calendarIds),
    loadSubscriptions(db, mailboxId, calendarIds),
  ]);
  if (mailbox === undefined) return [];
  return calendarIds.flatMap((externalCalendarId) => {
    const own = connections.get(externalCalendarId);
    if (own === undefined) return [];
    const rows = subscriptions.get(externalCalendarId) ?? [];
    return [{ ...mailbox, mailboxId, externalCalendarId, connections: own, subscriptions: rows, reach }];
  });
}

async function loadConnections(
  db: Db,
  mailboxId: string,
  calendarIds: readonly string[],
): Promise<Map<string, PushConnection[]>> {
  const rows = await db
    .selectFrom('calendar_connection as c')
    .innerJoin('microsoft_account as a', 'a.id', 'c.account_id')
    .select([
      'c.external_calendar_id as calendarId',
      'c.id',
      'c.account_id as accountId',
      'c.status',
      'c.push_wanted as pushWanted',
      'c.is_default as isDefault',
      'c.delegate_email as delegateEmail',
      'a.status as accountStatus',
    ])
    .where('c.mailbox_id', '=', mailboxId)
    .where('c.external_calendar_id', 'in', [...calendarIds])
    .orderBy('c.created_at')
    .orderBy('c.id')
    .execute();
  return byCalendar(
    rows.map(({ delegateEmail, accountStatus, ...row }) => ({
      ...row,
      isShared: delegateEmail !== null,
      accountActive: accountStatus === 'active',
    })),
  );
}

async function loadSubscriptions(
  db: Db,
  mailboxId: string,
  calendarIds: readonly string[],
): Promise<Map<string, PushSubscription[]>> {
  const rows = await db
    .selectFrom('webhook_subscription')
    .select([
      'external_calendar_id as calendarId',
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
    .where('mailbox_id', '=', mailboxId)
    .where('external_calendar_id', 'in', [...calendarIds])
    .where((eb) =>
      eb.or([
        eb('is_active', '=', true),
        eb('next_check_at', 'is not', null),
        eb('delete_wanted_at', 'is not', null),
      ]),
    )
    .orderBy('created_at', 'desc')
    .execute();
  return byCalendar(rows);
}

function byCalendar<Row extends { readonly calendarId: string }>(
  rows: readonly Row[],
): Map<string, Omit<Row, 'calendarId'>[]> {
  const groups = new Map<string, Omit<Row, 'calendarId'>[]>();
  for (const { calendarId, ...row } of rows) {
    const group = groups.get(calendarId) ?? [];
    group.push(row);
    groups.set(calendarId, group);
  }
  return groups;
}
