/**
 * `npm run time-to-first-event`: how long a stranger waits. Starts `npm start` as after a clone (the page not
 * built, no data), goes through it in a real browser as fast as the pages allow, and prints the seconds of each
 * step. Fails above one minute. Installing packages and unpacking the browser are not counted.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import type { Browser } from 'playwright-core';

import { calmirrorPage } from './support/calmirror-page.ts';
import { expectSeen } from './support/expect-seen.ts';
import { launchBrowser } from './support/launch-browser.ts';
import { microsoftPage } from './support/microsoft-page.ts';

const LIMIT_SECONDS = 60;
const root = path.resolve(import.meta.dirname, '../..');

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return address.port;
}

/** Its whole process group can be ended: npm starts others. */
function npmStart(port: number, simulatorPort: number, dataDir: string): ChildProcess {
  const env = { PORT: String(port), SIMULATOR_PORT: String(simulatorPort), CALMIRROR_DATA_DIR: dataDir };
  return spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function untilItSaysWhere(child: ChildProcess): Promise<void> {
  if (child.stdout === null) throw new Error('npm start has an output.');
  for await (const line of createInterface(child.stdout)) {
    if (/^\s*Calmirror\s+http/.test(line)) return;
  }
  throw new Error('npm start ended before it said where Calmirror is.');
}

async function firstEvent(browser: Browser, url: string, lap: (step: string) => void): Promise<void> {
  const page = await browser.newPage({ baseURL: url, locale: 'en-US' });
  const calmirror = calmirrorPage(page);
  await calmirror.signUp('olga@example.com');
  lap('signed up');
  await page.goto('/connect');
  await calmirror.goToMicrosoft();
  lap('at Microsoft');
  await microsoftPage(page).accept('Adele Vance');
  await expectSeen(calmirror.heading('Choose calendars'));
  lap('calendars to choose');
  await calmirror.choose(['Calendar', 'Family']);
  await calmirror.goTo('Agenda');
  await expectSeen(calmirror.event('Daily stand-up'));
  lap('first event on screen');
  await page.close();
}

const dataDir = await mkdtemp(path.join(tmpdir(), 'calmirror-first-event-'));
// PostgreSQL runs as another user when this one is root, and must get below it.
await chmod(dataDir, 0o755);
await rm(path.join(root, 'packages/web/dist'), { recursive: true, force: true });
const [browser, port, simulatorPort] = await Promise.all([launchBrowser(), freePort(), freePort()]);

const begun = performance.now();
let last = begun;
const lap = (step: string): void => {
  const now = performance.now();
  console.log(`${((now - last) / 1000).toFixed(1).padStart(6)} s  ${step}`);
  last = now;
};
const child = npmStart(port, simulatorPort, dataDir);
try {
  await untilItSaysWhere(child);
  child.stdout?.resume();
  lap('npm start says where Calmirror is');
  await firstEvent(browser, `http://localhost:${port}`, lap);
  const seconds = (last - begun) / 1000;
  console.log(`${seconds.toFixed(1).padStart(6)} s  in all (limit: ${LIMIT_SECONDS} s)`);
  if (seconds > LIMIT_SECONDS) process.exitCode = 1;
} finally {
  await browser.close();
  if (child.pid !== undefined && child.exitCode === null) {
    process.kill(-child.pid, 'SIGTERM');
    await once(child, 'exit');
  }
  await rm(dataDir, { recursive: true, force: true });
}
