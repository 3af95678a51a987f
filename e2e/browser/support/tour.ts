/**
 * A walk past every page of Calmirror and every dialog, in every state worth looking at. What is done at each
 * stop is the caller's: look for faults, or take pictures.
 */
import type { Sandbox } from '@calmirror/sandbox';
import type { Page } from 'playwright-core';

import { Type } from 'typebox';
import { Value } from 'typebox/value';

import { calmirrorPage } from './calmirror-page.ts';
import { expectSeen } from './expect-seen.ts';
import { microsoftPage } from './microsoft-page.ts';
import { outlookPage } from './outlook-page.ts';
import { hold } from './slow-microsoft.ts';

export interface Tour {
  readonly sandbox: Pick<Sandbox, 'simulator' | 'client'>;
  /** Calmirror's, as people find it. */
  readonly url: string;
  readonly page: Page;
  /** `name` is fit for a file. */
  readonly stop: (name: string, page: Page) => Promise<void>;
}

const adele = 'adele@contoso.example';

const ENDINGS = [
  'declined',
  'admin_consent_required',
  'wrong_account_type',
  'expired',
  'foreign_session',
  'already_used',
  'missing_scopes',
  'mailbox_unsupported',
  'configuration',
  'temporary',
];

/** Nobody is signed in. */
export async function tourOfTheDoor({ page, stop }: Tour): Promise<void> {
  const calmirror = calmirrorPage(page);
  await page.goto('/');
  await expectSeen(calmirror.heading('Create your account'));
  await stop('sign-up', page);
  await page.goto('/sign-in');
  await expectSeen(calmirror.heading('Sign in'));
  await stop('sign-in', page);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectSeen(page.getByText('Enter your e-mail address'));
  await stop('sign-in-refused', page);
  await page.goto('/connect?admin_consent=granted');
  await expectSeen(calmirror.heading('Thank you: Calmirror is allowed'));
  await stop('admin-consent-granted', page);
}

/** From a new account to two calendars that are mirrored. */
export async function tourOfConnecting({ page, stop, sandbox }: Tour, email: string): Promise<void> {
  const calmirror = calmirrorPage(page);
  await calmirror.signUp(email);
  await stop('empty', page);
  await page.goto('/agenda');
  await expectSeen(calmirror.heading('No calendar is connected yet'));
  await stop('agenda-empty', page);
  await page.goto('/connect');
  await expectSeen(calmirror.heading('Connect your Outlook calendar'));
  await stop('connect', page);
  await page.getByRole('button', { name: 'Get the link for an administrator' }).click();
  await expectSeen(page.getByLabel('Link for an administrator'));
  await stop('connect-admin-link', page);
  const adminLink = await page.getByLabel('Link for an administrator').inputValue();
  for (const code of ENDINGS) {
    await page.goto(`/connect?error=${code}`);
    await expectSeen(page.getByRole('main').getByRole('button'));
    await stop(`ending-${code.replaceAll('_', '-')}`, page);
  }
  await page.goto(adminLink);
  await stop('microsoft-admin-consent', page);
  await page.goto('/connect');
  await calmirror.goToMicrosoft();
  await stop('microsoft-sign-in', page);
  await microsoftPage(page).accept('Nadia Rahal');
  await expectSeen(calmirror.heading('Need admin approval'));
  await stop('microsoft-admin-approval', page);
  await page.goto('/connect');
  await calmirror.goToMicrosoft();
  await microsoftPage(page).accept('Adele Vance');
  await expectSeen(calmirror.heading('Choose calendars'));
  await stop('choosing', page);

  const release = await hold(sandbox.simulator);
  await calmirror.choose(['Calendar', 'Family', 'Work projects']);
  await expectSeen(calmirror.card('Calendar').getByText('First sync'));
  await stop('syncing', page);
  await release();
  for (const name of ['Calendar', 'Family', 'Work projects']) await calmirror.untilPushed(name);
}

