/**
 * The token columns of microsoft_account: sealed and opened, and the lease of who refreshes them.
 * Knows neither Entra nor when to refresh.
 */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

import { leaseEnd, leaseIsFree } from '../platform/lease.ts';
import type { Db, Tx } from '../models/db.ts';
import type { DataKey, Vault } from '../vault/vault.ts';

import { dataKeyFromRow, tokenPlace } from './account-keys.ts';
import type { TokenSet } from './entra-client.ts';

/** What is sealed in `access_token`: its lifetime decides how early it is refreshed. */
const SealedAccessToken = Compile(Type.Object({ token: Type.String(), lifetimeMs: Type.Number() }));

export interface AccountTokens {
  readonly accountId: string;
  readonly loginTenant: string;
  readonly status: 'active' | 'reauth_required';
  readonly statusReason: string | null;
  readonly grantedScopes: readonly string[];
  readonly access: HeldToken | undefined;
  readonly refreshToken: string | undefined;
}

export interface HeldToken {
  readonly token: string;
  /** Business time, ms since the epoch. */
  readonly expiresAt: number;
  readonly lifetimeMs: number;
}

export async function readTokens(
  db: Db | Tx,
  vault: Vault,
  accountId: string,
): Promise<AccountTokens | undefined> {
  const row = await db
    .selectFrom('microsoft_account')
    .select([
      'id',
      'login_tenant',
      'status',
      'status_reason',
      'granted_scopes',
      'wrapped_data_key',
      'access_token',
      'refresh_token',
      'access_token_expires_at',
    ])
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const key = dataKeyFromRow(vault, row);
  return {
    accountId,
    loginTenant: row.login_tenant,
    status: row.status,
    statusReason: row.status_reason,
    grantedScopes: row.granted_scopes,
    access: openAccess(key, accountId, row.access_token, row.access_token_expires_at),
    refreshToken:
      row.refresh_token === null
        ? undefined
        : key.open(tokenPlace(accountId, 'refresh_token'), row.refresh_token),
  };
}

function openAccess(
  key: DataKey,
  accountId: string,
  sealed: string | null,
  expiresAt: Date | null,
): HeldToken | undefined {
  if (sealed === null || expiresAt === null) return undefined;
  const content: unknown = JSON.parse(key.open(tokenPlace(accountId, 'access_token'), sealed));
  if (!SealedAccessToken.Check(content)) return undefined;
  return { ...content, expiresAt: expiresAt.getTime() };
}

/** The columns that hold a token set. A refresh that brought no new refresh token leaves the old one. */
export function tokenColumns(
  key: DataKey,
  accountId: string,
  tokens: TokenSet,
  now: number,
): { access_token: string; access_token_expires_at: Date; refresh_token?: string } {
  const lifetimeMs = tokens.expiresInSeconds * 1000;
  return {
    access_token: key.seal(
      tokenPlace(accountId, 'access_token'),
      JSON.stringify({ token: tokens.accessToken, lifetimeMs }),
    ),
    access_token_expires_at: new Date(now + lifetimeMs),
    ...(tokens.refreshToken === undefined
      ? {}
      : { refresh_token: key.seal(tokenPlace(accountId, 'refresh_token'), tokens.refreshToken) }),
  };
}

/** True for the one process that may refresh now. */
export async function takeRefreshLease(
  db: Db,
  accountId: string,
  lease: { holder: string; seconds: number },
): Promise<boolean> {
  const taken = await db
    .updateTable('microsoft_account')
    .set({ refresh_holder: lease.holder, refresh_lease_until: leaseEnd(lease.seconds) })
    .where('id', '=', accountId)
    .where(leaseIsFree('refresh_lease_until'))
    .executeTakeFirst();
  return taken.numUpdatedRows > 0n;
}

export async function renewRefreshLease(
  db: Db,
  accountId: string,
  lease: { holder: string; seconds: number },
): Promise<boolean> {
  const renewed = await db
    .updateTable('microsoft_account')
    .set({ refresh_lease_until: leaseEnd(lease.seconds) })
    .where('id', '=', accountId)
    .where('refresh_holder', '=', lease.holder)
    .executeTakeFirst();
  return renewed.numUpdatedRows > 0n;
}

export async function releaseRefreshLease(db: Db, accountId: string, holder: string): Promise<void> {
  await db
    .updateTable('microsoft_account')
    .set({ refresh_holder: null, refresh_lease_until: null })
    .where('id', '=', accountId)
    .where('refresh_holder', '=', holder)
    .execute();
}
