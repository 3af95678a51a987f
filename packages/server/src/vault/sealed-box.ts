/**
 * AES-256-GCM over text, bound to the place where the result is stored. Pure.
 * Format: v1.<key id>.<base64url of iv ‖ ciphertext ‖ tag>. Every character counts:
 * other spellings of the same bytes are refused. (NIST SP 800-38D; iv of 96 random bits.)
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { VaultError } from './vault-error.ts';

/** Where a sealed value is stored. Moved anywhere else, it does not open. */
export interface Place {
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

export interface BoxKey {
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Buffer;
}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

function boundTo(place: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify(['calmirror/aad', VERSION, place.table, place.row, place.column, keyId]));
}

export function sealBox(key: BoxKey, place: Place, plaintext: Uint8Array): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(place, key.id));
  const box = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${key.id}.${box.toString('base64url')}`;
}

/** The id of the key that sealed it. @throws VaultError malformed */
export function keyIdOf(sealed: string): string {
  return parse(sealed).keyId;
}

/** @throws VaultError malformed, missing_key (another key sealed it), tampered */
export function openBox(key: BoxKey, place: Place, sealed: string): Buffer {
  const { keyId, box } = parse(sealed);
  if (keyId !== key.id) {
    throw new VaultError(
      'missing_key',
      `A value in ${place.table}.${place.column} was sealed with another key.`,
    );
  }
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, box.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(boundTo(place, key.id));
  decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(IV_BYTES, box.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw new VaultError(
      'tampered',
      `A value in ${place.table}.${place.column} does not open: it was changed, or belongs to another row.`,
    );
  }
}

function parse(sealed: string): { keyId: string; box: Buffer } {
  const [version, keyId, text, ...rest] = sealed.split('.');
  if (version !== VERSION || keyId === undefined || text === undefined || rest.length > 0) {
    throw new VaultError('malformed', 'A sealed value is not in the format of the vault.');
  }
  const box = Buffer.from(text, 'base64url');
  if (box.length < IV_BYTES + TAG_BYTES || box.toString('base64url') !== text) {
    throw new VaultError('malformed', 'A sealed value is not in the format of the vault.');
  }
  return { keyId, box };
}
