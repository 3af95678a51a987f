import { describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';

const START = Date.UTC(2026, 1, 28, 23, 59);

describe('the simulator’s clock', () => {
  it('goes on from real time, or from a time it was given', () => {
    const real = new SimClock();
    expect(Math.abs(real.now() - Date.now())).toBeLessThan(1_000);
    const given = new SimClock({ startsAt: START });
    given.advance(60_000);
    expect(given.now() - START).toBeGreaterThanOrEqual(60_000);
    expect(given.now() - START).toBeLessThan(70_000);
    given.reset();
    expect(given.now() - START).toBeLessThan(10_000);
  });

  it('can stand still until it is moved', () => {
    const clock = new SimClock({ startsAt: START, stands: true });
    expect(clock.now()).toBe(START);
    clock.advance(3_600_000);
    expect(clock.now()).toBe(START + 3_600_000);
    const restore = clock.save();
    clock.advance(1);
    restore();
    expect(clock.now()).toBe(START + 3_600_000);
    clock.reset();
    expect(clock.now()).toBe(START);
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });
});
