/** What a person sees, and sees no more. Waits for it, because a page may take its time; a failure says what is there instead. */
import type { Locator, Page } from 'playwright-core';

import { complaintsBehind } from './behind-page.ts';

const WITHIN_MS = 20_000;

/** At least one of them. */
export async function expectSeen(what: Locator, withinMs = WITHIN_MS): Promise<void> {
  try {
    await what.first().waitFor({ timeout: withinMs });
  } catch (error) {
    throw new Error(`Not seen within ${withinMs} ms: ${what.toString()}\n${await shown(what.page())}`, {
      cause: error,
    });
  }
}

/** None of them. */
export async function expectGone(what: Locator, withinMs = WITHIN_MS): Promise<void> {
  const until = performance.now() + withinMs;
  while (await what.first().isVisible()) {
    if (performance.now() > until)
      throw new Error(`Still seen after ${withinMs} ms: ${what.toString()}\n${await shown(what.page())}`);
    await what.page().waitForTimeout(50);
  }
}

async function shown(page: Page): Promise<string> {
  const text = await page.locator('body').innerText();
  return `${page.url()} shows:\n${text.replaceAll(/\n+/g, '\n').slice(0, 1_500)}${complaintsBehind(page)}`;
}
