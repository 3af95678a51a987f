/** The list of hostile bodies has teeth: shown by a page that protects nobody, each does what it came for. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventually } from '../support/flow.ts';
import { hostileBodies } from './support/hostile-bodies.ts';
import type { HostileBody } from './support/hostile-bodies.ts';
import { inTurns } from './support/in-turns.ts';
import { launchBrowser } from './support/launch-browser.ts';
import { startTrap } from './support/trap.ts';
import type { Trap } from './support/trap.ts';

const unprotected = (name: string): string => `/unprotected/${name}`;

let browser: Browser;
let trap: Trap;
beforeAll(async () => {
  browser = await launchBrowser();
  trap = await startTrap(
    (url) =>
      new Map([
        ...hostileBodies(url).map(({ name, html }): [string, string] => [unprotected(name), html]),
        ['/favicon.ico', ''],
      ]),
  );
});
afterAll(async () => {
  await browser.close();
  await trap[Symbol.asyncDispose]();
});

describe('a hostile body that nothing protects from', () => {
  it('is one of more than thirty that work in this browser', () => {
    expect(biting('itself').length + biting('at a click').length).toBeGreaterThan(30);
  });

  it('does harm by itself', { timeout: 60_000 }, async () => {
    expect(await harmless(biting('itself'), async () => {})).toEqual([]);
  });

  it('does harm at a click', { timeout: 60_000 }, async () => {
    const click = async (page: Page): Promise<void> => {
      await page.getByText('A link').or(page.getByAltText('A link')).last().click({ force: true });
    };
    expect(await harmless(biting('at a click'), click)).toEqual([]);
  });
});

function biting(how: HostileBody['bites']): HostileBody[] {
  return hostileBodies('http://trap.invalid').filter(({ bites }) => bites === how);
}

/** The names of those that did nothing. */
async function harmless(
  bodies: readonly HostileBody[],
  provoke: (page: Page) => Promise<void>,
): Promise<string[]> {
  const idle: string[] = [];
  await inTurns(4, bodies, async ({ name }) => {
    const page = await browser.newPage();
    try {
      await page.goto(trap.url + unprotected(name));
      await provoke(page);
      await eventually(name, 5_000, async () => trap.caught.some((each) => each.split('/')[0] === name));
    } catch {
      idle.push(name);
    } finally {
      await page.close();
    }
  });
  return idle;
}
