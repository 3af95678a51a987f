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

/** A colour on its way from one to another is one that nobody sees. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const ending = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((each) => each.finished));
  });
}
