import { describe, expect, it } from 'vitest';

import { inSlices } from '../../src/platform/in-slices.ts';

describe('a long list that is worked through in turns', () => {
  it('is worked through in order, and lets others have theirs in between', async () => {
    const items = Array.from({ length: 60 }, (_, index) => index);
    const done: number[] = [];
    let turns = 0;
    let over = false;
    const others = (): void => {
      turns += 1;
      if (!over) setImmediate(others);
    };
    setImmediate(others);
    await inSlices(items, (item) => {
      const until = performance.now() + 2;
      while (performance.now() < until);
      done.push(item);
    });
    over = true;
    expect(done).toEqual(items);
    // 120 ms of work: were it done in one piece, nobody would have had a turn.
    expect(turns).toBeGreaterThan(8);
  });
});
