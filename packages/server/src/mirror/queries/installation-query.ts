/** What the operator must know of the whole installation, over all people. Numbers only. */
import { sql } from 'kysely';

import type { Db } from '../../models/db.ts';
import { HEARTBEAT_ROW, heartbeatRows } from '../../models/heartbeat.ts';
import type { Clock } from '../../platform/clock.ts';
import { leaseIsFree } from '../../platform/lease.ts';
import { freshnessOf } from './freshness.ts';
import type { Freshness, FreshnessFacts } from './freshness.ts';
import { freshnessColumns } from './freshness-query.ts';

/** Work on a schedule, whichever process does it. */
export interface BackgroundJobView {
  readonly name: string;
  readonly lastRunAt: Date | null;
  /** null: only when something asks for it. */
  readonly nextRunAt: Date | null;
  readonly lastDurationMs: number | null;
  /** The name of the last run's error; its text is in the log. */
  readonly lastError: string | null;
  readonly isRunning: boolean;
}

/** Later than any schedule: not on one. */
const NEVER_AFTER = new Date('9000-01-01T00:00:00Z');

export async function queryBackgroundJobs(db: Db): Promise<BackgroundJobView[]> {
  const { rows } = await sql<BackgroundJobView>`
    select name, last_run_at as "lastRunAt", nullif(least(next_run_at, ${NEVER_AFTER}), ${NEVER_AFTER}) as "nextRunAt",
      last_duration_ms as "lastDurationMs", last_error as "lastError",
      not ${leaseIsFree('lease_until')} as "isRunning"
    from background_job where name <> all(${[...heartbeatRows]}) order by name`.execute(db);
  return rows;
}

export interface InstallationNumbers {
  readonly subscriptions: readonly { readonly health: string; readonly count: number }[];
  /** Of every calendar that its owner did not disconnect. */
  readonly freshness: readonly Freshness[];
  readonly rebuildsLastDay: number;
  /** null: nobody was ever at work. */
  readonly lastBeatAt: Date | null;
}

export async function queryInstallation(db: Db, clock: Clock): Promise<InstallationNumbers> {
  const now = clock.date();
  const subscriptions = await sql<{ health: string; count: number }>`
    select health, count(*) as count from webhook_subscription
    where is_active or next_check_at is not null or delete_wanted_at is not null
    group by health`.execute(db);
  const facts = await sql<FreshnessFacts>`
    select ${freshnessColumns(now)} from calendar_connection c
    where c.status not in ('disconnecting', 'disconnected')`.execute(db);
  const rest = await sql<{ rebuilds: number; beat: Date | null }>`
    select (select count(*) from push_rebuild where rebuilt_at > ${new Date(clock.now() - 86_400_000)}) as rebuilds,
      (select last_run_at from background_job where name = ${HEARTBEAT_ROW}) as beat`.execute(db);
  return {
    subscriptions: subscriptions.rows,
    freshness: facts.rows.map((each) => freshnessOf(each, now)),
    rebuildsLastDay: rest.rows[0]?.rebuilds ?? 0,
    lastBeatAt: rest.rows[0]?.beat ?? null,
  };
}
