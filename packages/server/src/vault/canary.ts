/**
 * One sealed row for each key that was ever used here: at start it tells which key is
 * missing, before a thousand accounts fail to open one by one.
 */
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

import type { KeyRing } from './key-ring.ts';
import { openBox, sealBox } from './sealed-box.ts';
import type { Place } from './sealed-box.ts';
import { VaultError } from './vault-error.ts';

const SONG = 'calmirror';

function placeOf(keyId: string): Place {
  return { table: 'vault_canary', row: keyId, column: 'sealed' };
}

/** @throws VaultError missing_key, tampered */
export async function checkCanaries(db: Db, ring: KeyRing, clock: Clock): Promise<void> {
  const canaries = await db.selectFrom('vault_canary').select(['key_id', 'sealed']).execute();
  const known = new Set(ring.ids);
  const absent = canaries.map((canary) => canary.key_id).filter((keyId) => !known.has(keyId));
  const needed: string[] = [];
  for (const keyId of absent) if (await isInUse(db, keyId)) needed.push(keyId);
  if (needed.length > 0) {
    throw new VaultError(
      'missing_key',
      `This database holds tokens sealed with the key ${needed.join(', ')}, which ENCRYPTION_KEY does not hold ` +
        `(it holds ${ring.ids.join(', ')}). Add the old key, last in the list.`,
    );
  }
  for (const canary of canaries.filter((row) => known.has(row.key_id))) {
    const song = openBox(ring.get(canary.key_id), placeOf(canary.key_id), canary.sealed).toString('utf8');
    if (song !== SONG)
      throw new VaultError('tampered', `The canary of key ${canary.key_id} sings another song.`);
  }
  if (absent.length > 0) await db.deleteFrom('vault_canary').where('key_id', 'in', absent).execute();
  for (const keyId of ring.ids) {
    await db
      .insertInto('vault_canary')
      .values({
        key_id: keyId,
        sealed: sealBox(ring.get(keyId), placeOf(keyId), Buffer.from(SONG)),
        created_at: clock.date(),
      })
      .onConflict((conflict) => conflict.column('key_id').doNothing())
      .execute();
  }
}

/** Whether an account still needs it. OAuth sessions live ten minutes and are not worth a refused start. */
async function isInUse(db: Db, keyId: string): Promise<boolean> {
  const row = await db
    .selectFrom('microsoft_account')
    .select('id')
    .where('wrapped_data_key', 'like', `v1.${keyId}.%`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
