/**
 * Anyone can invite anyone: what the invitation says is shown as harmless text. Each body of the list (its teeth
 * are tried in hostile-list.test.ts) is opened in the event panel, and clicked. Nothing may run, nothing may be
 * fetched: one request to the trap, one dialog, one refused policy fails this.
 */
import type { Page } from 'playwright-core';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventually, outlookOf, untilActive } from '../support/flow.ts';
import { calmirrorPage, PASSWORD } from './support/calmirror-page.ts';
import { expectGone, expectSeen } from './support/expect-seen.ts';
import { harmlessSentence, hostileBodies } from './support/hostile-bodies.ts';
import type { HostileBody } from './support/hostile-bodies.ts';
import { inTurns } from './support/in-turns.ts';
import { startStage } from './support/stage.ts';
import type { Stage } from './support/stage.ts';
import { startTrap } from './support/trap.ts';
import type { Trap } from './support/trap.ts';
import type { Visit } from './support/visit.ts';

const adele = 'adele@contoso.example';
const email = 'target@example.com';
const Events = Type.Object({ items: Type.Array(Type.Unknown()) });

let stage: Stage;
let trap: Trap;
let visit: Visit;
let bodies: HostileBody[];

beforeAll(async () => {
  [stage, trap] = await Promise.all([startStage(), startTrap()]);
  bodies = hostileBodies(trap.url);
  const outlook = outlookOf(stage.flow.simulator, adele);
  await inTurns(8, bodies, async ({ name, html }) => {
    const id = await outlook.create(`Hostile ${name}`, 2);
    await outlook.edit(id, { body: { contentType: 'html', content: html } });
  });
  const person = stage.flow.client();
  await person.signUp(email, PASSWORD);
  await person.connect(adele, ['Calendar']);
  await untilActive(person);
  await eventually('every hostile event is mirrored', 20_000, async () => {
    const { items } = await person.get('/api/events?limit=1000&q=Hostile', Events);
    return items.length === bodies.length;
  });
  visit = await stage.visit();
  await calmirrorPage(visit.page).signIn(email);
}, 120_000);
afterAll(async () => {
  await visit[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
  await trap[Symbol.asyncDispose]();
});

describe('the body of an event', () => {
  it('is shown as harmless text, whatever it holds', { timeout: 150_000 }, async () => {
    // The sanitiser parses in a document that is never shown, and the browser tells what the page's policy refused
    // there. Everything else that is refused, or runs, or is asked for, fails this test.
    visit.expectTrouble(
      /^console: (?:Applying inline style|Setting the document's base URI|Loading media from)[^]* violates/,
    );
    const ran: string[] = [];
    const left = [...bodies];
    await inTurns(2, [1, 2], async () => {
      const page = await visit.context.newPage();
      page.on('dialog', (dialog) => {
        ran.push(dialog.message());
        void dialog.dismiss();
      });
      page.on('popup', (popup) => ran.push(`opened ${popup.url()}`));
      await page.goto('/agenda?q=Hostile');
      for (let body = left.shift(); body !== undefined; body = left.shift())
        await openAndClick(page, body.name);
      await page.close();
    });
    expect({ ran, caught: trap.caught, troubles: visit.troubles }).toEqual({
      ran: [],
      caught: [],
      troubles: [],
    });
  });
});

/** Reads it in the panel, and clicks whatever can be clicked in it. */
async function openAndClick(page: Page, name: string): Promise<void> {
  await calmirrorPage(page).event(`Hostile ${name}`).getByRole('link').click();
  const panel = page.getByRole('dialog', { name: `Hostile ${name}`, exact: true });
  const body = panel.frameLocator('iframe');
  await expectSeen(body.getByText(harmlessSentence(name)));
  const address = page.url();
  for (const bait of await body.getByText('A link').or(body.getByAltText('A link')).all()) {
    await bait.click({ force: true, timeout: 2_000 }).catch(() => undefined);
  }
  const attributes = await body
    .locator('body *')
    .evaluateAll((elements) =>
      elements.flatMap((each) => [...each.attributes].map((attribute) => [attribute.name, attribute.value])),
    );
  const dangerous = attributes.filter(
    ([attribute = '', value = '']) =>
      /^(?:on|style|src|action|formaction|background|poster|data|xlink)/i.test(attribute) ||
      (attribute === 'href' && !value.startsWith('https:')),
  );
  expect({ name, dangerous }).toEqual({ name, dangerous: [] });
  expect(page.url(), name).toBe(address);
  await panel.getByRole('button', { name: 'Close event' }).click();
  await expectGone(panel);
}
