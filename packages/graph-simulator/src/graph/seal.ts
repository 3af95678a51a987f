/**
 * Tokens that say something to the simulator and nothing to anybody else. The key
 * is the run's id, so a token of an earlier run opens as nothing.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { hashBytes } from '../world/seeded.ts';

export function seal(runId: string, payload: unknown): string {
  const text = JSON.stringify(payload);
  const iv = hashBytes(`${runId}/${text}`).subarray(0, 12);
  const cipher = createCipheriv('aes-128-gcm', hashBytes(runId).subarray(0, 16), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Undefined for whatever this run did not seal. */
export function unseal(runId: string, token: string): unknown {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length < 29) return undefined;
  try {
    const key = hashBytes(runId).subarray(0, 16);
    const decipher = createDecipheriv('aes-128-gcm', key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    const payload: unknown = JSON.parse(text);
    return payload;
  } catch {
    return undefined;
  }
}
