/**
 * Every page and dialog, as axe sees it (WCAG 2.0 to 2.2, A and AA) in light and in dark, and on a phone: nothing
 * stands out to the side at 390 and 320 px.
 */
import { afterAll, beforeAll, describe, it } from 'vitest';

import type { Page } from 'playwright-core';

import { expectAccessible } from './support/expect-accessible.ts';
import { expectFits } from './support/expect-fits.ts';
import { startStage } from './support/stage.ts';
import type { Stage } from './support/stage.ts';
import { tourOfConnecting, tourOfTheDoor, tourOfTheMirror, tourOfTheRest } from './support/tour.ts';
import type { Tour } from './support/tour.ts';
import type { Visit } from './support/visit.ts';

let stage: Stage;
let visit: Visit;
let faults: string[] = [];
beforeAll(async () => {
  stage = await startStage();
  visit = await stage.visit();
});
afterAll(async () => {
  await visit[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

async function look(name: string, page: Page): Promise<void> {
  for (const expectIt of [expectAccessible, expectFits]) {
    await expectIt(page, name).catch((error: unknown) => faults.push(String(error)));
  }
}

/** All stops are looked at, also when one has faults. */
async function expectNoFaults(walk: (tour: Tour) => Promise<void>): Promise<void> {
  faults = [];
  await walk({ sandbox: stage.flow, url: stage.flow.server.url, page: visit.page, stop: look });
  if (faults.length > 0) throw new Error(faults.join('\n\n'));
}

describe('a person who sees, hears or holds the page differently', { timeout: 180_000 }, () => {
  it('can use the pages before signing in', () => expectNoFaults(tourOfTheDoor));

  it('can use every page on the way to a mirror, every bad end, and Microsoft’s pages', () =>
    expectNoFaults((tour) => tourOfConnecting(tour, 'looking@example.com')));

  it('can use the dashboard, the agenda, week and month, and each dialog open', () =>
    expectNoFaults(tourOfTheMirror));

  it('can use the pages of trouble, and the simulator’s', () => {
    visit.expectTrouble(/no-such-page|404/);
    // The revoked grant: where Microsoft's word of it comes before the click, the click is answered 409.
    visit.expectTrouble(/409 \(Conflict\).*\/sync\)/);
    return expectNoFaults(tourOfTheRest);
  });
});
