/**
 * A living access token of an account: from memory, from its row, or refreshed once over all
 * processes by a lease on the row. The new refresh token is committed before the access token is used.
 * A lost race is recovered by reading what the winner stored: Entra leaves the old refresh token valid.
 * Source: learn.microsoft.com/entra/identity-platform/refresh-tokens.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Clock } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { inTransaction } from '../platform/in-transaction.ts';
import { keepLease } from '../platform/lease.ts';
import type { Logger } from '../platform/logger.ts';
import type { Db } from '../models/db.ts';
import type { Vault } from '../vault/vault.ts';

import { AccessTokenError } from './access-token-error.ts';
import { dataKeyOf } from './account-keys.ts';
import { markReauthRequired } from './account-status.ts';
import {
  readTokens,
  releaseRefreshLease,
  renewRefreshLease,
  takeRefreshLease,
  tokenColumns,
} from './account-tokens.ts';
import type { AccountTokens, HeldToken } from './account-tokens.ts';
import { EntraRefusal, EntraUnreachable } from './entra-client.ts';
import type { EntraClient, TokenSet } from './entra-client.ts';
import { reasonOf, refreshFailureOf } from './entra-answer.ts';
import { refreshScopes } from './scopes.ts';
import { TokenMemory } from './token-memory.ts';

const EARLY_MS = 5 * 60_000;
const LOOK_AGAIN_MS = 100;
/** Longer waits belong to a row, not to a process. */
const LONGEST_WAIT_MS = 2000;

export interface AccessTokensDeps {
  readonly db: Db;
  readonly vault: Vault;
  readonly entra: EntraClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly leaseSeconds: number;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

export class AccessTokens {
  readonly #deps: AccessTokensDeps;
  readonly #memory = new TokenMemory();
  readonly #refreshing = new Map<string, Promise<string>>();

  constructor(deps: AccessTokensDeps) {
    this.#deps = deps;
  }

  /**
   * @param options.rejected a token that Graph answered 401 to: another one is fetched
   * @throws AccessTokenError
   */
  async forAccount(accountId: string, options: { rejected?: string } = {}): Promise<string> {
    const remembered = this.#memory.get(accountId, this.#deps.clock.now());
    if (remembered !== undefined && remembered !== options.rejected) return remembered;
    if (options.rejected !== undefined) this.#memory.forget(accountId);

    const running = this.#refreshing.get(accountId);
    if (running !== undefined) {
      const token = await running;
      if (token !== options.rejected) return token;
    }
    const refreshing = this.#fromRow(accountId, options.rejected).finally(() => {
      if (this.#refreshing.get(accountId) === refreshing) this.#refreshing.delete(accountId);
    });
    this.#refreshing.set(accountId, refreshing);
    return refreshing;
  }

  /** After a disconnect or a new connect: the next use reads the row again. */
  forget(accountId: string): void {
    this.#memory.forget(accountId);
  }

