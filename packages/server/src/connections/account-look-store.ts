/**
 * The rows behind the daily look at an account: which is due, what is known of it, and what is written
 * when its list of calendars has been judged. One transaction an account.
 */
import { sql } from 'kysely';

import { recordAudit } from '../audit/audit-log.ts';
import type { Db, Tx } from '../models/db.ts';
import type { Clock } from '../platform/clock.ts';

import { lockAccount } from './account-store.ts';
import { raiseWanted } from './due.ts';
import type { DueConnection } from './due.ts';
import type { ListVerdict, MirroredCalendar } from './judge-calendar-list.ts';
import { leaveSubscriptions } from './push-wishes.ts';
import type { StoredCalendar } from './oauth-session-store.ts';

const DAY_MS = 86_400_000;
/** Should the look fail, or its process die. */
const AGAIN_AFTER_MS = 3_600_000;
/** What nobody wanted for so long is not offered for ever. */
const OFFER_DAYS = 30;

export interface DueAccount {
  readonly id: string;
  readonly userId: string;
  readonly mailboxId: string;
  readonly email: string;
  readonly knownCalendars: string[] | null;
}

/** The one that waits longest; several processes may ask at once. */
export async function claimAccount(db: Db, clock: Clock): Promise<DueAccount | undefined> {
  const now = clock.date();
  const result = await sql<DueAccount>`
    with due as (
      select a.id from microsoft_account a join mailbox m on m.id = a.mailbox_id
      where a.status = 'active' and coalesce(a.next_look_at, a.created_at + interval '1 day') <= ${now}
        and (m.blocked_until is null or m.blocked_until <= ${now})
      order by coalesce(a.next_look_at, a.created_at)
      limit 1
      for update of a skip locked
    )
    update microsoft_account a set next_look_at = ${new Date(clock.now() + AGAIN_AFTER_MS)}
    from due where a.id = due.id
    returning a.id, a.user_id as "userId", a.mailbox_id as "mailboxId", a.email,
      a.known_calendars as "knownCalendars"`.execute(db);
  return result.rows[0];
}

interface ListMoment {
  readonly at: Date;
  readonly jitter: number;
  /** Something could not be asked. */
  readonly isUnfinished?: boolean;
}

/** A list that its owner was shown: nothing of it is new to them, and a day is time enough. */
export async function rememberList(
  tx: Tx,
  accountId: string,
  list: { readonly ids: readonly string[] } & ListMoment,
): Promise<void> {
  const again = list.isUnfinished === true ? AGAIN_AFTER_MS : DAY_MS;
  await tx
    .updateTable('microsoft_account')
    .set({
      known_calendars: [...list.ids],
      // Within a day and up to a tenth earlier, so that accounts connected together do not stay together.
      next_look_at: new Date(list.at.getTime() + Math.round(again * (1 - list.jitter / 10))),
    })
    .where('id', '=', accountId)
    .execute();
}

/** Its owner is shown the whole list, the new ones included. */
export async function forgetOffers(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('calendar_offer').where('account_id', '=', accountId).execute();
}

/** What is connected through the account, or was. */
export async function mirroredCalendars(db: Db | Tx, accountId: string): Promise<MirroredCalendar[]> {
  return db
    .selectFrom('calendar_connection')
    .select([
      'id',
      'external_calendar_id as externalCalendarId',
      'status',
      'name',
      'color',
      'hex_color as hexColor',
      'owner_name as ownerName',
      'owner_address as ownerAddress',
      'can_edit as canEdit',
      'is_default as isDefault',
    ])
    .where('account_id', '=', accountId)
    .execute();
}

/**
 * @param verdict.back with those that were refused and may be read again
 * @returns connections that sync again: to be rung in the same transaction
 */
export async function writeVerdict(
  tx: Tx,
  account: DueAccount,
  verdict: ListVerdict,
  at: ListMoment,
): Promise<DueConnection[]> {
  if ((await lockAccount(tx, account.id)) === undefined) return [];
  for (const { connectionId, calendar } of verdict.changed)
    await follow(tx, account, connectionId, calendar, at.at);
  for (const { connectionId, calendar } of verdict.back)
    await adoptCalendar(tx, connectionId, calendar.id, at.at);
  const healed = await heal(
    tx,
    account,
    verdict.back.map(({ connectionId }) => connectionId),
    at.at,
  );
  await lookNow(tx, verdict.missing, at.at);
  await writeOffers(tx, account.id, verdict, at.at);
  await rememberList(tx, account.id, { ids: verdict.known, ...at });
  return healed;
}

