/**
 * The same mailbox seen from Los Angeles, Kathmandu and Kiritimati around the days on which clocks change: an
 * all-day event stands on its date, everywhere; an event with a time stands on the viewer's date, at their time.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { outlookOf, untilActive } from '../support/flow.ts';
import { calmirrorPage, PASSWORD } from './support/calmirror-page.ts';
import { expectSeen } from './support/expect-seen.ts';
import { startStage } from './support/stage.ts';
import type { Stage } from './support/stage.ts';
import type { Visit } from './support/visit.ts';

const adele = 'adele@contoso.example';
const email = 'traveller@example.com';
const ZONES = ['America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati'];

interface WholeDay {
  readonly title: string;
  readonly dates: readonly string[];
}
interface Moment {
  readonly title: string;
  readonly at: Temporal.Instant;
}
/** A day on which clocks change, and what was put around it. */
interface Scene {
  readonly day: Temporal.PlainDate;
  readonly wholeDays: readonly WholeDay[];
  readonly moments: readonly Moment[];
}

/** From midnight UTC of the day: before and after the change, and where the date differs from zone to zone. */
const HOURS = [-20, -2, 0.5, 4, 9.75, 10.25, 14, 30];

let stage: Stage;
let scenes: Scene[];

beforeAll(async () => {
  stage = await startStage();
  const now = Temporal.Instant.from((await stage.flow.simulator.control.clock()).now);
  // Los Angeles is where a viewer's clock changes; Berlin is the zone of the mailbox.
  scenes = ['America/Los_Angeles', 'Europe/Berlin'].map((zone) => sceneOf(nextChange(now, zone)));
  const outlook = outlookOf(stage.flow.simulator, adele);
  for (const { title, dates } of scenes.flatMap((scene) => scene.wholeDays)) {
    const id = await outlook.create(title, 1);
    const last = Temporal.PlainDate.from(dates.at(-1) ?? '');
    await outlook.edit(id, {
      isAllDay: true,
      start: midnight(Temporal.PlainDate.from(dates[0] ?? '')),
      end: midnight(last.add({ days: 1 })),
    });
  }
  for (const { title, at } of scenes.flatMap((scene) => scene.moments)) {
    const id = await outlook.create(title, 1);
    await outlook.edit(id, { start: graphTime(at), end: graphTime(at.add({ minutes: 10 })) });
  }
  const person = stage.flow.client();
  await person.signUp(email, PASSWORD);
  await person.connect(adele, ['Calendar']);
  await untilActive(person);
}, 90_000);
afterAll(() => stage[Symbol.asyncDispose]());

function nextChange(from: Temporal.Instant, zone: string): Temporal.PlainDate {
  const next = from.toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  if (next === null) throw new Error(`${zone} changes its clocks no more.`);
  return next.toPlainDate();
}

function sceneOf(day: Temporal.PlainDate): Scene {
  const on = (offset: number): string => day.add({ days: offset }).toString();
  return {
    day,
    wholeDays: [
      ...[-1, 0, 1].map((offset) => ({ title: `Whole day of ${on(offset)}`, dates: [on(offset)] })),
      { title: `Two days from ${on(0)}`, dates: [on(0), on(1)] },
    ],
    moments: HOURS.map((hours) => {
      const at = day
        .toZonedDateTime('UTC')
        .toInstant()
        .add({ minutes: hours * 60 });
      return { title: `Ten minutes from ${at.toString()}`, at };
    }),
  };
}

function midnight(date: Temporal.PlainDate): object {
  return { dateTime: `${date.toString()}T00:00:00`, timeZone: 'W. Europe Standard Time' };
}

function graphTime(at: Temporal.Instant): object {
  return { dateTime: at.toString().slice(0, 19), timeZone: 'UTC' };
}

const clockTime = (at: Temporal.Instant, zone: string): string => {
  const { hour, minute } = at.toZonedDateTimeISO(zone);
  return `${((hour + 11) % 12) + 1}:${String(minute).padStart(2, '0')}`;
};

