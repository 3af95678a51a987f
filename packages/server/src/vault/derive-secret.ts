import { hkdfSync } from 'node:crypto';

/**
 * A secret for one purpose from ENCRYPTION_KEY (HKDF-SHA-256, RFC 5869): knowing it tells nothing of the key.
 * @param key hex
 * @param purpose for example 'sign-in'
 * @returns 64 hex characters
 */
export function deriveSecret(key: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', Buffer.from(key, 'hex'), '', `calmirror/${purpose}/v1`, 32)).toString(
    'hex',
  );
}
