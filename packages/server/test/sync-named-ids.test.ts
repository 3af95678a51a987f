import { describe, expect, it } from 'vitest';

import { NamedIds } from '../src/sync/named-ids.ts';

const event = (id: string) => ({ kind: 'event', event: { id } }) as const;
const page = (ids: readonly string[], nextLink?: string) => ({
  items: ids.map(event),
  ...(nextLink === undefined ? {} : { nextLink }),
});

describe('the ids that a walk has named', () => {
  it('tell a page that brings only new ones from one that repeats some, and from one that repeats all', () => {
    const named = new NamedIds(['A']);
    expect(named.add(page(['B', 'C']), null)).toEqual({ isReplay: false, isNews: true });
    expect(named.add(page(['C', 'D']), 'p2')).toEqual({ isReplay: false, isNews: false });
    expect(named.add(page(['A', 'D']), 'p3')).toEqual({ isReplay: true, isNews: false });
  });

  it('say nothing of an empty page', () => {
    expect(new NamedIds([]).add(page([]), null)).toEqual({ isReplay: undefined, isNews: false });
  });

  it('take a page whose link leads to itself for a replay, whatever it brings', () => {
    expect(new NamedIds([]).add(page(['A'], 'p2'), 'p2')).toEqual({ isReplay: true, isNews: false });
  });

  it('do not take a page for news that names one twice: which mention counts is still to be told', () => {
    expect(new NamedIds([]).add(page(['A', 'A']), null)).toEqual({ isReplay: false, isNews: false });
  });

  it('count what cannot be read, where it has an id', () => {
    const items = [
      { raw: {}, reason: 'no start', id: 'A' },
      { raw: {}, reason: 'no id' },
    ].map((malformed) => ({ kind: 'malformed', malformed }) as const);
    const named = new NamedIds([]);
    expect(named.add({ items }, null)).toEqual({ isReplay: false, isNews: true });
    expect(named.add({ items }, 'p2')).toEqual({ isReplay: true, isNews: false });
  });
});
