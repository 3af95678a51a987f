/** Every way in which connecting can end, as the person meets it: a page with the cause and the next step. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { calmirrorPage } from './support/calmirror-page.ts';
import { microsoftPage } from './support/microsoft-page.ts';
import { expectSeen } from './support/expect-seen.ts';
import { startStage } from './support/stage.ts';
import type { Stage } from './support/stage.ts';
import type { Visit } from './support/visit.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe('a person who connects', { timeout: 60_000 }, () => {
  it('declines at Microsoft, is told so, and begins again from there', async () => {
    await using visit = await stage.visit();
    const calmirror = calmirrorPage(visit.page);
    await calmirror.signUp('declining@example.com');
    await visit.page.goto('/connect');
    await calmirror.goToMicrosoft();
    await microsoftPage(visit.page).decline();
    await expectSeen(calmirror.heading('You declined at Microsoft'));
    await expectSeen(visit.page.getByText('Nothing was connected'));
    await visit.page.getByRole('button', { name: 'Begin again' }).click();
    await microsoftPage(visit.page).accept('Megan Bowen');
    await calmirror.choose(['Calendar']);
    await expectSeen(calmirror.card('Calendar'));
  });

  it('needs an administrator, sends the link, and connects once the administrator agreed elsewhere', async () => {
    await using visit = await stage.visit();
    const calmirror = calmirrorPage(visit.page);
    await calmirror.signUp('nadia@example.com');
    await visit.page.goto('/connect');
    await calmirror.goToMicrosoft();
    await microsoftPage(visit.page).accept('Nadia Rahal');
    await microsoftPage(visit.page).returnWithoutConsent();
    await expectSeen(calmirror.heading('Your administrator must allow this first'));
    await visit.page.getByRole('button', { name: 'Get the link for an administrator' }).click();
    const link = await visit.page.getByLabel('Link for an administrator').inputValue();

    {
      await using elsewhere = await stage.visit();
      await elsewhere.page.goto(link);
      await microsoftPage(elsewhere.page).consentFor('Fabrikam');
      await expectSeen(calmirrorPage(elsewhere.page).heading('Thank you: Calmirror is allowed'));
    }

    await visit.page.getByRole('button', { name: 'Connect again' }).click();
    await microsoftPage(visit.page).accept('Nadia Rahal');
    await calmirror.choose(['Calendar']);
    await expectSeen(calmirror.card('Calendar'));
  });

  it('connects an account again whose calendars are all mirrored, and is told so', async () => {
    await using visit = await stage.visit();
    const calmirror = calmirrorPage(visit.page);
    await calmirror.signUp('twice@example.com');
    await calmirror.connect('Alex Wilber', 'all');
    await visit.page.goto('/connect');
    await calmirror.goToMicrosoft();
    await microsoftPage(visit.page).accept('Alex Wilber');
    await expectSeen(calmirror.heading('Already connected'));
  });

  it('reloads the page of a choice that was made, and is told that it is over', async () => {
    await using visit = await stage.visit();
    const calmirror = calmirrorPage(visit.page);
    await calmirror.signUp('late@example.com');
    visit.expectTrouble(/404/);
    await visit.page.goto('/connect?session=0000');
    await expectSeen(calmirror.heading('The time to choose is over'));
  });
});

describe('an ending', { timeout: 60_000 }, () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await stage.visit();
    await calmirrorPage(visit.page).signUp('ending@example.com');
  });
  afterAll(() => visit[Symbol.asyncDispose]());

  it.each([
    ['wrong_account_type', 'This account cannot be used here'],
    ['expired', 'The sign-in at Microsoft took too long'],
    ['foreign_session', 'This sign-in was begun somewhere else'],
    ['already_used', 'This sign-in was used already'],
    ['missing_scopes', 'Not every permission was given'],
    ['mailbox_unsupported', 'This account has no mailbox in the cloud'],
    ['configuration', 'This Calmirror is not set up right'],
    ['temporary', 'Microsoft could not be reached'],
    ['something-new', 'Connecting did not work'],
  ])('of the code %s reads: %s, and has a next step', async (code, title) => {
    await visit.page.goto(`/connect?error=${code}`);
    await expectSeen(calmirrorPage(visit.page).heading(title));
    await expectSeen(visit.page.getByRole('main').getByRole('button'));
  });
});

describe('a grant that was revoked', { timeout: 60_000 }, () => {
  it('stops the calendars in words, and connecting again makes good what was missed', async () => {
    await using visit = await stage.visit();
    const calmirror = calmirrorPage(visit.page);
    await calmirror.signUp('revoked@example.com');
    await calmirror.connect('Adele Vance', ['Calendar']);
    await calmirror.untilPushed('Calendar');

    // Microsoft tells of it, too: whether that or the click is heard first is a race, and 409 is the click's answer then.
    visit.expectTrouble(/409 \(Conflict\).*\/sync\)/);
    await stage.flow.simulator.control.revoke({ user: 'adele@contoso.example', accessTokens: true });
    await calmirror.syncNow('Calendar');
    await expectSeen(calmirror.card('Calendar').getByText('Stopped: this account must be connected again'));
    await expectSeen(visit.page.getByRole('alert').getByText('Connect adele@contoso.example again'));

    await visit.page.getByRole('button', { name: 'Connect again' }).click();
    await microsoftPage(visit.page).accept('Adele Vance');
    await calmirror.untilPushed('Calendar');
    expect(await visit.page.getByRole('alert').count()).toBe(0);
  });
});
