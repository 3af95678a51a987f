/** Calmirror's page as a person uses it: by what is written on things, never by how they are built. */
import type { Locator, Page } from 'playwright-core';

import { expectSeen } from './expect-seen.ts';
import { microsoftPage } from './microsoft-page.ts';

export const PASSWORD = 'correct horse battery';

export interface CalmirrorPage {
  readonly page: Page;
  /** From the first page on, as somebody who was never here. */
  signUp(email: string): Promise<void>;
  signIn(email: string): Promise<void>;
  signOut(): Promise<void>;
  /** From the connect page to Microsoft's. */
  goToMicrosoft(): Promise<void>;
  /** On the page that offers calendars: these, or all of them. */
  choose(calendars: readonly string[] | 'all'): Promise<void>;
  /** Everything from the connect page to the calendars that are being mirrored. */
  connect(account: string, calendars: readonly string[] | 'all'): Promise<void>;
  /** One calendar on the dashboard. */
  card(calendar: string): Locator;
  /** Waits until a calendar says that changes arrive by push. */
  untilPushed(calendar: string): Promise<void>;
  /** Where there is anything to ask for: a calendar that stopped by itself meanwhile has no such button. */
  syncNow(calendar: string): Promise<void>;
  openDisconnect(calendar: string): Promise<Locator>;
  goTo(place: 'Calendars' | 'Agenda' | 'Week' | 'Month'): Promise<void>;
  /** An event in the agenda, with its time and what else is said there. */
  event(title: string): Locator;
  heading(text: string | RegExp): Locator;
}

export function calmirrorPage(page: Page): CalmirrorPage {
  const heading = (text: string | RegExp): Locator => page.getByRole('heading', { name: text });
  /** Not “Choose calendars”. */
  const dashboard = page.getByRole('heading', { name: 'Calendars', exact: true, level: 1 });
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  const card = (calendar: string): Locator =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: calendar, exact: true }) });
  const enter = async (email: string, submit: string): Promise<void> => {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: submit, exact: true }).click();
  };
  const goToMicrosoft = async (): Promise<void> => {
    await button('Connect Microsoft Calendar').click();
    await expectSeen(heading('Sign in'));
  };
  const choose = async (calendars: readonly string[] | 'all'): Promise<void> => {
    await expectSeen(heading('Choose calendars'));
    const all = page.getByRole('checkbox', { name: 'Select all' });
    await all.check();
    if (calendars !== 'all') {
      await all.uncheck();
      for (const name of calendars) await page.getByRole('checkbox', { name }).first().check();
    }
    await button(/^Mirror /).click();
    await expectSeen(dashboard);
  };
  return {
    page,
    signUp: async (email) => {
      await page.goto('/');
      await expectSeen(heading('Create your account'));
      await enter(email, 'Create account');
      await expectSeen(dashboard);
    },
    signIn: async (email) => {
      await page.goto('/sign-in');
      await enter(email, 'Sign in');
      await expectSeen(dashboard);
    },
    signOut: async () => {
      await button('Account menu').click();
      await button('Sign out').click();
      await expectSeen(heading('Sign in'));
    },
    goToMicrosoft,
    choose,
    connect: async (account, calendars) => {
      await page.goto('/connect');
      await goToMicrosoft();
      await microsoftPage(page).accept(account);
      await choose(calendars);
    },
    card,
    // Where the first attempt fails on a busy machine, the next ones come after 5, 10 and 20 seconds.
    untilPushed: (calendar) => expectSeen(card(calendar).getByText('Changes arrive by push'), 40_000),
    syncNow: async (calendar) => {
      await dashboard.waitFor();
      const stopped = card(calendar).getByText('Stopped');
      await button(`Sync now: ${calendar}`).or(stopped).first().waitFor();
      if (await stopped.isVisible()) return;
      await button(`Sync now: ${calendar}`)
        .click({ timeout: 3_000 })
        .catch(() => stopped.waitFor());
    },
    openDisconnect: async (calendar) => {
      await card(calendar).getByRole('button', { name: 'Disconnect' }).click();
      return page.getByRole('dialog');
    },
    goTo: (place) =>
      page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click(),
    event: (title) =>
      page
        .getByRole('main')
        .getByRole('listitem')
        .filter({ has: page.getByRole('link', { name: title, exact: true }) }),
    heading,
  };
}
