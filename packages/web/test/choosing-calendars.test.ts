import type { CalendarChoice } from '@calmirror/api-contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  chosenAtFirst,
  inOrder,
  selectable,
  stillChosen,
  toggled,
  toggledAll,
} from '../src/pages/connect/calendar-choices.ts';
import { choosingProblemOf } from '../src/pages/connect/choosing-problem.ts';
import { minutesLeft } from '../src/pages/connect/time-left.ts';
import { ApiProblem } from '../src/platform/http.ts';

function calendar(about: Partial<CalendarChoice> & { id: string }): CalendarChoice {
  return {
    name: about.id,
    color: 'auto',
    hexColor: null,
    ownerName: null,
    ownerAddress: null,
    canEdit: true,
    isDefault: false,
    isShared: false,
    isConnected: false,
    ...about,
  };
}

const anyCalendars = fc.uniqueArray(
  fc
    .record({ id: fc.string({ minLength: 1 }), isDefault: fc.boolean(), isConnected: fc.boolean() })
    .map(calendar),
  { selector: ({ id }) => id },
);

describe('the calendars to choose from', () => {
  it('stand with the default one first and those of others last, each by name', () => {
    const shared = calendar({ id: 'Alpha', isShared: true });
    const given = [
      shared,
      calendar({ id: 'Room 10' }),
      calendar({ id: 'Room 9' }),
      calendar({ id: 'Z', isDefault: true }),
    ];
    expect(inOrder(given, 'en').map(({ id }) => id)).toEqual(['Z', 'Room 9', 'Room 10', 'Alpha']);
  });

  it('begin with the default one chosen, or the only one that is left', () => {
    const one = calendar({ id: 'one' });
    const two = calendar({ id: 'two' });
    const first = calendar({ id: 'first', isDefault: true });
    expect([...chosenAtFirst([one, first])]).toEqual(['first']);
    const taken = { ...first, isConnected: true };
    expect([...chosenAtFirst([taken, one])]).toEqual(['one']);
    expect([...chosenAtFirst([taken, one, two])]).toEqual([]);
  });

  it('are all chosen by one click, and none by the next', () => {
    fc.assert(
      fc.property(anyCalendars, (calendars) => {
        fc.pre(selectable(calendars).length > 0);
        const all = toggledAll(new Set(), calendars);
        expect([...all].toSorted()).toEqual(
          selectable(calendars)
            .map(({ id }) => id)
            .toSorted(),
        );
        expect(toggledAll(all, calendars).size).toBe(0);
      }),
    );
  });

  it('are never chosen once they are connected, whatever was clicked before', () => {
    fc.assert(
      fc.property(anyCalendars, fc.array(fc.nat()), (calendars, clicks) => {
        let chosen = chosenAtFirst(calendars);
        for (const click of clicks) {
          const clicked = calendars[click % Math.max(1, calendars.length)];
          if (clicked !== undefined) chosen = toggled(chosen, clicked.id);
        }
        const kept = stillChosen(chosen, calendars);
        expect(calendars.filter(({ id, isConnected }) => isConnected && kept.has(id))).toEqual([]);
      }),
    );
  });
});

describe('the time that is left to choose', () => {
  const end = '2026-11-22T12:10:00Z';
  const before = (seconds: number): number => Date.parse(end) - seconds * 1000;

  it('is said below two minutes, rounded up, and never as nothing', () => {
    expect(minutesLeft(end, before(600))).toBeUndefined();
    expect(minutesLeft(end, before(120))).toBeUndefined();
    expect(minutesLeft(end, before(119))).toBe(2);
    expect(minutesLeft(end, before(60))).toBe(1);
    expect(minutesLeft(end, before(-30))).toBe(1);
  });
});

describe('a choice that the server refuses', () => {
  const problem = (code: ApiProblem['code']) => new ApiProblem(code, 'x', { status: 400, title: 'x' });

  it('is over, must be made anew, or may be tried again', () => {
    expect(choosingProblemOf(problem('session_not_found'))).toBe('session-over');
    expect(choosingProblemOf(problem('calendar_not_in_session'))).toBe('list-changed');
    expect(choosingProblemOf(problem('calendars_already_connected'))).toBe('list-changed');
    expect(choosingProblemOf(problem('offline'))).toBe('other');
    expect(choosingProblemOf(new Error('x'))).toBe('other');
  });
});
