/**
 * Wraps data keys with the keys of ENCRYPTION_KEY, and refuses to start when one that
 * is still needed is missing. Knows no tokens and no accounts: its users store what it wraps.
 * Owns vault_canary: one row for each key that has ever wrapped something here.
 */
import { randomBytes } from 'node:crypto';

import type { Clock } from '../platform/clock.ts';
import type { Db } from '../models/db.ts';

import { checkCanaries } from './canary.ts';
import { dataKeyFrom } from './data-key.ts';
import type { DataKey } from './data-key.ts';
import { openKeyRing } from './key-ring.ts';
import type { KeyRing } from './key-ring.ts';
import { keyIdOf, openBox, sealBox } from './sealed-box.ts';
import type { Place } from './sealed-box.ts';

export type { DataKey, Place };

const DATA_KEY_BYTES = 32;

export class Vault {
  readonly #ring: KeyRing;

  private constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /**
   * @param options.keys hex, newest first
   * @throws VaultError bad_key; missing_key when rows are sealed with a key that is not given
   */
  static async open(options: { db: Db; keys: readonly string[]; clock: Clock }): Promise<Vault> {
    const ring = openKeyRing(options.keys);
    await checkCanaries(options.db, ring, options.clock);
    return new Vault(ring);
  }

  /** A fresh data key; store `wrapped` at `place`, in the transaction of what it seals. */
  newDataKey(place: Place): { wrapped: string; key: DataKey } {
    const bytes = randomBytes(DATA_KEY_BYTES);
    return { wrapped: sealBox(this.#ring.newest, place, bytes), key: dataKeyFrom(bytes) };
  }

  /** @throws VaultError malformed, missing_key, tampered */
  unwrap(wrapped: string, place: Place): DataKey {
    return dataKeyFrom(openBox(this.#ring.get(keyIdOf(wrapped)), place, wrapped));
  }

  /** The same data key under the newest key, or undefined when it is there already. */
  rewrap(wrapped: string, place: Place): string | undefined {
    const keyId = keyIdOf(wrapped);
    if (keyId === this.#ring.newest.id) return undefined;
    return sealBox(this.#ring.newest, place, openBox(this.#ring.get(keyId), place, wrapped));
  }

  /** What `wrapped` starts with when the newest key wrapped it: for finding the others in SQL. */
  get newestPrefix(): string {
    return `v1.${this.#ring.newest.id}.`;
  }
}
