/**
 * WCAG 2.0 to 2.2, levels A and AA, by axe: in light and in dark, with whatever is open on the page just now. What
 * stands inside a frame is somebody else's invitation, and runs no scripts: axe's own driver would wait there.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { Page } from 'playwright-core';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { wear } from './wear.ts';

const LAW = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const Results = Type.Object({
  violations: Type.Array(
    Type.Object({
      id: Type.String(),
      help: Type.String(),
      nodes: Type.Array(Type.Object({ html: Type.String(), failureSummary: Type.Optional(Type.String()) })),
    }),
  ),
});

let source: Promise<string> | undefined;

/** The axe that @axe-core/playwright brings. */
function axe(): Promise<string> {
  const driver = createRequire(import.meta.url).resolve('@axe-core/playwright');
  source ??= readFile(createRequire(driver).resolve('axe-core/axe.min.js'), 'utf8');
  return source;
}

/** `name` says in a failure which page it was. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const options = JSON.stringify({ runOnly: LAW, iframes: false, resultTypes: ['violations'] });
  await page.evaluate(await axe());
  for (const colorScheme of ['light', 'dark'] as const) {
    await wear(page, colorScheme);
    const { violations } = Value.Parse(Results, await page.evaluate(`axe.run(document, ${options})`));
    const found = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${id} (${help}): ${html.slice(0, 200)}: ${failureSummary ?? ''}`,
      ),
    );
    if (found.length > 0) throw new Error(`${name}, ${colorScheme}:\n${found.join('\n')}`);
  }
  await wear(page, 'light');
}
