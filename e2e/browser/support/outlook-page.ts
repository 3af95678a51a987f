/** The simulator's Outlook: a week of one mailbox, on which its owner makes, moves and deletes events. */
import type { Locator, Page } from 'playwright-core';

interface OutlookEvent {
  readonly title: string;
  /** YYYY-MM-DD, in the mailbox's zone. */
  readonly date: string;
  /** HH:MM; left out: all day. */
  readonly start?: string;
  readonly end?: string;
}

export interface OutlookPage {
  open(date?: string): Promise<void>;
  create(event: OutlookEvent): Promise<void>;
  /** By its form. */
  moveTo(title: string, date: string, start: string, end: string): Promise<void>;
  /** Down the same day with the mouse, by pixels. */
  dragDown(title: string, pixels: number): Promise<void>;
  remove(title: string): Promise<void>;
  entry(title: string): Locator;
}

/** `user` is the principal name of the mailbox's owner. */
export function outlookPage(page: Page, simulatorUrl: string, user: string): OutlookPage {
  const entry = (title: string): Locator =>
    page.getByRole('region', { name: 'Week' }).getByRole('link', { name: `${title}, ` });
  const fill = (label: string, value: string): Promise<void> =>
    page.getByLabel(label, { exact: true }).fill(value);
  const save = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('region', { name: 'Week' }).waitFor();
  };
  return {
    open: async (date) => {
      const query = new URLSearchParams({ user, ...(date === undefined ? {} : { date }) });
      await page.goto(`${simulatorUrl}/_sim/outlook?${query}`);
    },
    create: async ({ title, date, start, end }) => {
      await page.getByRole('button', { name: 'New event' }).click();
      await fill('Title', title);
      await fill('Start date', date);
      await fill('End date', date);
      if (start === undefined || end === undefined) await page.getByLabel('All day', { exact: true }).check();
      else {
        await fill('Start time', start);
        await fill('End time', end);
      }
      await save();
    },
    moveTo: async (title, date, start, end) => {
      await entry(title).click();
      await fill('Start date', date);
      await fill('Start time', start);
      await fill('End date', date);
      await fill('End time', end);
      await save();
    },
    dragDown: async (title, pixels) => {
      await entry(title).scrollIntoViewIfNeeded();
      const box = await entry(title).boundingBox();
      if (box === null) throw new Error(`${title} is not on the page.`);
      const x = box.x + box.width / 2;
      const y = box.y + Math.min(8, box.height / 3);
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y + pixels, { steps: 8 });
      await page.mouse.up();
    },
    remove: async (title) => {
      await entry(title).click();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('region', { name: 'Week' }).waitFor();
    },
    entry,
  };
}
