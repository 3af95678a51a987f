/**
 * Anyone can invite anyone: what the invitation says is shown as harmless text. Each body of the list (its teeth
 * are tried in hostile-list.test.ts) is opened in the event panel, and clicked. Nothing may run, nothing may be
 * fetched: one request to the trap, one dialog, one refused policy fails this.
 */
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventually, outlookOf, untilActive } from '../support/flow.ts';
import { calmirrorPage, PASSWORD } from './support/calmirror-page.ts';
import { expectSeen } from './support/expect-seen.ts';
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
const Events = Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })) });

let stage: Stage;
let trap: Trap;
let visit: Visit;
let bodies: HostileBody[];
/** Title → id. */
let ids: Map<string, string>;

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
  const found = await eventually('every hostile event is mirrored', 10_000, async () => {
    const { items } = await person.get('/api/events?limit=1000&q=Hostile', Events);
    return items.length === bodies.length && items;
  });
  ids = new Map(found.map(({ id, title }) => [title, id]));
  visit = await stage.visit();
  await calmirrorPage(visit.page).signIn(email);
}, 120_000);
afterAll(async () => {
  await visit[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
  await trap[Symbol.asyncDispose]();
});

describe('the body of an event', () => {
  it('is shown as harmless text, whatever it holds', { timeout: 120_000 }, async () => {
    const ran: string[] = [];
    await inTurns(3, bodies, async ({ name }) => {
      const page = await visit.context.newPage();
      page.on('dialog', (dialog) => {
        ran.push(name);
        void dialog.dismiss();
      });
      page.on('popup', (popup) => ran.push(`${name} opened ${popup.url()}`));
      await page.goto(`/agenda?event=${ids.get(`Hostile ${name}`) ?? ''}`);
      const address = page.url();
      const panel = page.getByRole('dialog', { name: `Hostile ${name}` });
      const body = panel.frameLocator('iframe');
      await expectSeen(body.getByText(harmlessSentence(name)));
      const bait = body.getByText('A link').or(body.getByAltText('A link'));
      for (const each of await bait.all()) await each.click({ force: true, timeout: 2_000 }).catch(() => {});
      const links = await body.locator('[href], [action], [formaction], [src], [srcset]').all();
      for (const link of links) {
        const outer = await link.evaluate((element) => element.outerHTML);
        expect(outer, name).not.toMatch(
          /(?:href|action|src|srcset)\s*=\s*"(?!https:|mailto:|tel:|data:image\/|cid:)/i,
        );
      }
      expect(page.url(), name).toBe(address);
      await page.close();
    });
    expect({ ran, caught: trap.caught, troubles: visit.troubles }).toEqual({
      ran: [],
      caught: [],
      troubles: [],
    });
  });
});
