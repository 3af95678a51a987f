import { readDeltaItems } from '@calmirror/graph-client/wire';
import { describe, expect, it } from 'vitest';

import { foldPage } from '../src/sync/map-page.ts';
import { removed, single } from './support/tiny-graph.ts';

const at = '2026-12-01T09:00:00';
const malformed = (id: string) => ({ ...single(id, at), start: 'soon' });
const folded = (...items: readonly unknown[]) => {
  const { events, removed: gone, seen, issues } = foldPage(readDeltaItems(items));
  return {
    events: events.map(({ id, subject }) => [id, subject]),
    removed: gone,
    seen,
    issues: issues.map(({ externalId }) => externalId),
  };
};

describe('of an event that a page has more than once, the last mention counts', () => {
  it('where both can be read', () => {
    const page = folded(single('A', at, { subject: 'old' }), single('A', at, { subject: 'new' }));
    expect(page).toEqual({ events: [['A', 'new']], removed: [], seen: ['A', 'A'], issues: [] });
  });

  it('where the last cannot be read: it is kept aside, and what is older is not taken for it', () => {
    expect(folded(single('A', at), malformed('A'))).toMatchObject({ events: [], issues: ['A'] });
    expect(folded(removed('A'), malformed('A'))).toMatchObject({
      removed: [],
      seen: ['A', 'A'],
      issues: ['A'],
    });
  });

  it('where one before it cannot be read: nobody needs that any more', () => {
    expect(folded(malformed('A'), single('A', at))).toMatchObject({ seen: ['A', 'A'], issues: [] });
    expect(folded(malformed('A'), removed('A'))).toMatchObject({ removed: ['A'], seen: [], issues: [] });
  });

  it('but of what has no id, each is kept aside', () => {
    const page = folded({ subject: 'one' }, { subject: 'two' });
    expect(new Set(page.issues).size).toBe(2);
    expect(page.seen).toEqual([]);
  });
});
