/**
 * What Graph answered while a round settled. Kept with the round as it came, so that a crash
 * asks nothing twice; read here in the terms of planning. Parsed where it is read from the row.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';
import { Type } from 'typebox';
import type { Static } from 'typebox';

import { EventRow } from '../mirror/event-row.ts';
import type { KnownEvent } from '../mirror/event-row.ts';
import { instantOrNull } from './event-times.ts';
import type { SettleAsk } from './plan-settle.ts';

const Instance = Type.Object({ id: Type.String(), originalStart: Type.Union([Type.String(), Type.Null()]) });

/** `found` is false for 404. `rows` are what the answer brought, mapped, to be written at the end. */
export const StoredAnswer = Type.Object({
  ask: Type.Union([Type.Literal('master'), Type.Literal('instances'), Type.Literal('event')]),
  id: Type.String(),
  found: Type.Boolean(),
  instances: Type.Array(Instance),
  rows: Type.Array(EventRow),
});
export type StoredAnswer = Static<typeof StoredAnswer>;
export const StoredAnswers = Type.Array(StoredAnswer);

/**
 * An instance by its id and its original start, as a row of it has them: an occurrence's is its start,
 * because Graph's own originalStart of an all-day one is midnight in the series' zone
 * (microsoft-graph-docs issue 2804), which no stub tells.
 */
export function instanceOf(event: GraphEvent): Static<typeof Instance> {
  const start = event.type === 'occurrence' ? `${event.start?.dateTime ?? ''}Z` : event.originalStart;
  return { id: event.id, originalStart: instantOrNull(start) };
}

export interface InstanceSet {
  /** By id; should delta and /instances disagree on ids, by the original start. */
  has(row: KnownEvent): boolean;
}

export interface SettleAnswers {
  event(id: string): 'gone' | 'found' | undefined;
  instances(masterId: string): InstanceSet | 'gone' | undefined;
}

export function readAnswers(stored: readonly StoredAnswer[]): SettleAnswers {
  const byKey = new Map(stored.map((answer) => [`${answer.ask}:${answer.id}`, answer]));
  return {
    event(id) {
      const answer = byKey.get(`event:${id}`);
      return answer === undefined ? undefined : answer.found ? 'found' : 'gone';
    },
    instances(masterId) {
      const answer = byKey.get(`instances:${masterId}`);
      if (answer === undefined) return undefined;
      if (!answer.found) return 'gone';
      const ids = new Set(answer.instances.map((instance) => instance.id));
      const starts = new Set(
        answer.instances.flatMap((instance) =>
          instance.originalStart === null ? [] : [Date.parse(instance.originalStart)],
        ),
      );
      return {
        has: (row) =>
          ids.has(row.externalId) || (row.originalStart !== null && starts.has(row.originalStart.getTime())),
      };
    },
  };
}

export function isAnswered(ask: SettleAsk, stored: readonly StoredAnswer[]): boolean {
  return stored.some((answer) => answer.ask === ask.ask && answer.id === ask.id);
}
