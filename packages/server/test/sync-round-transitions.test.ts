import { GraphError } from '@calmirror/graph-client/errors';
import { describe, expect, it } from 'vitest';

import { AccessTokenError } from '../src/connections/access-token-error.ts';
import { afterError } from '../src/sync/after-error.ts';
import { deltaAgainAt, largerPage, readingOf } from '../src/sync/reading.ts';
import { roundTransitions, stateOf, transition } from '../src/sync/round-transitions.ts';
import type { RoundPlace, Transition } from '../src/sync/round-transitions.ts';

const cells = Object.entries(roundTransitions).flatMap(([state, row]) =>
  Object.entries(row).map(([event, next]: [string, Transition]) => ({ state, event, next })),
);

/** Rows that say that a round is there. */
function placeAt(state: string): RoundPlace {
  const [walk, phase] = state.split('.');
  return {
    kind: walk === 'delta' ? 'delta' : 'baseline',
    reads: walk === 'view' ? 'view' : 'delta',
    phase: phase === 'settle' ? 'settle' : 'pages',
    pageCount: phase === 'first' ? 0 : 3,
  };
}

describe('an app registration that Microsoft refuses', () => {
  it('is told of in the sentence that says who must correct it, and stops nothing', () => {
    const cause = new AccessTokenError('deployment_misconfigured', 'The operator must correct it.');
    const error = new GraphError('service_unavailable', cause.message, { cause });
    expect(afterError(error)).toMatchObject({
      do: 'back-off',
      code: 'deployment_misconfigured',
      message: 'The operator must correct it.',
    });
  });
});

describe('a calendar whose request was refused again and again', () => {
  it('is stopped all the same by an error that says so', () => {
    const refused = new GraphError('forbidden', '', { status: 403, graphCode: 'ErrorAccessDenied' });
    const place = { ...placeAt('delta.settle'), restarts: 0, pageSize: 250, refusals: 15, hasToken: true };
    expect(afterError(refused, place)).toMatchObject({ do: 'stop', status: 'forbidden' });
  });
});

describe('the table of a round', () => {
  it.each(Object.keys(roundTransitions))('is asked under the state that the rows tell (%s)', (state) => {
    expect(stateOf(placeAt(state))).toBe(state);
  });

  it('keeps a walk the walk that it is, from whatever it begins anew', () => {
    const strays = cells.filter(
      ({ state, next }) =>
        next.to !== 'same' && next.to !== 'none' && next.to.split('.')[0] !== state.split('.')[0],
    );
    expect(strays).toEqual([]);
  });

  it('begins anew at a first page, and settles only after a last one', () => {
    const anew = cells.filter(({ next }) => /restart|widen/.test(next.do));
    expect(anew.length).toBeGreaterThan(0);
    expect(anew.filter(({ next }) => !next.to.endsWith('.first'))).toEqual([]);
    const settled = cells.filter(({ next }) => next.to.endsWith('.settle'));
    expect(settled.filter(({ event, next }) => event !== 'last-page' || next.do !== 'settle')).toEqual([]);
  });

  it('has a way out of every state for every trouble', () => {
    const stuck = cells.filter(
      ({ event, next }) =>
        next.do === 'impossible' && !['page', 'last-page', 'believed', 'distrusted'].includes(event),
    );
    expect(stuck).toEqual([]);
  });

  it('never takes a dead link for the end of a view, nor the guard for the end of a delta', () => {
    expect(transition(placeAt('view.next'), 'never-ends-at-largest').do).toBe('back-off-restart');
    expect(transition(placeAt('delta.settle'), 'distrusted').do).toBe('doubt');
    expect(transition(placeAt('baseline.settle'), 'distrusted').do).toBe('second-read');
  });

  it('throws where nothing can have happened', () => {
    expect(() => transition(placeAt('delta.settle'), 'page')).toThrow(
      'A round at delta.settle cannot meet page.',
    );
    expect(() => transition(placeAt('delta.next'), 'believed')).toThrow('cannot meet believed');
  });
});

describe('how a calendar is read', () => {
  it('is by pages of 250, 500 and 1000, and then there is nothing larger', () => {
    expect([250, 500, 1000].map(largerPage)).toEqual([500, 1000, undefined]);
  });

  it('is by view until delta is tried again, within the promised week', () => {
    const now = Date.parse('2026-11-23T09:00:00Z');
    const again = deltaAgainAt(now, 0.99);
    expect(again.getTime() - now).toBeGreaterThan(6 * 86_400_000);
    expect(deltaAgainAt(now, 0).getTime() - now).toBe(7 * 86_400_000);
    const memory = { deltaPageSize: 1000, deltaAgainAt: again };
    expect(readingOf(memory, again.getTime() - 1).reads).toBe('view');
    expect(readingOf(memory, again.getTime())).toEqual({ reads: 'delta', pageSize: 1000 });
  });
});
