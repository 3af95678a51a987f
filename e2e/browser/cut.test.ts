/**
 * The stream of live updates, cut for real: by a line that breaks and by one that falls silent. The page says so
 * within ten seconds, never calls old things new, and makes good by itself what it missed.
 */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { outlookOf } from '../support/flow.ts';
import { calmirrorPage, PASSWORD } from './support/calmirror-page.ts';
import { startLine } from './support/line.ts';
import type { Line } from './support/line.ts';
import { expectGone, expectSeen } from './support/expect-seen.ts';
import { startStage } from './support/stage.ts';
import type { Stage } from './support/stage.ts';

const adele = 'adele@contoso.example';
const SAYS_SO_WITHIN_MS = 10_000;
/** The longest pause between two tries, and a little. */
const HEALS_WITHIN_MS = 15_000;

const cutNote = (page: Page): Locator => page.getByRole('status').getByText('Live updates are interrupted');

let stage: Stage;
let line: Line;
beforeAll(async () => {
  line = await startLine();
  stage = await startStage({ env: { FRONTEND_URL: line.url } });
  line.leadTo(stage.flow.server.url);
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await line[Symbol.asyncDispose]();
});

describe('live updates', { timeout: 60_000 }, () => {
  it.each(['break', 'silence'] as const)(
    'that are cut by a %s are said to be, and what was missed appears without a reload',
    async (how) => {
      const email = `${how}@example.com`;
      const person = stage.flow.client();
      await person.signUp(email, PASSWORD);
      await person.connect(adele, ['Calendar']);
      await using visit = await stage.visit({ at: line.url });
      visit.expectTrouble(/failed request|net::ERR/);
      const { page } = visit;
      const calmirror = calmirrorPage(page);
      await calmirror.signIn(email);
      await calmirror.untilPushed('Calendar');
      const agenda = calmirrorPage(await visit.context.newPage());
      await agenda.page.goto('/agenda');
      await expectSeen(agenda.event('Daily stand-up'));
      await expectSeen(calmirror.card('Calendar').getByText('just now'));

      line.cut(how);
      const since = performance.now();
      await Promise.all([calmirror, agenda].map((each) => expectSeen(cutNote(each.page), SAYS_SO_WITHIN_MS)));
      expect(performance.now() - since).toBeLessThan(SAYS_SO_WITHIN_MS + 500);
      expect(await page.getByText('just now').count()).toBe(0);

      await outlookOf(stage.flow.simulator, adele).create(`Missed by ${how}`, 1);
      // Long enough for whatever would still trickle through, and for several tries to open the stream anew.
      await page.waitForTimeout(4_000);
      expect(await agenda.event(`Missed by ${how}`).count()).toBe(0);
      expect(await cutNote(page).count()).toBe(1);
      expect(await page.getByText('just now').count()).toBe(0);

      line.restore();
      await expectSeen(agenda.event(`Missed by ${how}`), HEALS_WITHIN_MS);
      await expectGone(cutNote(page), HEALS_WITHIN_MS);
      await expectSeen(calmirror.card('Calendar').getByText('just now'));
    },
  );
});
