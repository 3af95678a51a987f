/**
 * The silence detector at work: judges the suspicions whose time has come, and makes the push of a
 * calendar anew where judge-silence.ts says so. Run by one process at a time.
 */
import { sql } from 'kysely';

import { raiseWanted } from '../connections/due.ts';
import type { Db, Tx } from '../models/db.ts';
import type { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import { decideRebuild, isSilence } from './judge-silence.ts';
import type { Rebuild } from './judge-silence.ts';
import { ringRounds } from './ring.ts';
import type { Ring } from './ring.ts';
import { markRetired } from './subscription-store.ts';

const KEPT_MS = 2 * 86_400_000;
const CHUNK = 500;

/** A calendar whose push was made anew. */
export interface Rebuilt {
  readonly connectionId: string;
}

export async function judgeSilence(db: Db, clock: Clock, ring: Ring): Promise<Rebuilt[]> {
  await judgeDue(db, clock, ring);
  const rebuilt: Rebuilt[] = [];
  for (const calendar of await silentCalendars(db)) {
    const rebuild = decideRebuild(
      calendar.foundAt.map((at) => at.getTime()),
      calendar.last,
      clock.now(),
    );
    if (rebuild !== undefined && (await makeAnew(db, clock, ring, calendar, rebuild))) {
      rebuilt.push({ connectionId: calendar.ownerId });
    }
  }
  await db
    .deleteFrom('silence_suspicion')
    .where('judge_at', '<', new Date(clock.now() - KEPT_MS))
    .execute();
  return rebuilt;
}

async function judgeDue(db: Db, clock: Clock, ring: Ring): Promise<void> {
  for (;;) {
    const due = await db
      .selectFrom('silence_suspicion as f')
      .innerJoin('webhook_subscription as s', 's.id', 'f.webhook_subscription_id')
      .select([
        'f.connection_id as connectionId',
        'f.run_id as runId',
        'f.modified_at as modifiedAt',
        's.created_at as subscribedAt',
        's.last_notification_at as lastNotificationAt',
        's.mailbox_id as mailboxId',
        's.external_calendar_id as externalCalendarId',
      ])
      .where('f.is_silence', 'is', null)
      .where('f.judge_at', '<=', clock.date())
      .limit(CHUNK)
      .execute();
    for (const round of due) {
      const silence = isSilence({
        modifiedAt: round.modifiedAt.getTime(),
        subscribedAt: round.subscribedAt.getTime(),
        lastNotificationAt: round.lastNotificationAt?.getTime() ?? null,
      });
      await inTransaction(db, async (tx) => {
        await tx
          .updateTable('silence_suspicion')
          .set({ is_silence: silence })
          .where('connection_id', '=', round.connectionId)
          .where('run_id', '=', round.runId)
          .execute();
        // From here on it is polled until a notification comes; its next look was hours away.
        if (silence) await readAgain(tx, clock.date(), ring, round);
      });
    }
    if (due.length < CHUNK) return;
  }
}

interface SilentCalendar {
  readonly subscriptionRowId: string;
  readonly ownerId: string;
  readonly mailboxId: string;
  readonly externalCalendarId: string;
  readonly foundAt: readonly Date[];
  readonly last: Rebuild | undefined;
}

/** By connection: two users' rounds that miss the same change are no two proofs. */
async function silentCalendars(db: Db): Promise<SilentCalendar[]> {
  const { rows } = await sql<
    Omit<SilentCalendar, 'last'> & { rebuiltAt: Date | null; pauseSeconds: number | null }
  >`
    select s.id as "subscriptionRowId", s.calendar_connection_id as "ownerId", s.mailbox_id as "mailboxId",
      s.external_calendar_id as "externalCalendarId", array_agg(f.found_at) as "foundAt",
      r.rebuilt_at as "rebuiltAt", r.pause_seconds as "pauseSeconds"
    from silence_suspicion f
    join webhook_subscription s on s.id = f.webhook_subscription_id and s.is_active and s.health = 'live'
    left join push_rebuild r on r.mailbox_id = s.mailbox_id and r.external_calendar_id = s.external_calendar_id
    where f.is_silence
    group by f.connection_id, s.id, r.rebuilt_at, r.pause_seconds`.execute(db);
  return rows.map(({ rebuiltAt, pauseSeconds, ...row }) => ({
    ...row,
    last:
      rebuiltAt === null || pauseSeconds === null
        ? undefined
        : { at: rebuiltAt.getTime(), pauseMs: pauseSeconds * 1000 },
  }));
}

/** All who live by the push of this calendar. */
async function readAgain(
  tx: Tx,
  now: Date,
  ring: Ring,
  calendar: Pick<SilentCalendar, 'mailboxId' | 'externalCalendarId'>,
): Promise<void> {
  const readers = await tx
    .selectFrom('calendar_connection')
    .select('id')
    .where('mailbox_id', '=', calendar.mailboxId)
    .where('external_calendar_id', '=', calendar.externalCalendarId)
    .where('push_wanted', '=', true)
    .orderBy('id')
    .execute();
  const ids = readers.map(({ id }) => id);
  await ringRounds(ring, await raiseWanted(tx, ids, 'poll', now), tx);
}

/** @returns false: its subscription went meanwhile */
async function makeAnew(
  db: Db,
  clock: Clock,
  ring: Ring,
  calendar: SilentCalendar,
  rebuild: Rebuild,
): Promise<boolean> {
  const now = clock.date();
  return await inTransaction(db, async (tx) => {
    const live = await tx
      .selectFrom('webhook_subscription')
      .select('id')
      .where('id', '=', calendar.subscriptionRowId)
      .where('is_active', '=', true)
      .where('health', '=', 'live')
      .forUpdate()
      .executeTakeFirst();
    if (live === undefined) return false;
    await markRetired(tx, live.id, now);
    const done = { rebuilt_at: now, pause_seconds: Math.round(rebuild.pauseMs / 1000) };
    await tx
      .insertInto('push_rebuild')
      .values({
        mailbox_id: calendar.mailboxId,
        external_calendar_id: calendar.externalCalendarId,
        ...done,
      })
      .onConflict((conflict) => conflict.columns(['mailbox_id', 'external_calendar_id']).doUpdateSet(done))
      .execute();
    await readAgain(tx, now, ring, calendar);
    await ring('subscription.tend', [{ connectionId: calendar.ownerId }], tx);
    return true;
  });
}
