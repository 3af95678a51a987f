/** WCAG 2.0 to 2.2, levels A and AA, by axe: in light and in dark, with whatever is open on the page just now. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

import { wear } from './wear.ts';

const LAW = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** `name` says in a failure which page it was. What stands inside a frame is somebody else's invitation. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await wear(page, colorScheme);
    const { violations } = await new AxeBuilder({ page }).options({ iframes: false, runOnly: LAW }).analyze();
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id} (${help}): ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
    if (found.length > 0) throw new Error(`${name}, ${colorScheme}:\n${found.join('\n')}`);
  }
  await wear(page, 'light');
}
