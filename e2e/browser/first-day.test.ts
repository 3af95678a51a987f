/** The first day of a new user, in a real browser: from a sign-up to a meeting that moves in both windows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { calmirrorPage } from './support/calmirror-page.ts';
import type { CalmirrorPage } from './support/calmirror-page.ts';
import { microsoftPage } from './support/microsoft-page.ts';
import { outlookPage } from './support/outlook-page.ts';
import type { OutlookPage } from './support/outlook-page.ts';
import { expectGone, expectSeen } from './support/expect-seen.ts';
import { startStage } from './support/stage.ts';
import type { Stage } from './support/stage.ts';
import type { Visit } from './support/visit.ts';

/** The promise: an edit is visible within two seconds. */
const PROMISE_MS = 2_000;
const ZONE = 'Europe/Berlin';

let stage: Stage;
let visit: Visit;
let calmirror: CalmirrorPage;
let outlook: OutlookPage;
/** Tomorrow, in Adele's zone: on the agenda, and in Outlook's week of that day. */
let tomorrow: string;

beforeAll(async () => {
  stage = await startStage();
  visit = await stage.visit();
  calmirror = calmirrorPage(visit.page);
  const { now } = await stage.flow.simulator.control.clock();
  tomorrow = Temporal.Instant.from(now).toZonedDateTimeISO(ZONE).toPlainDate().add({ days: 1 }).toString();
});
afterAll(async () => {
  await visit[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

describe('a new user', { timeout: 60_000 }, () => {
  it('signs up on the first page and finds out what to do', async () => {
    await calmirror.signUp('olga@example.com');
    await expectSeen(calmirror.heading('Connect your Outlook calendar'));
  });

  it('agrees at Microsoft as Adele and is offered her calendars', async () => {
    await calmirror.goToMicrosoft();
    await microsoftPage(calmirror.page).accept('Adele Vance');
    await expectSeen(calmirror.heading('Choose calendars'));
    expect(await calmirror.page.getByRole('checkbox').count()).toBeGreaterThan(2);
  });

  it('chooses two, which are mirrored and then pushed', async () => {
    await calmirror.choose(['Calendar', 'Family']);
    for (const name of ['Calendar', 'Family'])
      await expectSeen(calmirror.card(name).getByText('Changes arrive by push'), 20_000);
    expect(await calmirror.page.getByRole('button', { name: 'Sync now' }).count()).toBe(2);
  });

  it('sees the events of both', async () => {
    await calmirror.goTo('Agenda');
    await expectSeen(calmirror.event('Daily stand-up'));
    await expectSeen(calmirror.event('Swimming lessons'));
  });

  it('sees what is created, moved and deleted in Outlook within two seconds, without a reload', async () => {
    const other = await visit.context.newPage();
    outlook = outlookPage(other, stage.flow.simulator.url, 'adele@contoso.example');
    await calmirror.page.evaluate(() => Object.assign(globalThis, { stillTheSamePage: true }));
    const title = 'Coffee with Megan';
    const day = calmirror.page.getByRole('region', { name: /^Tomorrow/ });
    const event = day.getByRole('listitem').filter({ hasText: title });

    await outlook.open(tomorrow);
    await outlook.create({ title, date: tomorrow, start: '09:00', end: '09:30' });
    await expectSeen(event, PROMISE_MS);
    await expectSeen(event.filter({ hasText: '9:00' }), PROMISE_MS);

    await outlook.moveTo(title, tomorrow, '16:15', '16:45');
    await expectSeen(event.filter({ hasText: '4:15' }), PROMISE_MS);
    expect(await event.count()).toBe(1);

    await outlook.remove(title);
    await expectGone(event, PROMISE_MS);
    expect(await calmirror.page.evaluate(() => 'stillTheSamePage' in globalThis)).toBe(true);
  });

  it('moves an event with the mouse in Outlook, and sees it move', async () => {
    const title = 'Dragged about';
    await outlook.create({ title, date: tomorrow, start: '09:00', end: '10:00' });
    await expectSeen(calmirror.event(title).filter({ hasText: '9:00' }), PROMISE_MS);
    await outlook.dragDown(title, 60);
    await expectSeen(calmirror.event(title).filter({ hasNotText: '9:00' }), PROMISE_MS);
  });
});

describe('a browser that names a language which is none', () => {
  it('shows the page all the same', async () => {
    // Without LANG, Chromium on Linux calls its language en-US@posix.
    await using visit = await stage.visit();
    await visit.context.addInitScript(() => {
      Object.defineProperty(navigator, 'language', { value: 'en-US@posix' });
      Object.defineProperty(navigator, 'languages', { value: ['en-US@posix'] });
    });
    await calmirrorPage(visit.page).signUp('posix@example.com');
    await expectSeen(calmirrorPage(visit.page).heading('Connect your Outlook calendar'));
  });
});
