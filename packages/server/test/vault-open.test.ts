import { describe, expect, it } from 'vitest';

import { dataKeyOf, rewrapDataKeys, tokenPlace } from '../src/connections/account-keys.ts';
import { newId } from '../src/platform/ids.ts';
import { systemClock } from '../src/platform/clock.ts';
import type { Db } from '../src/models/db.ts';
import { Vault } from '../src/vault/vault.ts';
import { testDatabase } from './support/postgres.ts';

const OLD = '0a'.repeat(32);
const NEW = '0b'.repeat(16);
const clock = systemClock();

/** An account with a sealed token, as the connect flow leaves it. */
async function account(db: Db, vault: Vault, token: string): Promise<string> {
  const [user, mailbox, id] = [newId(), newId(), newId()];
  const at = clock.date();
  const times = { created_at: at, updated_at: at };
  await db
    .insertInto('app_user')
    .values({ id: user, name: 'A', email: user, image: null, ...times })
    .execute();
  await db
    .insertInto('mailbox')
    .values({
      id: mailbox,
      tenant_id: newId(),
      object_id: newId(),
      blocked_until: null,
      calendar_subscription_refused_until: null,
      created_at: at,
    })
    .execute();
  const { wrapped, key } = vault.newDataKey({
    table: 'microsoft_account',
    row: id,
    column: 'wrapped_data_key',
  });
  await db
    .insertInto('microsoft_account')
    .values({
      id,
      user_id: user,
      mailbox_id: mailbox,
      login_tenant: 'common',
      email: 'a@b.example',
      display_name: null,
      wrapped_data_key: wrapped,
      access_token: null,
      refresh_token: key.seal(tokenPlace(id, 'refresh_token'), token),
      access_token_expires_at: null,
      status: 'active',
      status_reason: null,
      refresh_holder: null,
      refresh_lease_until: null,
      ...times,
    })
    .execute();
  return id;
}

async function tokenOf(db: Db, vault: Vault, id: string): Promise<string> {
  const row = await db
    .selectFrom('microsoft_account')
    .select('refresh_token')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return (await dataKeyOf(db, vault, id)).open(tokenPlace(id, 'refresh_token'), row.refresh_token ?? '');
}

describe('the vault', () => {
  it('opens again what an earlier start sealed', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const id = await account(db, await Vault.open({ db, keys: [OLD], clock }), 'refresh-me');
    expect(await tokenOf(db, await Vault.open({ db, keys: [OLD], clock }), id)).toBe('refresh-me');
  });

  it('refuses to start without the key that accounts still need, and names it', async () => {
    await using database = await testDatabase();
    const { db } = database;
    await account(db, await Vault.open({ db, keys: [OLD], clock }), 'refresh-me');
    const { rows } = await database.pool.query<{ key_id: string }>('select key_id from vault_canary');
    const start = Vault.open({ db, keys: [NEW], clock });
    await expect(start).rejects.toMatchObject({ code: 'missing_key' });
    await expect(start).rejects.toThrow(rows[0]?.key_id ?? 'none');
    await expect(start).rejects.not.toThrow(OLD);
  });

  it('starts with another key when nothing is sealed with the old one', async () => {
    await using database = await testDatabase();
    const { db } = database;
    await Vault.open({ db, keys: [OLD], clock });
    await expect(Vault.open({ db, keys: [NEW], clock })).resolves.toBeDefined();
  });

  it('is rotated online: old accounts are rewrapped, their tokens untouched, the old key can go', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const before = await Vault.open({ db, keys: [OLD], clock });
    const ids = [await account(db, before, 'one'), await account(db, before, 'two')];
    const both = await Vault.open({ db, keys: [NEW, OLD], clock });
    const newer = await account(db, both, 'three');
    expect(await rewrapDataKeys(db, both, clock)).toBe(2);
    expect(await rewrapDataKeys(db, both, clock)).toBe(0);

    const after = await Vault.open({ db, keys: [NEW], clock });
    const tokens = await Promise.all([...ids, newer].map((id) => tokenOf(db, after, id)));
    expect(tokens).toEqual(['one', 'two', 'three']);
  });

  it('does not open the wrapped key of one account in the row of another', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const vault = await Vault.open({ db, keys: [OLD], clock });
    const [one, two] = [await account(db, vault, 'one'), await account(db, vault, 'two')];
    await database.pool.query(
      `update microsoft_account set wrapped_data_key = (select wrapped_data_key from microsoft_account where id = $1)
       where id = $2`,
      [one, two],
    );
    const fresh = await Vault.open({ db, keys: [OLD], clock });
    await expect(tokenOf(db, fresh, two)).rejects.toMatchObject({ code: 'tampered' });
  });

  it('refuses to start when its canary was changed', async () => {
    await using database = await testDatabase();
    const { db } = database;
    await Vault.open({ db, keys: [OLD], clock });
    await database.pool.query(`update vault_canary set sealed = overlay(sealed placing 'AAAA' from 30)`);
    await expect(Vault.open({ db, keys: [OLD], clock })).rejects.toMatchObject({ name: 'VaultError' });
  });

  it('opens in many processes at the same moment', async () => {
    await using database = await testDatabase();
    const { db } = database;
    const vaults = await Promise.all([1, 2, 3, 4].map(() => Vault.open({ db, keys: [NEW, OLD], clock })));
    expect(vaults).toHaveLength(4);
    const { rows } = await database.pool.query('select key_id from vault_canary');
    expect(rows).toHaveLength(2);
  });
});
