/**
 * The key of one account or one OAuth session: what it sealed opens with nothing else,
 * and goes for good when its wrapped form is deleted. Held in memory only.
 */
import { hkdfSync } from 'node:crypto';

import { openBox, sealBox } from './sealed-box.ts';
import type { BoxKey, Place } from './sealed-box.ts';

export interface DataKey {
  /** For one place only: `open` elsewhere fails. */
  seal(place: Place, plaintext: string): string;
  /** @throws VaultError malformed, missing_key, tampered */
  open(place: Place, sealed: string): string;
}

/** @param bytes 32 random bytes */
export function dataKeyFrom(bytes: Buffer): DataKey {
  const key: BoxKey = {
    id: Buffer.from(hkdfSync('sha256', bytes, '', 'calmirror/data-key-id/v1', 6)).toString('hex'),
    bytes,
  };
  return {
    seal: (place, plaintext) => sealBox(key, place, Buffer.from(plaintext, 'utf8')),
    open: (place, sealed) => openBox(key, place, sealed).toString('utf8'),
  };
}
