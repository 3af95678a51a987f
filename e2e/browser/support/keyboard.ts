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
      await rememberLooks(page);
      await page.keyboard.press('Tab');
      const { name, isSeen } = await focusSeen(page);
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

/** A border may take a moment to change its colour. */
async function focusSeen(page: Page): Promise<{ name: string; isSeen: boolean }> {
  let found = await focus(page);
  for (let look = 0; !found.isSeen && look < 5; look += 1) {
    await page.waitForTimeout(60);
    found = await focus(page);
  }
  return found;
}

/** What can be seen of each thing before the next one has the focus. */
async function rememberLooks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const looksOf = (each: Element, part: string | null): string => {
      const { outline, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(
        each,
        part,
      );
      return [outline, boxShadow, borderColor, backgroundColor, textDecoration].join();
    };
    document.querySelectorAll('*').forEach((each) => {
      const looksBefore = looksOf(each, null) + looksOf(each, '::after');
      Object.assign(each, { looksBefore, hadFocus: each === document.activeElement });
    });
  });
}

/** A ring may be drawn by the element, by what stands for it (a styled box beside a hidden input), or around its row. */
async function focus(page: Page): Promise<{ name: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement;
    // The browser's own controls come after the last element of the page.
    if (element === null || element === document.body) return { name: 'the end of the page', isSeen: true };
    const remembered = (each: Element, what: string): unknown =>
      Object.getOwnPropertyDescriptor(each, what)?.value;
    const looksOf = (each: Element, part: string | null): string => {
      const { outline, boxShadow, borderColor, backgroundColor, textDecoration } = getComputedStyle(
        each,
        part,
      );
      return [outline, boxShadow, borderColor, backgroundColor, textDecoration].join();
    };
    const differs = (each: Element): boolean =>
      remembered(each, 'looksBefore') !== looksOf(each, null) + looksOf(each, '::after');
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const above: Element[] = [];
    for (let each = element.parentElement; each !== null && above.length < 4; each = each.parentElement)
      above.push(each);
    const beside = [...(element.parentElement?.children ?? [])];
    const box = element.getBoundingClientRect();
    const isThere = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    // A frame shows the focus inside; a field of a date has several stops in it.
    const showsItself = element instanceof HTMLIFrameElement || remembered(element, 'hadFocus') === true;
    return {
      name: element.outerHTML.slice(0, 160),
      isSeen: isThere && (showsItself || [element, ...above, ...beside, ...labels].some(differs)),
    };
  });
}
