/**
 * The data key of a Microsoft account, unwrapped once and kept in memory: rounds seal links and
 * raw bodies with it many times a minute. Also brings old keys under the newest one, online.
 */
import type { Clock } from '../platform/clock.ts';
import { recordAudit } from '../audit/audit-log.ts';
import type { Db, Tx } from '../models/db.ts';
import type { DataKey, Place, Vault } from '../vault/vault.ts';

const KEPT_KEYS = 5000;
const REWRAP_BATCH = 100;

const kept = new WeakMap<Vault, Map<string, DataKey>>();

/** Where an account's wrapped data key is stored. */
export function accountKeyPlace(accountId: string): Place {
  return { table: 'microsoft_account', row: accountId, column: 'wrapped_data_key' };
}

/** Where one of its tokens is stored. */
export function tokenPlace(accountId: string, column: 'access_token' | 'refresh_token'): Place {
  return { table: 'microsoft_account', row: accountId, column };
}

/** @throws Error when there is no such account; VaultError when its key does not open */
export async function dataKeyOf(db: Db | Tx, vault: Vault, accountId: string): Promise<DataKey> {
  const known = kept.get(vault)?.get(accountId);
  if (known !== undefined) return known;
  const row = await db
    .selectFrom('microsoft_account')
    .select('wrapped_data_key')
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (row === undefined) throw new Error(`No Microsoft account ${accountId}`);
  return keepKey(vault, accountId, vault.unwrap(row.wrapped_data_key, accountKeyPlace(accountId)));
}

/** For who has read the row anyway. */
export function dataKeyFromRow(vault: Vault, row: { id: string; wrapped_data_key: string }): DataKey {
  const known = kept.get(vault)?.get(row.id);
  return known ?? keepKey(vault, row.id, vault.unwrap(row.wrapped_data_key, accountKeyPlace(row.id)));
}

/** When the account is gone, its key goes from memory too. */
export function forgetDataKey(vault: Vault, accountId: string): void {
  kept.get(vault)?.delete(accountId);
}

function keepKey(vault: Vault, accountId: string, key: DataKey): DataKey {
  const keys = kept.get(vault) ?? new Map<string, DataKey>();
  kept.set(vault, keys);
  if (keys.size >= KEPT_KEYS) {
    const [oldest] = keys.keys();
    if (oldest !== undefined) keys.delete(oldest);
  }
  keys.set(accountId, key);
  return key;
}

/**
 * Wraps every account's data key with the newest key of ENCRYPTION_KEY; afterwards older ones may be removed
 * from it. Safe beside running work: what the data keys sealed is not touched.
 * @returns how many were rewrapped
 */
export async function rewrapDataKeys(db: Db, vault: Vault, clock: Clock): Promise<number> {
  let done = 0;
  for (;;) {
    const rows = await db
      .selectFrom('microsoft_account')
      .select(['id', 'wrapped_data_key'])
      .where('wrapped_data_key', 'not like', `${vault.newestPrefix}%`)
      .orderBy('id')
      .limit(REWRAP_BATCH)
      .execute();
    if (rows.length === 0) break;
    for (const row of rows) {
      const wrapped = vault.rewrap(row.wrapped_data_key, accountKeyPlace(row.id));
      if (wrapped === undefined) continue;
      await db
        .updateTable('microsoft_account')
        .set({ wrapped_data_key: wrapped })
        .where('id', '=', row.id)
        .where('wrapped_data_key', '=', row.wrapped_data_key)
        .execute();
      done += 1;
    }
  }
  if (done > 0) {
    await recordAudit(db, {
      action: 'vault.rewrapped',
      outcome: 'success',
      at: clock.date(),
      userId: null,
      detail: { accounts: done },
    });
  }
  return done;
}
