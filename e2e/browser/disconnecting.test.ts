/** Disconnecting a calendar by the page: what was promised there is true in the database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventually } from '../support/flow.ts';
import { calmirrorPage } from './support/calmirror-page.ts';
import type { CalmirrorPage } from './support/calmirror-page.ts';
import { expectGone, expectSeen } from './support/expect-seen.ts';
import { startStage } from './support/stage.ts';
import type { Stage } from './support/stage.ts';
import type { Visit } from './support/visit.ts';

let stage: Stage;
let visit: Visit;
let calmirror: CalmirrorPage;
beforeAll(async () => {
  stage = await startStage();
  visit = await stage.visit();
  calmirror = calmirrorPage(visit.page);
  await calmirror.signUp('leaving@example.com');
  await calmirror.connect('Adele Vance', ['Calendar']);
  await calmirror.untilPushed('Calendar');
});
afterAll(async () => {
  await visit[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

async function eventsStored(): Promise<number> {
  const { count } = await stage.flow.db
    .selectFrom('calendar_event')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

describe('disconnecting', { timeout: 60_000 }, () => {
  it('takes nothing for granted: without a choice it asks for one, and leaves the calendar as it is', async () => {
    const dialog = await calmirror.openDisconnect('Calendar');
    await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await expectSeen(dialog.getByText('Choose whether the events are kept or erased'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expectGone(dialog);
    await calmirror.untilPushed('Calendar');
  });

  it('keeps the events readable, and erases them when asked to later', async () => {
    const before = await eventsStored();
    const dialog = await calmirror.openDisconnect('Calendar');
    await dialog.getByRole('radio', { name: 'Keep the events' }).check();
    await dialog.getByRole('button', { name: 'Disconnect and keep' }).click();
    await expectSeen(calmirror.heading('Disconnected'));
    await expectSeen(calmirror.card('Calendar').getByText('Its events stay readable'));
    expect(await eventsStored()).toBe(before);
    await calmirror.goTo('Agenda');
    await expectSeen(calmirror.event('Daily stand-up'));

    await calmirror.goTo('Calendars');
    await calmirror.card('Calendar').getByRole('button', { name: 'Erase events' }).click();
    await visit.page.getByRole('dialog').getByRole('button', { name: 'Erase', exact: true }).click();
    await expectSeen(visit.page.getByText('The events of “Calendar” are erased'));
    expect(await eventsStored()).toBe(0);
    await calmirror.goTo('Agenda');
    await expectGone(calmirror.event('Daily stand-up'));
  });

  it('erases the events from the database, and Microsoft’s subscription goes too', async () => {
    await calmirror.connect('Adele Vance', ['Calendar']);
    await calmirror.untilPushed('Calendar');
    expect(await eventsStored()).toBeGreaterThan(10);
    const dialog = await calmirror.openDisconnect('Calendar');
    await dialog.getByRole('radio', { name: 'Erase the events' }).check();
    await dialog.getByRole('button', { name: 'Disconnect and erase' }).click();
    await expectSeen(visit.page.getByText('“Calendar” is disconnected. Its events are erased'));
    expect(await eventsStored()).toBe(0);
    await expectGone(calmirror.card('Calendar'), 15_000);
    await eventually('the subscription is gone', 10_000, async () => {
      const rows = await stage.flow.db.selectFrom('webhook_subscription').select('id').execute();
      return rows.length === 0;
    });
  });
});
