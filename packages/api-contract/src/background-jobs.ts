import { Type } from 'typebox';
import type { Static } from 'typebox';

import { Freshness } from './freshness.ts';
import { closed, Instant, listOf, nullable } from './schema-kit.ts';

/** Work that Calmirror does on a schedule, in whichever process comes first. */
export const BackgroundJob = closed({
  name: Type.String({ description: 'push.renew, push.clean_up, retention, …' }),
  lastRunAt: nullable(Instant),
  nextRunAt: nullable(
    Type.String({ format: 'date-time', description: 'null: only when something asks for it' }),
  ),
  lastDurationMs: nullable(Type.Integer({ minimum: 0 })),
  lastError: nullable(
    Type.String({ description: 'name of the error that ended the last run; null: it ended well' }),
  ),
  isRunning: Type.Boolean(),
});
export type BackgroundJob = Static<typeof BackgroundJob>;

export const BackgroundJobList = listOf(BackgroundJob, Freshness);
export type BackgroundJobList = Static<typeof BackgroundJobList>;