/** Of an account that mirrors Adele's calendars. */
export async function tourOfTheMirror({ page, stop, sandbox }: Tour): Promise<void> {
  const calmirror = calmirrorPage(page);
  const { now } = await sandbox.simulator.control.clock();
  const date = Temporal.Instant.from(now).toZonedDateTimeISO('Europe/Berlin').toPlainDate().add({ days: 2 });
  await page.goto('/calendars');
  await calmirror.untilPushed('Calendar');
  await stop('dashboard', page);
  await page.getByRole('heading', { name: 'Background jobs' }).scrollIntoViewIfNeeded();
  await expectSeen(page.getByRole('row', { name: /^Renew subscriptions .*Done/ }));
  await stop('dashboard-jobs', page);
  await calmirror.card('Calendar').getByRole('button', { name: 'History' }).click();
  await expectSeen(page.getByRole('dialog').getByRole('table'));
  await stop('dialog-history', page);
  await page.keyboard.press('Escape');
  await calmirror.openDisconnect('Calendar');
  await expectSeen(page.getByRole('dialog').getByRole('radio', { name: 'Keep the events' }));
  await stop('dialog-disconnect', page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Account menu' }).click();
  await expectSeen(page.getByText('Signed in as'));
  await stop('account-menu', page);
  await page.keyboard.press('Escape');

  await page.goto('/agenda');
  await expectSeen(calmirror.event('Daily stand-up'));
  await stop('agenda', page);
  await calmirror.event('Daily stand-up').first().getByRole('link').click();
  await expectSeen(page.getByRole('dialog').getByText('Repeats'));
  await stop('event-panel', page);
  await page.keyboard.press('Escape');
  await page.goto('/agenda?q=nothing-is-called-like-this');
  await expectSeen(calmirror.heading('No event matches these filters'));
  await stop('agenda-no-match', page);
  await page.goto(`/week?date=${date.toString()}`);
  await expectSeen(page.getByRole('link', { name: /Daily stand-up/ }));
  await stop('week', page);
  await page.goto(`/month?date=${date.toString()}`);
  await expectSeen(page.getByRole('link', { name: /Daily stand-up/ }));
  await stop('month', page);
}

/** What people see of how changes arrive: looked for, and why Microsoft cannot push them. */
export async function tourOfPush({ page, stop, sandbox }: Tour): Promise<void> {
  const calmirror = calmirrorPage(page);
  const answer: unknown = await (await page.request.get('/api/calendars')).json();
  const id = calendarId(answer, 'Calendar');
  const ask = (method: 'POST' | 'DELETE') =>
    page.request.fetch(`/api/calendars/${id}/webhook`, { method, timeout: 30_000 });
  await page.goto('/calendars');
  await ask('DELETE');
  await expectSeen(calmirror.card('Calendar').getByText('Checked every few minutes'));
  await stop('dashboard-polling', page);
  // As Microsoft says it when its test request got no valid answer.
  const refusal = { type: 'status' as const, status: 400, code: 'ValidationError' };
  await sandbox.simulator.control.setFaults({
    rules: [{ match: { method: 'POST', pathPattern: '/subscriptions$' }, action: refusal }],
  });
  await ask('POST');
  await expectSeen(page.getByText('Microsoft could not use'));
  await stop('dashboard-endpoint-unreachable', page);
  await sandbox.simulator.control.clearFaults();
  await ask('POST');
  await calmirror.untilPushed('Calendar');
}

const CalendarIds = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
});

function calendarId(answer: unknown, name: string): string {
  const id = Value.Parse(CalendarIds, answer).items.find((calendar) => calendar.name === name)?.id;
  if (id === undefined) throw new Error(`There is no calendar ${name}.`);
  return id;
}

/** What people see where something stands against it, and the simulator's own pages. */
export async function tourOfTheRest({ page, stop, sandbox, url }: Tour): Promise<void> {
  const calmirror = calmirrorPage(page);
  const other = await page.context().newPage();
  const outlook = outlookPage(other, sandbox.simulator.url, adele);
  await outlook.open();
  await stop('outlook', other);
  await other.getByRole('button', { name: 'New event' }).click();
  await expectSeen(other.getByLabel('Title', { exact: true }));
  await stop('outlook-new-event', other);
  await other.goto(`${sandbox.simulator.url}/_sim`);
  await stop('simulator-controls', other);
  await other.close();

  await sandbox.simulator.control.revoke({ user: adele, accessTokens: true });
  await page.goto('/calendars');
  await calmirror.syncNow('Calendar');
  await expectSeen(page.getByRole('button', { name: 'Connect again' }));
  await stop('dashboard-reconnect', page);

  const dialog = await calmirror.openDisconnect('Calendar');
  await dialog.getByRole('radio', { name: 'Keep the events' }).check();
  await dialog.getByRole('button', { name: 'Disconnect and keep' }).click();
  await expectSeen(calmirror.heading('Disconnected'));
  await stop('dashboard-disconnected', page);
  await calmirror.card('Calendar').getByRole('button', { name: 'Erase events' }).click();
  await expectSeen(page.getByRole('dialog').getByRole('button', { name: 'Erase', exact: true }));
  await stop('dialog-erase', page);
  await page.keyboard.press('Escape');
  await page.goto(`${url}/no-such-page`);
  await expectSeen(calmirror.heading('This page does not exist'));
  await stop('not-found', page);
}