/** The calendar goes on under another id; where it kept its own, nothing happens. */
export async function adoptCalendar(
  tx: Tx,
  connectionId: string,
  externalCalendarId: string,
  at: Date,
): Promise<void> {
  const adopted = await tx
    .updateTable('calendar_connection')
    .set({ external_calendar_id: externalCalendarId, sync_token: null })
    .where('id', '=', connectionId)
    .where('external_calendar_id', '<>', externalCalendarId)
    .returning('id')
    .executeTakeFirst();
  if (adopted !== undefined) await leaveSubscriptions(tx, connectionId, externalCalendarId, at);
}

async function follow(
  tx: Tx,
  account: DueAccount,
  connectionId: string,
  calendar: StoredCalendar,
  at: Date,
): Promise<void> {
  const before = await tx
    .selectFrom('calendar_connection')
    .select('name')
    .where('id', '=', connectionId)
    .executeTakeFirst();
  if (before === undefined) return;
  await tx
    .updateTable('calendar_connection')
    .set({
      name: calendar.name,
      color: calendar.color,
      hex_color: calendar.hexColor,
      owner_name: calendar.ownerName,
      owner_address: calendar.ownerAddress,
      // Whether it is shared was decided with every address of the mailbox at hand; here is but one.
      delegate_email: sql<
        string | null
      >`case when delegate_email is null then null else ${calendar.ownerAddress} end`,
      can_edit: calendar.canEdit,
      is_default: calendar.isDefault,
      updated_at: at,
    })
    .where('id', '=', connectionId)
    .execute();
  await recordAudit(tx, {
    action: 'calendar.followed',
    outcome: 'success',
    at,
    userId: account.userId,
    subject: { type: 'calendar_connection', id: connectionId },
    detail: before.name === calendar.name ? {} : { renamedFrom: before.name, renamedTo: calendar.name },
  });
}

/** A full reading, because nobody knows what was missed. Only what is still stopped. */
async function heal(
  tx: Tx,
  account: DueAccount,
  connectionIds: readonly string[],
  at: Date,
): Promise<DueConnection[]> {
  if (connectionIds.length === 0) return [];
  const healed = await tx
    .updateTable('calendar_connection')
    .set((eb) => ({
      status: eb
        .case()
        .when('last_round_at', 'is', null)
        .then<'connecting'>('connecting')
        .else<'active'>('active')
        .end(),
      status_reason: null,
      not_before: null,
      failures: 0,
      last_error_code: null,
      last_error_message: null,
      last_error_at: null,
      updated_at: at,
    }))
    .where('id', 'in', [...connectionIds])
    .where('status', 'in', ['gone', 'unsupported', 'forbidden', 'reauth_required'])
    .returning('id')
    .execute();
  for (const { id } of healed) {
    await recordAudit(tx, {
      action: 'calendar.healed',
      outcome: 'success',
      at,
      userId: account.userId,
      subject: { type: 'calendar_connection', id },
    });
  }
  return raiseWanted(
    tx,
    healed.map(({ id }) => id),
    'connect',
    at,
    { full: true },
  );
}

/** Its round finds out what became of it, by the same rules as ever. */
async function lookNow(tx: Tx, connectionIds: readonly string[], at: Date): Promise<void> {
  if (connectionIds.length === 0) return;
  await tx
    .updateTable('calendar_connection')
    .set({ next_round_at: sql<Date>`least(next_round_at, ${at})` })
    .where('id', 'in', [...connectionIds])
    .where('status', '=', 'active')
    .execute();
}

async function writeOffers(tx: Tx, accountId: string, verdict: ListVerdict, at: Date): Promise<void> {
  await tx
    .deleteFrom('calendar_offer')
    .where('account_id', '=', accountId)
    .where((eb) =>
      eb.or([
        eb('noticed_at', '<', new Date(at.getTime() - OFFER_DAYS * DAY_MS)),
        eb.not(eb('external_calendar_id', '=', eb.fn.any(eb.val([...verdict.known])))),
      ]),
    )
    .execute();
  if (verdict.fresh.length === 0) return;
  await tx
    .insertInto('calendar_offer')
    .values(
      verdict.fresh.map(({ id, name }) => ({
        account_id: accountId,
        external_calendar_id: id,
        name,
        noticed_at: at,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
