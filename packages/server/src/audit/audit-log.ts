/**
 * Who did what, to what, from where, and how it ended. Append-only: the table refuses updates.
 * Owns audit_log. Takes no text that a stranger wrote, and no secrets: `detail` is codes and counts.
 */
import type { Clock } from '../platform/clock.ts';
import type { Db, Tx } from '../models/db.ts';

import type { AuditAction, AuditOutcome } from './audit-actions.ts';

/** Where a request came from. */
export interface Origin {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export interface AuditEntry {
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  readonly at: Date;
  /** null: nobody is signed in, or Calmirror itself did it. */
  readonly userId: string | null;
  readonly subject?: { readonly type: string; readonly id: string };
  readonly origin?: Origin;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditRow {
  /** Ascending; the cursor of a listing. */
  readonly id: number;
  readonly at: Date;
  readonly userId: string | null;
  readonly action: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly outcome: AuditOutcome;
  readonly detail: Record<string, unknown>;
}

const USER_AGENT_LENGTH = 300;

/** Give the transaction of what is being recorded: then one cannot happen without the other. */
export async function recordAudit(db: Db | Tx, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit_log')
    .values({
      at: entry.at,
      user_id: entry.userId,
      action: entry.action,
      subject_type: entry.subject?.type ?? null,
      subject_id: entry.subject?.id ?? null,
      ip_address: entry.origin?.ipAddress ?? null,
      user_agent: entry.origin?.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
      outcome: entry.outcome,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}

/**
 * Newest first.
 * @param scope.userId rows of this user only; `all` is for the operator
 * @param page.before id of the last row seen
 */
export async function listAudit(
  db: Db,
  scope: { readonly userId: string } | 'all',
  page: { readonly before?: number; readonly limit: number },
): Promise<{ rows: AuditRow[]; nextCursor: number | null }> {
  let query = db
    .selectFrom('audit_log')
    .select([
      'id',
      'at',
      'user_id as userId',
      'action',
      'subject_type as subjectType',
      'subject_id as subjectId',
      'ip_address as ipAddress',
      'user_agent as userAgent',
      'outcome',
      'detail',
    ])
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (scope !== 'all') query = query.where('user_id', '=', scope.userId);
  if (page.before !== undefined) query = query.where('id', '<', page.before);
  const found = await query.execute();
  const rows = found.slice(0, page.limit);
  return { rows, nextCursor: found.length > page.limit ? (rows.at(-1)?.id ?? null) : null };
}

/** The only way a row leaves. @returns how many went */
export async function forgetOldAudit(db: Db, clock: Clock, retentionDays: number): Promise<number> {
  const result = await db
    .deleteFrom('audit_log')
    .where('at', '<', new Date(clock.now() - retentionDays * 86_400_000))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
