/** One real browser without a window: the one that came with `npm ci`, or else one that is installed. */
import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';
import type { Browser, LaunchOptions } from 'playwright-core';

import { chromiumFiles } from './chromium-files.ts';

/** Nothing leaves the machine, whatever a page asks for: no other name is found. */
const args = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'];

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'];

/** @throws Error saying what to install */
export async function launchBrowser(): Promise<Browser> {
  const files = await chromiumFiles();
  if (files !== undefined)
    return chromium.launch({ args, executablePath: files.executable, env: { ...files.env } });
  const choices: LaunchOptions[] = [
    { channel: 'chrome' },
    { channel: 'msedge' },
    ...installed.filter((file) => existsSync(file)).map((executablePath) => ({ executablePath })),
  ];
  for (const choice of choices) {
    try {
      return await chromium.launch({ args, ...choice });
    } catch {
      continue;
    }
  }
  throw new Error(
    `The browser tests bring a browser along for Linux on x64 only, and found no other one that starts on this ` +
      `machine (${process.platform} on ${process.arch}): install Google Chrome, Chromium or Microsoft Edge.`,
  );
}
