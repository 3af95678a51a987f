import { Type } from 'typebox';
import type { Static } from 'typebox';

import { closed, Instant, nullable } from './schema-kit.ts';

export const freshnessModes = ['push', 'polling', 'blocked'] as const;

/** What is known of how current a calendar is; of a list, its stalest calendar's. */
export const Freshness = closed({
  asOf: nullable(
    Type.String({
      format: 'date-time',
      description:
        'the mirror is, as far as Microsoft has told, at least as new as the calendar of this moment; null before the first sync',
    }),
  ),
  mode: Type.Enum(freshnessModes, {
    description:
      'push: changes are announced; polling: asked for at intervals, also where announcements are suspected to be missing; blocked: nothing arrives until the cause is gone',
  }),
  lastNotificationAt: nullable(Instant),
  lastRoundAt: nullable(
    Type.String({
      format: 'date-time',
      description: 'when the last sync ended; what it brought is as of its start',
    }),
  ),
  lastFullCheckAt: nullable(
    Type.String({
      format: 'date-time',
      description: 'when the last comparison of the whole calendar ended',
    }),
  ),
  lagSeconds: nullable(Type.Integer({ minimum: 0, description: 'seconds between asOf and now, rounded up' })),
});
export type Freshness = Static<typeof Freshness>;
export type FreshnessMode = (typeof freshnessModes)[number];
