import { randomUUID } from 'node:crypto';

/** A new random UUID (RFC 9562, version 4): 122 random bits, so it may stand in a URL. */
export function newId(): string {
  return randomUUID();
}
