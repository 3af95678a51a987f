/**
 * The keys of ENCRYPTION_KEY, newest first, as key-encryption keys. Pure.
 * A key's id is derived from it, so that rows can name their key without a table of keys.
 */
import { hkdfSync } from 'node:crypto';

import { VaultError } from './vault-error.ts';
import type { BoxKey } from './sealed-box.ts';

export interface KeyRing {
  /** Wraps whatever is new. */
  readonly newest: BoxKey;
  readonly ids: readonly string[];
  /** @throws VaultError missing_key */
  get(keyId: string): BoxKey;
}

const HEX_KEY = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i;

/** @param keys hex, 32 or 64 characters each, newest first. @throws VaultError bad_key */
export function openKeyRing(keys: readonly string[]): KeyRing {
  const boxes = keys.map((hex, index) => {
    if (!HEX_KEY.test(hex)) {
      throw new VaultError(
        'bad_key',
        `Key ${index + 1} of ENCRYPTION_KEY is not 32 or 64 hexadecimal characters.`,
      );
    }
    return keyFrom(Buffer.from(hex, 'hex'));
  });
  const [newest] = boxes;
  if (newest === undefined) throw new VaultError('bad_key', 'ENCRYPTION_KEY holds no key.');
  const byId = new Map(boxes.map((box) => [box.id, box]));
  return {
    newest,
    ids: [...byId.keys()],
    get(keyId) {
      const box = byId.get(keyId);
      if (box === undefined) {
        throw new VaultError(
          'missing_key',
          `ENCRYPTION_KEY does not hold the key with id ${keyId}. Add it, last in the list.`,
        );
      }
      return box;
    },
  };
}

function keyFrom(secret: Buffer): BoxKey {
  return {
    id: Buffer.from(hkdfSync('sha256', secret, '', 'calmirror/kek-id/v1', 6)).toString('hex'),
    bytes: Buffer.from(hkdfSync('sha256', secret, '', 'calmirror/kek/v1', 32)),
  };
}
