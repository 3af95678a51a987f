/**
 * Every write to webhook_subscription but those of arriving notifications (persist-notifications.ts).
 * A row that was replaced has no next check; it stays for a while because its late notifications
 * are still genuine. Each write names the row by id: who lost a race changes nothing.
 */
import { newId } from '../platform/ids.ts';
import type { Db, Tx } from '../models/db.ts';

import type {
  PushConnection,
  PushSituation,
  PushSubscription,
  SubscriptionHealth,
} from './push-situation.ts';

/** A creation that was never answered is looked at again after this. */
const UNANSWERED_AFTER_MS = 60_000;

/** Commits the hash before Graph is asked: its first notification may come before its answer. */
export async function insertCreating(
  tx: Tx,
  creation: {
    readonly situation: PushSituation;
    readonly connection: PushConnection;
    readonly resourcePath: string;
    readonly notificationUrl: string;
    readonly clientStateHash: string;
    readonly now: Date;
  },
): Promise<{ id: string; failures: number }> {
  const { situation, connection, now } = creation;
  const replaced = situation.subscriptions.filter((row) => row.deleteWantedAt === null);
  if (replaced.length > 0) {
    await tx
      .updateTable('webhook_subscription')
      .set({ is_active: false, next_check_at: null, updated_at: now })
      .where(
        'id',
        'in',
        replaced.map((row) => row.id),
      )
      .execute();
  }
  const row = { id: newId(), failures: Math.max(0, ...replaced.map((each) => each.failures)) };
  await tx
    .insertInto('webhook_subscription')
    .values({
      ...row,
      calendar_connection_id: connection.id,
      mailbox_id: situation.mailboxId,
      account_id: connection.accountId,
      external_calendar_id: situation.externalCalendarId,
      subscription_id: null,
      resource_path: creation.resourcePath,
      notification_url: creation.notificationUrl,
      client_state: creation.clientStateHash,
      expiration_date_time: null,
      last_notification_at: null,
      last_patch_at: null,
      patch_wanted_at: null,
      delete_wanted_at: null,
      is_active: true,
      health: 'creating',
      health_reason: null,
      next_check_at: new Date(now.getTime() + UNANSWERED_AFTER_MS),
      rung_at: now,
      created_at: now,
      updated_at: now,
    })
    .execute();
  return row;
}

/** Graph has granted it. What the notifications of these milliseconds have asked for stays. */
export async function markGranted(
  tx: Tx,
  id: string,
  granted: { readonly subscriptionId: string; readonly expiresAt: Date; readonly now: Date },
): Promise<void> {
  await tx
    .updateTable('webhook_subscription')
    .set({
      subscription_id: granted.subscriptionId,
      expiration_date_time: granted.expiresAt,
      health: 'live',
      health_reason: null,
      failures: 0,
      next_check_at: granted.now,
      updated_at: granted.now,
    })
    .where('id', '=', id)
    .where('health', '=', 'creating')
    .execute();
}

/** A PATCH succeeded; what was wanted since it began is still wanted. */
export async function markPatched(
  tx: Tx,
  id: string,
  patch: { readonly expiresAt: Date; readonly begunAt: Date; readonly now: Date },
): Promise<void> {
  await tx
    .updateTable('webhook_subscription')
    .set((eb) => ({
      expiration_date_time: patch.expiresAt,
      last_patch_at: patch.now,
      patch_wanted_at: eb
        .case()
        .when('patch_wanted_at', '>', patch.begunAt)
        .then(eb.ref('patch_wanted_at'))
        .else(null)
        .end(),
      health: 'live',
      health_reason: null,
      is_active: true,
      failures: 0,
      next_check_at: patch.now,
      updated_at: patch.now,
    }))
    .where('id', '=', id)
    .execute();
}

