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
        'the mirror is, as far as Microsoft has told, the calendar of this moment; null before the first sync',
    }),
  ),
  mode: Type.Enum(freshnessModes, {
    description:
      'push: changes are announced; polling: asked for at intervals; blocked: nothing arrives until the cause is gone',
  }),
  lastNotificationAt: nullable(Instant),
  lastRoundAt: nullable(Instant),
  lastFullCheckAt: nullable(Instant),
  lagSeconds: nullable(Type.Integer({ minimum: 0, description: 'whole seconds between asOf and now' })),
});
export type Freshness = Static<typeof Freshness>;
export type FreshnessMode = (typeof freshnessModes)[number];
