/**
 * What a round means for its connection: begun, finished, not believed, failed. Each is one statement
 * under the fence of the lease; a lost lease writes nothing. Knows no rows of rounds.
 */
import { sql } from 'kysely';

import type { Db, Tx } from '../models/db.ts';
import type { ConnectionStatus } from '../models/connection-status.ts';
import type { SyncTrigger } from '../models/sync-trigger.ts';
import { unansweredSince } from './due.ts';

/**
 * A baseline is about to answer the wish for one: from here on the wish counts as part of wanted_seq. Where nothing
 * else was wanted it has the baseline's cause, or a long one would go on as the notification that came last.
 */
export async function consumeWantedFull(
  tx: Tx,
  connectionId: string,
  { fence, trigger, at }: { readonly fence: number; readonly trigger: SyncTrigger; readonly at: Date },
): Promise<number | undefined> {
  const row = await tx
    .updateTable('calendar_connection')
    .set((eb) => ({
      wanted_full: false,
      // The open round alone would not make the connection due, were its worker to die now.
      wanted_seq: eb.fn<number>('greatest', ['wanted_seq', eb('done_seq', '+', 1)]),
      wanted_cause: sql<SyncTrigger>`case when wanted_seq > done_seq then wanted_cause else ${trigger} end`,
      unanswered_since: unansweredSince(at),
    }))
    .where('id', '=', connectionId)
    .where('fence', '=', fence)
    .returning('wanted_seq')
    .executeTakeFirst();
  return row?.wanted_seq;
}

export interface RoundEnd {
  readonly fence: number;
  /** What the round had read at its start. */
  readonly doneSeq: number;
  /** The mirror is at least as new as this. */
  readonly startedAt: Date;
  readonly at: Date;
  /** Sealed; null where the plain view was read, which has none. */
  readonly syncToken: string | null;
  readonly window: { start: Date; end: Date };
  readonly fullCheck: boolean;
  readonly nextRoundAt: Date;
  readonly followupStep: number;
  /** When a round last found an edit. */
  readonly lastChangedAt: Date | null;
}

/** The round is in the mirror: the calendar is active and what was wanted of it is done. */
export async function finishRound(tx: Tx, connectionId: string, end: RoundEnd): Promise<boolean> {
  const result = await tx
    .updateTable('calendar_connection')
    .set({
      // What was said of it meanwhile (its account must be connected again) stands.
      status: sql<ConnectionStatus>`case when status = 'connecting' then 'active' else status end`,
      status_reason: sql<
        string | null
      >`case when status in ('connecting', 'active') then null else status_reason end`,
      done_seq: end.doneSeq,
      ...(end.syncToken === null ? {} : { sync_token: end.syncToken, delta_again_at: null }),
      window_start: end.window.start,
      window_end: end.window.end,
      ...(end.fullCheck ? { last_full_check_at: end.at, full_again_at: null } : {}),
      last_round_at: end.at,
      // An empty answer to a notification proves only that delta lags: what was told is still missing.
      ...(end.followupStep > 0
        ? { known_as_of: sql<Date>`coalesce(known_as_of, ${end.startedAt})` }
        : { known_as_of: end.startedAt, unanswered_since: null }),
      next_round_at: end.nextRoundAt,
      followup_step: end.followupStep,
      last_changed_at: end.lastChangedAt,
      not_before: null,
      failures: 0,
      suspects: null,
      last_error_code: null,
      last_error_message: null,
      last_error_at: null,
      updated_at: end.at,
    })
    .where('id', '=', connectionId)
    .where('fence', '=', end.fence)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * The round could not be believed, or its token is dead: a baseline is wanted, old rows stay readable.
 * @returns false: the lease was lost, nothing was written
 */
export async function wantBaseline(
  tx: Tx,
  connectionId: string,
  want: {
    fence: number;
    cause: SyncTrigger;
    notBefore: Date | null;
    suspects: readonly string[] | null;
    dropToken: boolean;
    at: Date;
  },
): Promise<boolean> {
  const result = await tx
    .updateTable('calendar_connection')
    .set({
      wanted_full: true,
      // A notification that waits is answered by the baseline, whose emptiness is no more believed than a delta's (S9).
      followup_step: sql<number>`case when wanted_seq > done_seq and wanted_cause = 'notification'
        then greatest(followup_step, 1) else followup_step end`,
      wanted_cause: want.cause,
      not_before: want.notBefore,
      suspects: want.suspects === null ? null : [...want.suspects],
      ...(want.dropToken ? { sync_token: null } : {}),
      updated_at: want.at,
    })
    .where('id', '=', connectionId)
    .where('fence', '=', want.fence)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * How the calendar is to be read from now on (S8).
 * @returns false: the lease was lost, nothing was written
 */
export async function rememberReading(
  tx: Tx,
  connectionId: string,
  reading: {
    fence: number;
    memory: { deltaPageSize: number; deltaAgainAt?: Date };
    at: Date;
  },
): Promise<boolean> {
  const { deltaPageSize, deltaAgainAt } = reading.memory;
  const result = await tx
    .updateTable('calendar_connection')
    .set({
      delta_page_size: deltaPageSize,
      ...(deltaAgainAt === undefined ? {} : { delta_again_at: deltaAgainAt }),
      updated_at: reading.at,
    })
    .where('id', '=', connectionId)
    .where('fence', '=', reading.fence)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * A full reading is given up; the token that still works goes on (S7).
 * @returns false: the lease was lost, nothing was written
 */
export async function putOffBaseline(
  tx: Tx,
  connectionId: string,
  { fence, until, at }: { readonly fence: number; readonly until: Date; readonly at: Date },
): Promise<boolean> {
  const result = await tx
    .updateTable('calendar_connection')
    .set({ full_again_at: until, updated_at: at })
    .where('id', '=', connectionId)
    .where('fence', '=', fence)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export interface RoundFailure {
  readonly fence: number;
  readonly at: Date;
  readonly code: string;
  /** A sentence for its owner: what is wrong and what to do. */
  readonly message: string;
  /** Set: tried again then. Unset with a status: not tried until somebody acts. */
  readonly notBefore: Date | null;
  readonly status: ConnectionStatus | null;
}

export async function recordFailure(db: Db | Tx, connectionId: string, failure: RoundFailure): Promise<void> {
  await db
    .updateTable('calendar_connection')
    .set((eb) => ({
      failures: eb('failures', '+', 1),
      last_error_code: failure.code,
      last_error_message: failure.message,
      last_error_at: failure.at,
      updated_at: failure.at,
      ...(failure.notBefore === null ? {} : { not_before: failure.notBefore }),
      ...(failure.status === null
        ? {}
        : {
            status: failure.status,
            // Whoever said it first knew why: a refused refresh names its cause, the round only that it ended.
            status_reason: sql<string>`case when status = ${failure.status}
              then coalesce(status_reason, ${failure.message}) else ${failure.message} end`,
          }),
    }))
    .where('id', '=', connectionId)
    .where('fence', '=', failure.fence)
    .execute();
}
