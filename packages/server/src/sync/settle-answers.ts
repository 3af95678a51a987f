/**
 * What Graph answered while a round settled. Kept with the round as it came, so that a crash
 * asks nothing twice; read here in the terms of planning. Parsed where it is read from the row.
 */
import type { GraphEvent } from '@calmirror/graph-client/wire';
import { Type } from 'typebox';
import type { Static } from 'typebox';

import { EventRow } from '../mirror/event-row.ts';
import { instantOrNull } from './event-times.ts';
import type { SettleAsk } from './plan-settle.ts';
import { underId } from './under-id.ts';

/** `found` is false for 404. `rows` are what the answer brought, mapped, to be written at the end. */
export const StoredAnswer = Type.Object({
  ask: Type.Union([Type.Literal('master'), Type.Literal('instances'), Type.Literal('event')]),
  id: Type.String(),
  found: Type.Boolean(),
  /** Why it told nothing: then nothing is removed for it, and what waited for it goes on waiting. */
  unclear: Type.Optional(Type.String()),
  /** Ids of instances, as the mirror knows them. */
  instances: Type.Array(Type.String()),
  rows: Type.Array(EventRow),
});
export type StoredAnswer = Static<typeof StoredAnswer>;
export const StoredAnswers = Type.Array(StoredAnswer);

/** An occurrence or exception of a series under the id that delta gave it. */
export interface ToldOccurrence {
  readonly externalId: string;
  readonly originalStart: Date | null;
}

/**
 * Instances under the ids that delta gave them. Should the two disagree, an instance is the one of the same
 * original start that the answer does not name itself; one that delta has not told yet is left to delta, or it
 * would be there twice when delta tells it. Where they agree it is taken as it is.
 * @param told what delta told of the series: rows of the mirror, and stubs that wait
 */
export function underKnownIds(events: readonly GraphEvent[], told: readonly ToldOccurrence[]): GraphEvent[] {
  const named = new Set(events.map((event) => event.id));
  const agrees = told.some(({ externalId }) => named.has(externalId));
  const byStart = new Map(
    told.flatMap(({ externalId, originalStart }) =>
      originalStart === null || named.has(externalId) ? [] : [[originalStart.getTime(), externalId] as const],
    ),
  );
  const ids = new Set(told.map(({ externalId }) => externalId));
  return events.flatMap((event) => {
    if (ids.has(event.id)) return [event];
    const start = originalStartOf(event);
    const id = start === null ? undefined : byStart.get(Date.parse(start));
    if (id !== undefined) return [underId(event, id)];
    return agrees ? [event] : [];
  });
}

/** A stub that waits for its master; it has nothing but its times. */
export function toldByStub(externalId: string, stub: GraphEvent): ToldOccurrence {
  const start = instantOrNull(`${stub.start?.dateTime ?? ''}Z`);
  return { externalId, originalStart: start === null ? null : new Date(start) };
}

/**
 * As a row of it has it: an occurrence's is its start, because Graph's own originalStart of an all-day
 * one is midnight in the series' zone (microsoft-graph-docs issue 2804), which no stub tells.
 */
function originalStartOf(event: GraphEvent): string | null {
  return instantOrNull(event.type === 'occurrence' ? `${event.start?.dateTime ?? ''}Z` : event.originalStart);
}

export interface SettleAnswers {
  event(id: string): 'gone' | 'found' | undefined;
  /** Ids of what the series still has in the window. */
  instances(masterId: string): ReadonlySet<string> | 'gone' | undefined;
}

export function readAnswers(stored: readonly StoredAnswer[]): SettleAnswers {
  const byKey = new Map(
    stored
      .filter((answer) => answer.unclear === undefined)
      .map((answer) => [`${answer.ask}:${answer.id}`, answer]),
  );
  return {
    event(id) {
      const answer = byKey.get(`event:${id}`);
      return answer === undefined ? undefined : answer.found ? 'found' : 'gone';
    },
    instances(masterId) {
      const answer = byKey.get(`instances:${masterId}`);
      if (answer === undefined) return undefined;
      return answer.found ? new Set(answer.instances) : 'gone';
    },
  };
}

export function isAnswered(ask: SettleAsk, stored: readonly StoredAnswer[]): boolean {
  return stored.some((answer) => answer.ask === ask.ask && answer.id === ask.id);
}