  async #fromRow(accountId: string, rejected: string | undefined): Promise<string> {
    const deadline = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const tokens = await this.#read(accountId);
      const held =
        tokens.access === undefined || tokens.access.token === rejected ? undefined : tokens.access;
      if (held !== undefined && held.expiresAt - this.#earlyBy(held) > this.#deps.clock.now()) {
        return this.#remember(accountId, held);
      }
      const refreshed = await this.#refreshUnderLease(accountId, tokens, rejected);
      if (refreshed !== undefined) return refreshed;
      // Another process refreshes. The old token is good until it expires.
      if (held !== undefined && held.expiresAt > this.#deps.clock.now()) return held.token;
      if (performance.now() > deadline) {
        throw new AccessTokenError('temporary', 'Another process is refreshing this account’s token.');
      }
      await sleep(LOOK_AGAIN_MS);
    }
  }

  async #read(accountId: string): Promise<AccountTokens> {
    const tokens = await readTokens(this.#deps.db, this.#deps.vault, accountId);
    if (tokens === undefined)
      throw new AccessTokenError('account_gone', 'This Microsoft account was disconnected.');
    if (tokens.status === 'reauth_required') {
      throw new AccessTokenError('reauth_required', tokens.statusReason ?? 'Connect the account again.');
    }
    return tokens;
  }

  /** Jittered, so that processes and accounts do not all refresh in one moment. */
  #earlyBy(held: HeldToken): number {
    return Math.min(EARLY_MS * (0.8 + 0.4 * this.#deps.random()), held.lifetimeMs / 2);
  }

  #remember(accountId: string, held: HeldToken): string {
    this.#memory.set(accountId, held.token, held.expiresAt - this.#earlyBy(held));
    return held.token;
  }

  /** undefined: the lease is somebody else's, or what was read is no longer what is stored. */
  async #refreshUnderLease(
    accountId: string,
    seen: AccountTokens,
    rejected: string | undefined,
  ): Promise<string | undefined> {
    const { db, leaseSeconds } = this.#deps;
    const lease = { holder: newId(), seconds: leaseSeconds };
    if (!(await takeRefreshLease(db, accountId, lease))) return undefined;
    await using _kept = keepLease({
      seconds: leaseSeconds,
      renew: () => renewRefreshLease(db, accountId, lease),
    });
    try {
      const tokens = await this.#read(accountId);
      // Refreshed between our reading and our lease.
      if (tokens.refreshToken !== seen.refreshToken || tokens.access?.token !== seen.access?.token)
        return undefined;
      return await this.#refresh(tokens, lease.holder, rejected);
    } finally {
      await releaseRefreshLease(db, accountId, lease.holder);
    }
  }

  async #refresh(
    tokens: AccountTokens,
    holder: string,
    rejected: string | undefined,
  ): Promise<string | undefined> {
    const { entra, clock } = this.#deps;
    const { accountId, refreshToken } = tokens;
    if (refreshToken === undefined) {
      await this.#markReauth(accountId, holder, {
        reason: 'Connect the account again.',
        code: 'no_refresh_token',
      });
      throw new AccessTokenError('reauth_required', 'Connect the account again.');
    }
    let fresh: TokenSet;
    const asked = clock.now();
    try {
      fresh = await entra.refresh({
        tenant: tokens.loginTenant,
        refreshToken,
        scope: refreshScopes(tokens.grantedScopes),
      });
    } catch (error) {
      return this.#afterFailure(tokens, { error, holder, rejected });
    }
    const key = await dataKeyOf(this.#deps.db, this.#deps.vault, accountId);
    const stored = await this.#deps.db
      .updateTable('microsoft_account')
      .set({
        ...tokenColumns(key, accountId, fresh, asked),
        ...(fresh.grantedScopes.length === 0 ? {} : { granted_scopes: fresh.grantedScopes }),
        updated_at: clock.date(),
      })
      .where('id', '=', accountId)
      .where('refresh_holder', '=', holder)
      .executeTakeFirst();
    if (stored.numUpdatedRows === 0n) return undefined;
    const lifetimeMs = fresh.expiresInSeconds * 1000;
    return this.#remember(accountId, { token: fresh.accessToken, expiresAt: asked + lifetimeMs, lifetimeMs });
  }

  async #afterFailure(
    tokens: AccountTokens,
    failed: { error: unknown; holder: string; rejected: string | undefined },
  ): Promise<string | undefined> {
    const { clock, logger } = this.#deps;
    const { accountId, access } = tokens;
    const stillGood =
      access !== undefined && access.token !== failed.rejected && access.expiresAt > clock.now()
        ? access.token
        : undefined;

    if (failed.error instanceof EntraUnreachable) {
      if (stillGood !== undefined) return stillGood;
      throw new AccessTokenError('temporary', 'Microsoft’s sign-in service gave no answer.', {
        cause: failed.error,
      });
    }
    if (!(failed.error instanceof EntraRefusal)) throw failed.error;

    const failure = refreshFailureOf(failed.error.answer);
    const code = reasonOf(failed.error.answer);
    logger.warn({ accountId, failure: failure.kind, reason: code }, 'a token could not be refreshed');
    if (failure.kind !== 'reauth_required') {
      if (stillGood !== undefined) return stillGood;
      throw failure.kind === 'temporary'
        ? new AccessTokenError('temporary', 'Microsoft’s sign-in service is busy.', { cause: failed.error })
        : new AccessTokenError(
            'deployment_misconfigured',
            `Microsoft refuses this installation’s app registration (${code}). The operator must correct it.`,
            { cause: failed.error },
          );
    }
    const marked = await this.#markReauth(accountId, failed.holder, { reason: failure.reason, code });
    // Not ours to judge any more: somebody else refreshed, or the account was connected anew meanwhile.
    if (!marked) return undefined;
    throw new AccessTokenError('reauth_required', failure.reason, { cause: failed.error });
  }

  async #markReauth(
    accountId: string,
    holder: string,
    why: { reason: string; code: string },
  ): Promise<boolean> {
    this.#memory.forget(accountId);
    return inTransaction(this.#deps.db, (tx) =>
      markReauthRequired(tx, this.#deps.clock, { id: accountId, ...why, ifRefreshHolder: holder }),
    );
  }
}
