import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { foldPage } from '../src/sync/map-page.ts';
import { NamedIds } from '../src/sync/named-ids.ts';
import { readAhead } from '../src/sync/read-ahead.ts';
import type { ReadyPage } from '../src/sync/read-ahead.ts';

/** Pages by number, each with ids that it names; the link of a page is its number. */
function walk(pages: readonly (readonly string[])[], share = Infinity, broken = Infinity, body = '') {
  const asked: number[] = [];
  const named = new NamedIds(['earlier']);
  const ahead = readAhead(null, { take: () => (share -= 1), used: () => share <= 0 }, async (link) => {
    const number = Number(link ?? 0);
    asked.push(number);
    await Promise.resolve();
    if (number === broken) throw new Error('broken');
    const items = (pages[number] ?? []).map(
      (id) => ({ kind: 'event', event: { id, body: { content: body } } }) as const,
    );
    const isLast = number + 1 === pages.length;
    const page = { items, ...(isLast ? { deltaLink: 'd' } : { nextLink: `${number + 1}` }) };
    const news = named.add(page, link);
    return {
      nextLink: isLast ? null : `${number + 1}`,
      deltaLink: isLast ? 'd' : null,
      content: foldPage(page, news.isNews),
      mapped: undefined,
      fetchedAt: new Date(number),
      ...news,
    };
  });
  return { asked, ahead };
}

function fullPages(count: number): string[][] {
  return Array.from({ length: count }, (_, number) =>
    Array.from({ length: 250 }, (__, index) => `${number}/${index}`),
  );
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
    const { ahead, asked } = walk(fullPages(28));
    await using _ = ahead;
    await expect.poll(() => asked.length).toBe(24);
    expect(numbers(await ahead.take())).toHaveLength(24);
    await expect.poll(() => asked.length).toBe(28);
  });

  it('go on no further where their bodies are long', async () => {
    const { ahead, asked } = walk(fullPages(28), Infinity, Infinity, 'x'.repeat(20_000));
    await using _ = ahead;
    await expect.poll(() => asked.length).toBe(4);
    expect(numbers(await ahead.take())).toEqual([0, 1, 2, 3]);
    await expect.poll(() => asked.length).toBe(8);
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
