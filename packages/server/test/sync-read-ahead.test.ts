import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { foldPage } from '../src/sync/map-page.ts';
import { readAhead } from '../src/sync/read-ahead.ts';
import type { ReadyPage } from '../src/sync/read-ahead.ts';

/** Pages by number, each with ids that it names; the link of a page is its number. */
function walk(pages: readonly (readonly string[])[], share = Infinity, broken = Infinity) {
  const asked: number[] = [];
  const ahead = readAhead(
    { link: null, named: ['earlier'] },
    { take: () => (share -= 1), used: () => share <= 0 },
    async (link) => {
      const number = Number(link ?? 0);
      asked.push(number);
      await Promise.resolve();
      if (number === broken) throw new Error('broken');
      const items = (pages[number] ?? []).map((id) => ({ kind: 'event', event: { id } }) as const);
      const nextLink = number + 1 < pages.length ? `${number + 1}` : undefined;
      return {
        page: nextLink === undefined ? { deltaLink: 'd' } : { nextLink },
        content: foldPage({ items, malformed: [] }),
        mapped: undefined,
        fetchedAt: new Date(number),
      };
    },
  );
  return { asked, ahead };
}

const numbers = (pages: readonly ReadyPage[]): number[] => pages.map(({ fetchedAt }) => fetchedAt.getTime());

async function takeAll(
  pages: readonly (readonly string[])[],
  pauses: readonly number[],
): Promise<ReadyPage[][]> {
  await using ahead = walk(pages).ahead;
  const taken: ReadyPage[][] = [];
  for (;;) {
    for (let pause = pauses[taken.length] ?? 0; pause > 0; pause -= 1) await Promise.resolve();
    const together = await ahead.take();
    if (together.length === 0) return taken;
    taken.push(together);
    if (together.at(-1)?.nextLink === null) return taken;
  }
}

describe('pages that are read ahead', () => {
  const page = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'earlier'), { maxLength: 3 });

  it('are taken each once and in order, and together only what names nothing that was named before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(page, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(40)),
        async (pages, pauses) => {
          const taken = await takeAll(pages, pauses);
          expect(taken.flatMap(numbers)).toEqual(pages.map((_, number) => number));
          const named = new Set(['earlier']);
          const wrong = taken.filter((together) => {
            const ids = together.flatMap(({ content }) => [...new Set(content.seen)]);
            const areNew = new Set([...named, ...ids]).size === named.size + ids.length;
            for (const id of ids) named.add(id);
            return (
              together.length > 1 && !(areNew && together.every(({ content }) => content.seen.length > 0))
            );
          });
          expect(wrong).toEqual([]);
        },
      ),
    );
  });

  it('go on in one piece while nobody takes them, up to what may wait', async () => {
    const many = Array.from({ length: 16 }, (_, number) =>
      Array.from({ length: 250 }, (__, index) => `${number}/${index}`),
    );
    const { ahead, asked } = walk(many);
    await using _ = ahead;
    await expect.poll(() => asked.length).toBe(12);
    expect(numbers(await ahead.take())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    await expect.poll(() => asked.length).toBe(16);
  });

  it('stop at a page that brings nothing new until it is taken', async () => {
    const { ahead, asked } = walk([['a'], ['a'], ['b']]);
    await using _ = ahead;
    await expect.poll(() => asked).toEqual([0, 1]);
    expect(numbers(await ahead.take())).toEqual([0]);
    expect(asked).toEqual([0, 1]);
    expect(numbers(await ahead.take())).toEqual([1]);
    expect(numbers(await ahead.take())).toEqual([2]);
  });

  it('are no more than the share, all of which are taken', async () => {
    const { ahead, asked } = walk([['a'], ['b'], ['c'], ['d']], 2);
    await using _ = ahead;
    await expect.poll(() => asked).toEqual([0, 1]);
    expect(numbers(await ahead.take())).toEqual([0, 1]);
    expect(await ahead.take()).toEqual([]);
    expect(asked).toEqual([0, 1]);
  });

  it('are taken before the error that ended the reading is thrown', async () => {
    const { ahead } = walk([['a'], ['b'], ['c']], Infinity, 2);
    await using _ = ahead;
    const taken = await ahead.take();
    while (taken.length < 2) taken.push(...(await ahead.take()));
    expect(numbers(taken)).toEqual([0, 1]);
    await expect(ahead.take()).rejects.toThrow('broken');
  });
});
