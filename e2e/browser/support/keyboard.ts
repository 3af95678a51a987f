/** A person without a mouse: goes from one thing to the next with Tab, and must see at each where they are. */
import type { Locator, Page } from 'playwright-core';

export interface Keyboard {
  /** Tabs until this has the focus; fails where a focus on the way cannot be seen. */
  goTo(target: Locator): Promise<void>;
  /** goTo, then this key: Enter if left out. */
  press(target: Locator, key?: string): Promise<void>;
  /** goTo, then what is there is replaced by this. */
  type(target: Locator, text: string): Promise<void>;
}

const MOST_STEPS = 80;

export function keyboardOf(page: Page): Keyboard {
  const goTo = async (target: Locator): Promise<void> => {
    const passed: string[] = [];
    await target.waitFor();
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
      const { name, isSeen } = await focus(page);
      passed.push(name);
      if (!isSeen) throw new Error(`The focus cannot be seen on: ${name}`);
    }
    throw new Error(`Not reached by Tab: ${target.toString()}. Passed:\n${passed.join('\n')}`);
  };
  return {
    goTo,
    press: async (target, key = 'Enter') => {
      await goTo(target);
      await page.keyboard.press(key);
    },
    type: async (target, text) => {
      await goTo(target);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
    },
  };
}

/** A ring may be drawn by the element, by what stands for it (a styled box beside a hidden input), or around both. */
async function focus(page: Page): Promise<{ name: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    // The browser's own controls come after the last element of the page.
    if (element === null || element === document.body) return { name: 'the end of the page', isSeen: true };
    const hasRing = (each: Element | null | undefined): boolean => {
      if (each === null || each === undefined) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
    };
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const stands = [element, element.parentElement, ...(element.parentElement?.children ?? []), ...labels];
    const box = element.getBoundingClientRect();
    const isThere = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return {
      name: element.outerHTML.slice(0, 160),
      isSeen: (element instanceof HTMLIFrameElement || stands.some(hasRing)) && isThere,
    };
  });
}