/** It failed, or Graph has lost it. `health` stays where it is not given. */
export async function markFailed(
  db: Db | Tx,
  id: string,
  failure: {
    readonly health?: SubscriptionHealth;
    readonly reason: string | null;
    readonly nextCheckAt: Date;
    readonly now: Date;
  },
): Promise<void> {
  const stopped = failure.health !== undefined && failure.health !== 'live' && failure.health !== 'creating';
  await db
    .updateTable('webhook_subscription')
    .set((eb) => ({
      ...(failure.health === undefined ? {} : { health: failure.health }),
      ...(stopped ? { is_active: false } : {}),
      health_reason: failure.reason,
      failures: eb('failures', '+', 1),
      next_check_at: failure.nextCheckAt,
      updated_at: failure.now,
    }))
    .where('id', '=', id)
    .execute();
}

/** Alive no more at Graph: made anew at once. */
export async function markLost(tx: Tx, id: string, health: 'expired' | 'removed', now: Date): Promise<void> {
  await tx
    .updateTable('webhook_subscription')
    .set({ health, is_active: false, patch_wanted_at: null, next_check_at: now, updated_at: now })
    .where('id', '=', id)
    .execute();
}

/** Nobody wants it: Graph's is deleted as soon as it can be. */
export async function markRetired(db: Tx, id: string, now: Date): Promise<void> {
  await db
    .updateTable('webhook_subscription')
    .set({
      health: 'deleting',
      is_active: false,
      delete_wanted_at: now,
      patch_wanted_at: null,
      next_check_at: now,
      failures: 0,
      updated_at: now,
    })
    .where('id', '=', id)
    .execute();
}

/** Nothing of it is left at Graph; the hash stays known for late notifications. */
export async function forget(db: Db | Tx, id: string, now: Date): Promise<void> {
  await db
    .updateTable('webhook_subscription')
    .set({
      health: 'removed',
      is_active: false,
      delete_wanted_at: null,
      next_check_at: null,
      updated_at: now,
    })
    .where('id', '=', id)
    .execute();
}

/** A row thought lost lives: Graph still has its subscription, and its secret is still known. */
export async function revive(
  tx: Tx,
  id: string,
  found: {
    readonly connection: PushConnection;
    readonly expiresAt: Date;
    readonly patchedAt: Date | null;
    readonly now: Date;
  },
): Promise<void> {
  await tx
    .updateTable('webhook_subscription')
    .set({
      calendar_connection_id: found.connection.id,
      account_id: found.connection.accountId,
      expiration_date_time: found.expiresAt,
      last_patch_at: found.patchedAt,
      patch_wanted_at: null,
      delete_wanted_at: null,
      health: 'live',
      health_reason: null,
      is_active: true,
      failures: 0,
      next_check_at: found.now,
      updated_at: found.now,
    })
    .where('id', '=', id)
    .execute();
}

export async function deleteRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('webhook_subscription').where('id', '=', id).execute();
}

/** Another connection of the same mailbox calendar goes on with it. */
export async function handOver(db: Db, id: string, to: PushConnection, now: Date): Promise<void> {
  await db
    .updateTable('webhook_subscription')
    .set({ calendar_connection_id: to.id, account_id: to.accountId, updated_at: now })
    .where('id', '=', id)
    .execute();
}

/** Sleeps until then, unless something was wanted of it since it was read. */
export async function sleepUntil(db: Db, seen: PushSubscription, at: Date): Promise<boolean> {
  const result = await db
    .updateTable('webhook_subscription')
    .set({ next_check_at: at, rung_at: null })
    .where('id', '=', seen.id)
    .where('next_check_at', 'is not distinct from', seen.nextCheckAt)
    .where('patch_wanted_at', 'is not distinct from', seen.patchWantedAt)
    .where('health', '=', seen.health)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** A row of ours, of any age, that carries this id of Graph's in this mailbox calendar. */
export async function findByGraphId(
  db: Db,
  situation: Pick<PushSituation, 'mailboxId' | 'externalCalendarId'>,
  subscriptionId: string,
): Promise<{ id: string; createdAt: Date; lastPatchAt: Date | null } | undefined> {
  return await db
    .selectFrom('webhook_subscription')
    .select(['id', 'created_at as createdAt', 'last_patch_at as lastPatchAt'])
    .where('subscription_id', '=', subscriptionId)
    .where('mailbox_id', '=', situation.mailboxId)
    .where('external_calendar_id', '=', situation.externalCalendarId)
    .executeTakeFirst();
}
