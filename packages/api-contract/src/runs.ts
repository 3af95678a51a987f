import { Type } from 'typebox';
import type { Static } from 'typebox';

import { Freshness } from './freshness.ts';
import { closed, Count, Instant, listOf, nullable, Uuid } from './schema-kit.ts';

export const syncTriggers = [
  'connect',
  'notification',
  'followup',
  'poll',
  'safety_net',
  'manual',
  'token_lost',
  'window_roll',
  'weekly',
] as const;

/** One walk of a delta query, asked for or begun. */
export const SyncRun = closed({
  id: Uuid,
  calendarId: Uuid,
  state: Type.Enum(['queued', 'running', 'done', 'failed']),
  trigger: Type.Enum(syncTriggers),
  kind: nullable(Type.Enum(['baseline', 'delta'], { description: 'null until it has begun' })),
  full: Type.Boolean({ description: 'a full sync was asked for' }),
  pages: Count,
  requests: Count,
  created: Count,
  updated: Count,
  deleted: Count,
  unchanged: Count,
  outcome: nullable(Type.String()),
  errorCode: nullable(Type.String()),
  requestedAt: Instant,
  startedAt: nullable(Instant),
  finishedAt: nullable(Instant),
  durationMs: nullable(Count),
});
export type SyncRun = Static<typeof SyncRun>;

export const SyncRunList = listOf(SyncRun, Freshness);
export type SyncRunList = Static<typeof SyncRunList>;

export const SyncQuery = closed({
  full: Type.Optional(Type.Boolean({ description: 'read the whole calendar again' })),
});
export type SyncQuery = Static<typeof SyncQuery>;

export const SyncRequested = closed({ runId: Uuid });
export type SyncRequested = Static<typeof SyncRequested>;

export const SyncAllRequested = closed({
  runs: Type.Array(closed({ calendarId: Uuid, runId: Uuid })),
  notRun: Type.Array(closed({ calendarId: Uuid, status: Type.String() }), {
    description: 'calendars that cannot be synchronised now, and their status',
  }),
});
export type SyncAllRequested = Static<typeof SyncAllRequested>;

export const RunsQuery = closed({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'default 100' })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});
export type RunsQuery = Static<typeof RunsQuery>;
