/**
 * The secret that Graph sends back with every notification of one subscription.
 * Only its SHA-256 is ever stored, and looked up: finding the row is the comparison,
 * so that nothing is learned from how long an answer takes.
 */
import { createHash, randomBytes } from 'node:crypto';

export interface ClientState {
  /** 43 characters, base64url of 32 random bytes; Graph takes at most 128 (subscription resource). */
  readonly secret: string;
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
}

export function newClientState(): ClientState {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: hashClientState(secret) };
}

export function hashClientState(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}
