/** Nothing of a page stands out to the side: a person on a phone scrolls down and never across. */
import type { Page } from 'playwright-core';

/** `name` says in a failure which page it was; also at 320 px, the narrowest that WCAG 1.4.10 knows. */
export async function expectFits(
  page: Page,
  name: string,
  widths: readonly number[] = [390, 320],
): Promise<void> {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 844 });
    let found = await outside(page);
    // What depends on the width is drawn anew a moment after it changed.
    for (let look = 0; found.wide > 0 && look < 20; look += 1) {
      await page.waitForTimeout(100);
      found = await outside(page);
    }
    if (found.wide > 0)
      throw new Error(`${name} at ${width} px is ${found.wide} px too wide:\n${found.culprits.join('\n')}`);
  }
  if (before !== null) await page.setViewportSize(before);
}

async function outside(page: Page): Promise<{ wide: number; culprits: string[] }> {
  return page.evaluate(() => {
    const standsOut = (element: Element): boolean =>
      element.getBoundingClientRect().right > innerWidth + 1 && element.checkVisibility();
    return {
      wide: document.documentElement.scrollWidth - innerWidth,
      culprits: [...document.body.querySelectorAll('*')]
        .filter(standsOut)
        .map((each) => each.outerHTML.slice(0, 120)),
    };
  });
}
