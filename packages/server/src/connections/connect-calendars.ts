/**
 * Makes connections of chosen calendars, and revives disconnected ones, inside the caller's
 * transaction. Owns the rows of calendar_connection at their beginning; rounds come later.
 */
import { newId } from '../platform/ids.ts';
import type { Tx } from '../models/db.ts';

import type { StoredCalendar } from './oauth-session-store.ts';

export interface ConnectedCalendars {
  /** In the order chosen, the ones connected before included. */
  readonly connectionIds: readonly string[];
  /** Those that begin now: to be rung in the same transaction. */
  readonly begun: readonly string[];
}

export async function connectCalendars(
  tx: Tx,
  wish: {
    userId: string;
    accountId: string;
    mailboxId: string;
    calendars: readonly StoredCalendar[];
    at: Date;
  },
): Promise<ConnectedCalendars> {
  const existing = await tx
    .selectFrom('calendar_connection')
    .select(['id', 'external_calendar_id', 'status'])
    .where('user_id', '=', wish.userId)
    .where('mailbox_id', '=', wish.mailboxId)
    .where(
      'external_calendar_id',
      'in',
      wish.calendars.map((calendar) => calendar.id),
    )
    .forUpdate()
    .execute();
  const byCalendar = new Map(existing.map((row) => [row.external_calendar_id, row]));
  const connectionIds: string[] = [];
  const begun: string[] = [];
  for (const calendar of wish.calendars) {
    const row = byCalendar.get(calendar.id);
    if (row === undefined) {
      const id = newId();
      await tx
        .insertInto('calendar_connection')
        .values(newConnection(id, wish, calendar))
        .execute();
      connectionIds.push(id);
      begun.push(id);
      continue;
    }
    connectionIds.push(row.id);
    if (!mayRevive(row.status)) continue;
    await revive(tx, row.id, { accountId: wish.accountId, calendar, at: wish.at });
    begun.push(row.id);
  }
  return { connectionIds, begun };
}

/** What its owner let go of, or what Graph no longer had, may come back. */
function mayRevive(status: string): boolean {
  return ['disconnected', 'disconnecting', 'gone', 'forbidden', 'unsupported'].includes(status);
}

function newConnection(
  id: string,
  wish: { userId: string; accountId: string; mailboxId: string; at: Date },
  calendar: StoredCalendar,
) {
  return {
    id,
    user_id: wish.userId,
    account_id: wish.accountId,
    mailbox_id: wish.mailboxId,
    external_calendar_id: calendar.id,
    ...shownColumns(calendar),
    status: 'connecting' as const,
    status_reason: null,
    keep_data: null,
    sync_token: null,
    window_start: null,
    window_end: null,
    wanted_seq: 1,
    wanted_full: true,
    wanted_cause: 'connect' as const,
    next_round_at: null,
    not_before: null,
    rung_at: wish.at,
    suspects: null,
    lease_holder: null,
    lease_until: null,
    last_notification_at: null,
    last_round_at: null,
    last_full_check_at: null,
    last_error_code: null,
    last_error_message: null,
    last_error_at: null,
    created_at: wish.at,
    updated_at: wish.at,
  };
}

/** A baseline, as for a new one; whoever still held its lease can commit no more. */
async function revive(
  tx: Tx,
  id: string,
  to: { accountId: string; calendar: StoredCalendar; at: Date },
): Promise<void> {
  await tx
    .updateTable('calendar_connection')
    .set((eb) => ({
      account_id: to.accountId,
      ...shownColumns(to.calendar),
      status: 'connecting',
      status_reason: null,
      keep_data: null,
      push_wanted: true,
      sync_token: null,
      wanted_seq: eb('wanted_seq', '+', 1),
      wanted_full: true,
      wanted_cause: 'connect',
      next_round_at: null,
      not_before: null,
      rung_at: to.at,
      followup_step: 0,
      failures: 0,
      suspects: null,
      lease_holder: null,
      lease_until: null,
      fence: eb('fence', '+', 1),
      last_error_code: null,
      last_error_message: null,
      last_error_at: null,
      updated_at: to.at,
    }))
    .where('id', '=', id)
    .execute();
}

function shownColumns(calendar: StoredCalendar) {
  return {
    name: calendar.name,
    color: calendar.color,
    hex_color: calendar.hexColor,
    owner_name: calendar.ownerName,
    owner_address: calendar.ownerAddress,
    delegate_email: calendar.isShared ? calendar.ownerAddress : null,
    can_edit: calendar.canEdit,
    is_default: calendar.isDefault,
  };
}
