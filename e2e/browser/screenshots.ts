/**
 * `npm run screenshots`: pictures of every page in every state worth looking at, of a real sandbox in a real
 * browser: wide and narrow, light and dark. All go to .screenshots/; the few of the README also to docs/pictures/.
 */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { startSandbox } from '@calmirror/sandbox';
import type { Page } from 'playwright-core';

import { buildPage } from '../../packages/web/build/build-page.ts';
import { launchBrowser } from './support/launch-browser.ts';
import {
  tourOfConnecting,
  tourOfPush,
  tourOfTheDoor,
  tourOfTheMirror,
  tourOfTheRest,
} from './support/tour.ts';
import { startVisit } from './support/visit.ts';
import { wear } from './support/wear.ts';

const root = path.resolve(import.meta.dirname, '../..');
const everything = path.join(root, '.screenshots');
const chosen = path.join(root, 'docs/pictures');
/** Pictures that a document shows; see README.md. */
const README = ['week-1280-light.png'];

/** What they show begins further down than a screen reaches. */
const WHOLE = new Set(['dashboard-jobs']);

const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

async function shoot(name: string, page: Page): Promise<void> {
  const before = page.viewportSize();
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await wear(page, colorScheme);
      // What depends on the size (three days instead of a week) is drawn anew, some of it after an answer.
      await page.waitForTimeout(250);
      const file = path.join(everything, `${name}-${size.width}-${colorScheme}.png`);
      await page.screenshot({ path: file, timeout: 30_000, fullPage: WHOLE.has(name) });
    }
  }
  await wear(page, 'light');
  if (before !== null) await page.setViewportSize(before);
  console.log(name);
}

await rm(everything, { recursive: true, force: true });
await mkdir(everything, { recursive: true });
await mkdir(chosen, { recursive: true });
await buildPage();
await using browser = await launchBrowser();
await using sandbox = await startSandbox();
const { url } = sandbox.server;
const visit = await startVisit(browser, { ours: url, origins: [url, sandbox.simulator.url], baseURL: url });
const tour = { sandbox, url, page: visit.page, stop: shoot };
await tourOfTheDoor(tour);
await tourOfConnecting(tour, 'olga@example.com');
await tourOfTheMirror(tour);
await tourOfPush(tour);
await tourOfTheRest(tour);
for (const trouble of visit.troubles) console.warn(`Trouble: ${trouble}`);
await visit.context.close();
for (const file of README) {
  await copyFile(path.join(everything, file), path.join(chosen, file.replace('-1280-light', '')));
}
console.log(`Pictures are in ${path.relative(root, everything)}/ and ${path.relative(root, chosen)}/.`);
