import { createHash, timingSafeEqual } from 'node:crypto';

/** What an authorization request bound its code to (RFC 7636). */
export interface CodeChallenge {
  readonly value: string;
  readonly method: 'S256' | 'plain';
}

/** RFC 7636 section 4.1 and 4.2: 43 to 128 unreserved characters. */
export function isWellFormedPkceValue(value: string): boolean {
  return /^[A-Za-z0-9\-._~]{43,128}$/.test(value);
}

/** Whether the verifier is the one the challenge was made of (RFC 7636 section 4.6). */
export function verifierMatches(challenge: CodeChallenge, verifier: string): boolean {
  const made =
    challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  const a = Buffer.from(made);
  const b = Buffer.from(challenge.value);
  return a.length === b.length && timingSafeEqual(a, b);
}
