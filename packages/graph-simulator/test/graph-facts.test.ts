import { describe, expect, it } from 'vitest';
import { expectGraphResponse } from './helpers/expect-graph-response.ts';
import { hasGraphFacts, SKIPPED } from './helpers/graph-facts.ts';

describe('the comparison with the description of Graph', () => {
  it('refuses an event with a wrong type, an unknown enum value or a bad time', (context) => {
    if (!hasGraphFacts) context.skip(SKIPPED);
    const check = (event: unknown) => (): void => {
      expectGraphResponse('/v1.0/me/events/AAMk=', 'get', 200, event);
    };
    expect(check({ id: 'x', subject: null, showAs: 'busy', isAllDay: false })).not.toThrow();
    expect(check({ id: 'x', subject: 5 })).toThrow(/subject/);
    expect(check({ id: 'x', showAs: 'sleeping' })).toThrow(/showAs/);
    expect(check({ id: 'x', originalStart: '2026-01-01T00:00:00' })).toThrow(/originalStart/);
  });

  it('refuses a path and an error body that Graph does not have', (context) => {
    if (!hasGraphFacts) context.skip(SKIPPED);
    expect(() => expectGraphResponse('/me/agenda', 'get', 200, {})).toThrow(/no path/);
    expect(() => expectGraphResponse('/me/events', 'get', 404, { message: 'no' })).toThrow(/error/);
  });
});
