/** What nextLinks and deltaLinks carry, sealed; and where a round begins anew whose link is dead. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { DeltaRounds, DeltaState } from './delta-rounds.ts';
import { nameOfPair } from './graph-request.ts';
import { unseal } from './seal.ts';

export const skipToken = Compile(
  Type.Object({
    kind: Type.Literal('skip'),
    round: Type.String(),
    offset: Type.Integer(),
    epoch: Type.Integer(),
    nonce: Type.Optional(Type.Integer()),
  }),
);
export const deltaToken = Compile(
  Type.Object({
    kind: Type.Literal('delta'),
    state: Type.Object({
      userId: Type.String(),
      calendarId: Type.String(),
      copyId: Type.Optional(Type.String()),
      of: Type.Optional(Type.Literal('events')),
      attachments: Type.Optional(Type.Boolean()),
      startMs: Type.Number(),
      endMs: Type.Number(),
      since: Type.Integer(),
      began: Type.Integer(),
      epoch: Type.Integer(),
    }),
  }),
);

/** Of a link, whether it is alive or not; undefined where nothing is known of its round. */
function stateOf(url: string, runId: string, rounds: DeltaRounds): DeltaState | undefined {
  for (const pair of (url.split('?')[1] ?? '').split('&')) {
    const payload = unseal(runId, new URLSearchParams(pair).values().next().value ?? '');
    const name = nameOfPair(pair);
    if (name === 'deltatoken' && deltaToken.Check(payload)) return payload.state;
    if (name === 'skiptoken' && skipToken.Check(payload)) return rounds.find(payload.round)?.state;
  }
  return undefined;
}

/**
 * The `Location` of a 410: the path of a link with the window of its round and an empty token. Undefined where
 * nothing is known of that round any more. Source: delta query overview; how the window is written there is on no page.
 */
export function restartPath(url: string, runId: string, rounds: DeltaRounds): string | undefined {
  const [path = ''] = url.split('?');
  const state = stateOf(url, runId, rounds);
  if (state === undefined) return undefined;
  if (state.of === 'events') return `${path}?$deltatoken=`;
  const at = (ms: number): string => new Date(ms).toISOString();
  return `${path}?startDateTime=${at(state.startMs)}&endDateTime=${at(state.endMs)}&$deltatoken=`;
}
