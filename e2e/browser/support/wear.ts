/** Light or dark, as the person's system says: and waits until the page has put it on. */
import type { Page } from 'playwright-core';

export async function wear(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // The page follows in a listener; the simulator's pages by their style sheets alone.
  await page.waitForFunction((scheme) => {
    const worn = document.documentElement.getAttribute('data-mantine-color-scheme');
    return worn === null || worn === scheme;
  }, colorScheme);
  await untilStill(page);
}

const ROUNDS = 40;

/** A colour on its way from one to another is one that nobody sees; one that is inherited goes on its way later. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async (rounds) => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    let still = 0;
    for (let round = 0; round < rounds && still < 3; round += 1) {
      await frame();
      const ending = document
        .getAnimations()
        .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
      still = ending.length === 0 ? still + 1 : 0;
      await Promise.allSettled(ending.map((each) => each.finished));
    }
  }, ROUNDS);
}
