/** The whole first day without a mouse: every step by Tab, Enter, Space, arrows and Escape, the focus always in sight. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { calmirrorPage, PASSWORD } from './support/calmirror-page.ts';
import { expectGone, expectSeen } from './support/expect-seen.ts';
import { keyboardOf } from './support/keyboard.ts';
import { startStage } from './support/stage.ts';
import type { Stage } from './support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe('a person without a mouse', { timeout: 90_000 }, () => {
  it('signs up, connects, chooses, reads an event and disconnects, and sees the focus all the way', async () => {
    await using visit = await stage.visit();
    const { page } = visit;
    const calmirror = calmirrorPage(page);
    const keys = keyboardOf(page);
    const button = (name: string | RegExp) => page.getByRole('button', { name });

    await page.goto('/');
    await keys.type(page.getByLabel('E-mail'), 'keys@example.com');
    await keys.type(page.getByLabel('Password', { exact: true }), PASSWORD);
    await keys.press(button('Create account'));

    await expectSeen(calmirror.heading('Connect your Outlook calendar'));
    await keys.press(button('Connect Microsoft Calendar'));
    await keys.press(page.getByRole('radio', { name: 'Adele Vance' }), 'Space');
    await keys.press(button('Accept'));

    await expectSeen(calmirror.heading('Choose calendars'));
    for (const name of ['Birthdays', 'Holidays']) {
      const choice = page.getByRole('checkbox', { name });
      if (await choice.isChecked()) await keys.press(choice, 'Space');
    }
    const family = page.getByRole('checkbox', { name: 'Family' });
    if (!(await family.isChecked())) await keys.press(family, 'Space');
    await keys.press(button(/^Mirror /));
    await expectSeen(calmirror.card('Family').getByText('Up to date'), 20_000);

    await keys.press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Agenda' }));
    const lessons = page.getByRole('link', { name: 'Swimming lessons' }).first();
    await keys.press(lessons);
    const panel = page.getByRole('dialog', { name: 'Swimming lessons' });
    await expectSeen(panel.getByText('Public pool'));
    await page.keyboard.press('Escape');
    await expectGone(panel);
    expect(await lessons.evaluate((element) => element === document.activeElement)).toBe(true);

    await keys.press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Week' }));
    await keys.press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Calendars' }));
    await keys.press(calmirror.card('Family').getByRole('button', { name: 'Disconnect' }));
    const dialog = page.getByRole('dialog');
    await keys.press(dialog.getByRole('radio', { name: 'Keep the events' }), 'Space');
    await page.keyboard.press('ArrowDown');
    await keys.press(dialog.getByRole('button', { name: 'Disconnect and erase' }));
    await expectSeen(page.getByText('“Family” is disconnected. Its events are erased'));
    await expectGone(dialog);
  });

  it('skips the navigation with the first Tab', async () => {
    await using visit = await stage.visit();
    const { page } = visit;
    await calmirrorPage(page).signUp('skipping@example.com');
    await page.goto('/calendars');
    await expectSeen(calmirrorPage(page).heading('Calendars'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });
});
