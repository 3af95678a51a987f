import { Type } from 'typebox';
import type { Static } from 'typebox';

import { closed, Instant } from './schema-kit.ts';

/** The events of GET /api/stream. The data of `change` is a CalendarChange; of `calendars` and `reset`, `{}`. */
export const streamEvents = ['change', 'calendars', 'pulse', 'reset'] as const;
export type StreamEvent = (typeof streamEvents)[number];

/** Data of `pulse`: the time of the server's clock. The first one of a stream has the place from which it goes on as id. */
export const StreamPulse = closed({ at: Instant });
export type StreamPulse = Static<typeof StreamPulse>;

export const StreamQuery = closed({
  since: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'changes after this number, then what comes; default: only what comes. Last-Event-ID wins',
    }),
  ),
});
export type StreamQuery = Static<typeof StreamQuery>;
