/**
 * Connections as their owners see them, and their end: disconnecting stops syncing at once, and the row
 * goes, or rests, when nothing is left at Graph. Events and rounds belong to others: they come as functions.
 */
import type { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import type { Jobs } from '../platform/jobs.ts';
import { recordAudit } from '../audit/audit-log.ts';
import type { Origin } from '../audit/audit-log.ts';
import type { Db, Tx } from '../models/db.ts';
import type { ConnectionStatus } from '../models/connection-status.ts';
import type { jobCatalogue } from '../models/job-catalogue.ts';
import type { Vault } from '../vault/vault.ts';

import type { AccessTokens } from './access-tokens.ts';
import { lockAccountOf, releaseAccount } from './account-store.ts';

/** `purge`: the events go at once. `keep`: they stay readable. */
export type DisconnectData = 'purge' | 'keep';

export interface ConnectionSummary {
  readonly id: string;
  readonly accountId: string;
  readonly mailboxId: string;
  readonly externalCalendarId: string;
  readonly name: string;
  readonly delegateEmail: string | null;
  readonly status: ConnectionStatus;
  readonly statusReason: string | null;
  readonly createdAt: Date;
}

export interface ConnectionStoreDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly tokens: AccessTokens;
  readonly jobs: Pick<Jobs<typeof jobCatalogue>, 'ring'>;
  /** Waits for a commit of the round under way; before the connection's own row, as rounds do it. */
  readonly holdRound: (tx: Tx, connectionId: string) => Promise<void>;
  /** Forgets the round under way, whoever works on it, and ends its run. */
  readonly dropRound: (tx: Tx, connectionId: string, at: Date) => Promise<void>;
  /** Deletes every event, stub and issue of the connection. */
  readonly deleteAllEvents: (tx: Tx, connectionId: string) => Promise<void>;
}

const summaryColumns = [
  'id',
  'account_id as accountId',
  'mailbox_id as mailboxId',
  'external_calendar_id as externalCalendarId',
  'name',
  'delegate_email as delegateEmail',
  'status',
  'status_reason as statusReason',
  'created_at as createdAt',
] as const;

export class ConnectionStore {
  readonly #deps: ConnectionStoreDeps;

  constructor(deps: ConnectionStoreDeps) {
    this.#deps = deps;
  }

  /** In the order connected. */
  list(userId: string): Promise<ConnectionSummary[]> {
    return this.#deps.db
      .selectFrom('calendar_connection')
      .select(summaryColumns)
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  }

  /** undefined: there is none, or it is somebody else's. */
  get(connectionId: string, userId: string): Promise<ConnectionSummary | undefined> {
    return this.#deps.db
      .selectFrom('calendar_connection')
      .select(summaryColumns)
      .where('id', '=', connectionId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
  }

  /**
   * Syncing has stopped when this returns; with `purge` the events are gone too.
   * Asked again, it may turn `keep` into `purge`.
   * @returns false: there is none, or it is somebody else's
   */
  async disconnect(
    connectionId: string,
    userId: string,
    options: { readonly data: DisconnectData; readonly origin?: Origin },
  ): Promise<boolean> {
    const { db, clock, jobs } = this.#deps;
    const accountId = await inTransaction(db, async (tx) => {
      const at = clock.date();
      await this.#deps.holdRound(tx, connectionId);
      await lockAccountOf(tx, connectionId);
      const row = await tx
        .updateTable('calendar_connection')
        .set((eb) => ({
          status: 'disconnecting',
          status_reason: null,
          keep_data: options.data === 'keep',
          sync_token: null,
          wanted_full: false,
          done_seq: eb.ref('wanted_seq'),
          next_round_at: null,
          not_before: null,
          followup_step: 0,
          suspects: null,
          lease_holder: null,
          lease_until: null,
          fence: eb('fence', '+', 1),
          updated_at: at,
        }))
        .where('id', '=', connectionId)
        .where('user_id', '=', userId)
        .returning('account_id')
        .executeTakeFirst();
      if (row === undefined) return undefined;
      await this.#deps.dropRound(tx, connectionId, at);
      if (options.data === 'purge') await this.#deps.deleteAllEvents(tx, connectionId);
      await recordAudit(tx, {
        action: 'calendar.disconnected',
        outcome: 'success',
        at,
        userId,
        subject: { type: 'calendar_connection', id: connectionId },
        detail: { data: options.data },
        ...(options.origin === undefined ? {} : { origin: options.origin }),
      });
      if (await hasNothingAtGraph(tx, connectionId)) await this.#finish(tx, connectionId);
      else await jobs.ring('subscription.tend', [{ connectionId }], tx);
      return row.account_id;
    });
    if (accountId === undefined) return false;
    this.#deps.tokens.forget(accountId);
    return true;
  }

  /**
   * Graph's subscription is gone, or past its expiry: the row goes (`purge`) or rests as disconnected (`keep`),
   * and the account's tokens go with its last connection. Harmless for one that was revived meanwhile.
   */
  async finishDisconnect(connectionId: string): Promise<void> {
    await inTransaction(this.#deps.db, async (tx) => {
      await lockAccountOf(tx, connectionId);
      await this.#finish(tx, connectionId);
    });
  }

  async #finish(tx: Tx, connectionId: string): Promise<void> {
    const at = this.#deps.clock.date();
    const row = await tx
      .selectFrom('calendar_connection')
      .select(['account_id', 'keep_data'])
      .where('id', '=', connectionId)
      .where('status', '=', 'disconnecting')
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return;
    if (row.keep_data === true) {
      await tx
        .updateTable('calendar_connection')
        .set({ status: 'disconnected', updated_at: at })
        .where('id', '=', connectionId)
        .execute();
    } else {
      await tx.deleteFrom('calendar_connection').where('id', '=', connectionId).execute();
    }
    if (await releaseAccount(tx, this.#deps.vault, row.account_id, at)) {
      await recordAudit(tx, {
        action: 'account.deleted',
        outcome: 'success',
        at,
        userId: null,
        subject: { type: 'microsoft_account', id: row.account_id },
      });
    }
  }
}

async function hasNothingAtGraph(tx: Tx, connectionId: string): Promise<boolean> {
  const subscription = await tx
    .selectFrom('webhook_subscription')
    .select('id')
    .where('calendar_connection_id', '=', connectionId)
    .limit(1)
    .executeTakeFirst();
  return subscription === undefined;
}
