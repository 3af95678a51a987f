/**
 * Every job and its payload: the list of all asynchronous edges of the server.
 * Rows are the truth and jobs are doorbells: a payload is an id and nothing else,
 * and a handler that finds nothing due returns.
 */
import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';

const ConnectionJob = Type.Object({ connectionId: Type.String({ format: 'uuid' }) });

export const jobCatalogue = {
  /** Delta rounds wanted by a notification or a waiting person. */
  'sync.push': ConnectionJob,
  /** First syncs, polls, safety net, weekly baselines. */
  'sync.background': ConnectionJob,
  /** Create, renew or delete the subscription of a connection: whatever its rows want. */
  'subscription.tend': ConnectionJob,
} as const satisfies Record<string, TSchema>;

export type JobName = keyof typeof jobCatalogue;
export type JobPayload<Name extends JobName> = Static<(typeof jobCatalogue)[Name]>;

/** One queued job per key; the row lease alone decides who works. */
export function jobKey(payload: JobPayload<JobName>): string {
  return payload.connectionId;
}
