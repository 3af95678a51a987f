/**
 * Microsoft accounts and their mailboxes: saved when somebody has signed in, healed when they sign in
 * again, deleted when nothing is connected through them. Owns mailbox and microsoft_account.
 */
import { newId } from '../platform/ids.ts';
import type { Tx } from '../models/db.ts';
import type { Vault } from '../vault/vault.ts';

import { accountKeyPlace, dataKeyFromRow, forgetDataKey } from './account-keys.ts';
import { tokenColumns } from './account-tokens.ts';
import { raiseWanted } from './due.ts';
import type { DueConnection } from './due.ts';
import type { TokenSet } from './entra-client.ts';
import type { MicrosoftIdentity } from './id-token.ts';
import { createSlots } from './mailbox-slots.ts';

export interface SignedInAccount {
  readonly userId: string;
  readonly identity: MicrosoftIdentity;
  readonly email: string;
  readonly displayName: string | null;
  readonly loginTenant: string;
  readonly tokens: TokenSet;
  readonly at: Date;
}

export interface SavedAccount {
  readonly accountId: string;
  readonly mailboxId: string;
  /** Connections that sync again: to be rung in the same transaction. */
  readonly healed: readonly DueConnection[];
}

/** In one transaction with the session that it belongs to. */
export async function saveAccount(tx: Tx, vault: Vault, account: SignedInAccount): Promise<SavedAccount> {
  const mailboxId = await saveMailbox(tx, account.identity, account.at);
  const existing = await tx
    .selectFrom('microsoft_account')
    .select(['id', 'wrapped_data_key'])
    .where('user_id', '=', account.userId)
    .where('mailbox_id', '=', mailboxId)
    .forUpdate()
    .executeTakeFirst();
  const shared = {
    login_tenant: account.loginTenant,
    email: account.email,
    display_name: account.displayName,
    granted_scopes: account.tokens.grantedScopes,
    status: 'active' as const,
    status_reason: null,
    // A refresh under way is of the old grant: what it brings back must not be stored.
    refresh_holder: null,
    refresh_lease_until: null,
    updated_at: account.at,
  };
  if (existing === undefined) {
    const id = newId();
    const { wrapped, key } = vault.newDataKey(accountKeyPlace(id));
    await tx
      .insertInto('microsoft_account')
      .values({
        id,
        user_id: account.userId,
        mailbox_id: mailboxId,
        wrapped_data_key: wrapped,
        refresh_token: null,
        ...tokenColumns(key, id, account.tokens, account.at.getTime()),
        ...shared,
        created_at: account.at,
      })
      .execute();
    return { accountId: id, mailboxId, healed: [] };
  }
  const key = dataKeyFromRow(vault, existing);
  await tx
    .updateTable('microsoft_account')
    .set({ ...tokenColumns(key, existing.id, account.tokens, account.at.getTime()), ...shared })
    .where('id', '=', existing.id)
    .execute();
  return { accountId: existing.id, mailboxId, healed: await healConnections(tx, existing.id, account.at) };
}

async function saveMailbox(tx: Tx, identity: MicrosoftIdentity, at: Date): Promise<string> {
  const row = await tx
    .insertInto('mailbox')
    .values({
      id: newId(),
      tenant_id: identity.tenantId,
      object_id: identity.objectId,
      blocked_until: null,
      calendar_subscription_refused_until: null,
      created_at: at,
    })
    .onConflict((conflict) =>
      // Written over with itself, so that the row comes back.
      conflict.columns(['tenant_id', 'object_id']).doUpdateSet({ tenant_id: identity.tenantId }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  await createSlots(tx, row.id);
  return row.id;
}

/**
 * Back to where they were: one that has never finished a round is still connecting. A round that ends just
 * now ended with the old tokens: what it has to say must not stop the connection again.
 */
async function healConnections(tx: Tx, accountId: string, at: Date): Promise<DueConnection[]> {
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
      lease_holder: null,
      lease_until: null,
      fence: eb('fence', '+', 1),
      updated_at: at,
    }))
    .where('account_id', '=', accountId)
    .where('status', 'in', ['reauth_required', 'forbidden'])
    .returning('id')
    .execute();
  return raiseWanted(
    tx,
    healed.map((row) => row.id),
    'connect',
    at,
  );
}

/**
 * Whoever locks an account and its connections or sessions takes the account first: two who meet wait for
 * each other's commit, and see what it brought, instead of ending in a deadlock.
 */
export async function lockAccount(
  tx: Tx,
  accountId: string,
): Promise<{ mailboxId: string; mayBeUsed: boolean } | undefined> {
  const row = await tx
    .selectFrom('microsoft_account')
    .select(['mailbox_id', 'status', 'refresh_token'])
    .where('id', '=', accountId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { mailboxId: row.mailbox_id, mayBeUsed: row.status === 'active' && row.refresh_token !== null };
}

/** The same for the account of a connection, if there still is one. */
export async function lockAccountOf(tx: Tx, connectionId: string): Promise<void> {
  const connection = await tx
    .selectFrom('calendar_connection')
    .select('account_id')
    .where('id', '=', connectionId)
    .executeTakeFirst();
  if (connection !== undefined) await lockAccount(tx, connection.account_id);
}

/**
 * To be called with the account locked. Deletes the account when no connection is left, and takes its tokens when those that are left only keep data.
 * @returns whether it was deleted
 */
export async function releaseAccount(tx: Tx, vault: Vault, accountId: string, at: Date): Promise<boolean> {
  const rows = await tx
    .selectFrom('calendar_connection')
    .select('status')
    .where('account_id', '=', accountId)
    .execute();
  if (rows.length === 0) {
    await tx.deleteFrom('microsoft_account').where('id', '=', accountId).execute();
    forgetDataKey(vault, accountId);
    return true;
  }
  if (rows.every((row) => row.status === 'disconnected')) {
    await tx
      .updateTable('microsoft_account')
      .set({
        access_token: null,
        refresh_token: null,
        access_token_expires_at: null,
        granted_scopes: [],
        status: 'reauth_required',
        status_reason: 'You disconnected the calendars of this account. Connect the account again to go on.',
        refresh_holder: null,
        refresh_lease_until: null,
        updated_at: at,
      })
      .where('id', '=', accountId)
      .execute();
  }
  return false;
}
