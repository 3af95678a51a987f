/**
 * What Microsoft saw when it tested a notification endpoint, where its refusal says so. For the sentence that people
 * read, never for a decision: messages are no contract. Nothing of the message but this leaves.
 */
import { STATUS_CODES } from 'node:http';

import type { EndpointSeen } from '../errors.ts';

/** "NotFound" as .NET writes it, "Not Found" as HTTP does. */
const byPhrase: ReadonlyMap<string, number> = new Map(
  Object.entries(STATUS_CODES).map(([status, phrase]) => [bare(phrase ?? ''), Number(status)]),
);

export function endpointSeen(message: string): EndpointSeen | undefined {
  if (/timed out/i.test(message)) return 'timeout';
  const quoted = /'(\d{3}|[A-Za-z][A-Za-z -]*)'/.exec(message)?.[1];
  if (quoted === undefined) return undefined;
  const status = /^\d/.test(quoted) ? Number(quoted) : byPhrase.get(bare(quoted));
  return status === 200 ? undefined : status;
}

function bare(phrase: string): string {
  return phrase.toLowerCase().replaceAll(/[^a-z]/g, '');
}