describe.each(ZONES)('seen from %s, around the days on which clocks change', { timeout: 90_000 }, (zone) => {
  const dateOf = (at: Temporal.Instant): string => at.toZonedDateTimeISO(zone).toPlainDate().toString();
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    visit = await stage.visit({ timezoneId: zone });
    page = visit.page;
    await calmirrorPage(page).signIn(email);
  });
  afterAll(() => visit[Symbol.asyncDispose]());

  it('the agenda has all-day events on their dates, and others at the viewer’s date and time', async () => {
    for (const { day, wholeDays, moments } of scenes) {
      await page.goto(`/agenda?date=${day.subtract({ days: 3 }).toString()}`);
      await expectSeen(calmirrorPage(page).event(wholeDays[0]?.title ?? ''));
      const rows = await agendaRows(page);
      expect(wholeDays.map(({ title }) => [title, rows.get(title)?.dates])).toEqual(
        wholeDays.map(({ title, dates }) => [title, dates]),
      );
      expect(moments.map(({ title }) => [title, rows.get(title)])).toEqual(
        moments.map(({ title, at }) => [title, { dates: [dateOf(at)], time: clockTime(at, zone) }]),
      );
    }
  });

  it.each(['week', 'month'] as const)('the %s draws each event on the same date', async (view) => {
    for (const { day, wholeDays, moments } of scenes) {
      await page.goto(`/${view}?date=${day.toString()}`);
      await expectSeen(page.getByRole('main').getByText(`Two days from ${day.toString()}`));
      const { columns, placed } = await grid(page, view);
      const expected = [...wholeDays, ...moments.map(({ title, at }) => ({ title, dates: [dateOf(at)] }))]
        .map(({ title, dates }) => [title, dates.filter((date) => columns.includes(date))] as const)
        .filter(([, dates]) => dates.length > 0);
      // A full day of a month ends with “+2 more”: what is drawn must be right, and the first events are drawn.
      const drawn = expected.filter(([title]) => view === 'week' || placed.has(title));
      expect(drawn.length).toBeGreaterThan(6);
      expect(drawn.map(([title]) => [title, placed.get(title)])).toEqual(drawn);
    }
  });
});

interface Row {
  readonly dates: string[];
  readonly time: string;
}

/** Title → the days under whose heading it stands, and the time it begins by the words there. */
async function agendaRows(page: Page): Promise<Map<string, Row>> {
  const rows = await page
    .getByRole('main')
    .getByRole('listitem')
    .evaluateAll((items) =>
      items.map((item) => ({
        title: item.querySelector('a')?.textContent ?? '',
        date: item.closest('section')?.querySelector('h2 time')?.getAttribute('datetime') ?? 'no day',
        time: item.querySelector('time')?.textContent ?? '',
      })),
    );
  const found = new Map<string, Row>();
  for (const { title, date, time } of rows) {
    const before = found.get(title)?.dates ?? [];
    found.set(title, { dates: [...before, date], time: /^\d+:\d\d/.exec(time)?.[0] ?? '' });
  }
  return found;
}

interface Grid {
  readonly columns: string[];
  /** Title → dates. */
  readonly placed: Map<string, string[]>;
}

/** By where things are drawn: a person reads a grid by what stands in which field. */
async function grid(page: Page, view: 'week' | 'month'): Promise<Grid> {
  const { columns, entries } = await page.evaluate((isWeek) => {
    const fields = [
      ...document.querySelectorAll(isWeek ? '[role=columnheader][data-date]' : '[role=cell][data-date]'),
    ];
    const boxes = fields.map((field) => ({
      date: field.getAttribute('data-date') ?? '',
      box: field.getBoundingClientRect(),
    }));
    const links = [...document.querySelectorAll('[role=listitem] a')];
    return {
      columns: boxes.map(({ date }) => date),
      entries: links.map((link) => {
        const { left, right, top, bottom } = link.getBoundingClientRect();
        const middle = (top + bottom) / 2;
        const on = boxes.filter(({ box }) => {
          const covers = Math.min(right, box.right) - Math.max(left, box.left) > 8;
          return covers && (isWeek || (middle > box.top && middle < box.bottom));
        });
        const words = [...link.querySelectorAll('*')].filter((each) => each.children.length === 0);
        return { title: words.at(-1)?.textContent ?? '', dates: on.map(({ date }) => date) };
      }),
    };
  }, view === 'week');
  const placed = new Map<string, string[]>();
  for (const { title, dates } of entries) placed.set(title, [...(placed.get(title) ?? []), ...dates]);
  return { columns, placed };
}
