import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimClock } from '../src/clock.ts';
import { createEvent } from '../src/mailbox/create-event.ts';
import type { Mailbox } from '../src/mailbox/mailbox.ts';
import { placeInLanes } from '../src/outlook/lanes.ts';
import { recurrenceInWords } from '../src/outlook/repeat.ts';
import { readWeek } from '../src/outlook/week.ts';
import { dayFromIso } from '../src/recurrence/civil-date.ts';
import type { RecurrencePattern, RecurrenceRange } from '../src/recurrence/types.ts';
import { createWorld } from '../src/world/world.ts';

/** Their clocks change on 1 November and 25 October 2026. */
const ALEX = 'alex@contoso.example';
const ADELE = 'adele@contoso.example';

function mailboxOf(name: string): Mailbox {
  const world = createWorld(new SimClock());
  const mailbox = world.mailbox(world.findUser(name)?.id ?? '');
  for (const { id } of mailbox.calendars())
    for (const item of mailbox.itemsOf(id).values()) mailbox.remove(item);
  return mailbox;
}

function add(mailbox: Mailbox, subject: string, start: string, end: string, zone: string): void {
  createEvent(mailbox, mailbox.defaultCalendarId, {
    content: { subject },
    start: { dateTime: start, timeZone: zone },
    end: { dateTime: end, timeZone: zone },
    isAllDay: start.length === 10,
    recurrence: null,
  });
}

/** Date, subject, first slot and the one after the last; all-day events without slots. */
function picture(mailbox: Mailbox, monday: string): string[] {
  return readWeek(mailbox, dayFromIso(monday), Date.UTC(2026, 0, 1)).days.flatMap(
    ({ date, allDay, timed }) => [
      ...allDay.map(({ content }) => `${date} ${String(content.subject)}`),
      ...timed.map(({ content, from, until }) => `${date} ${String(content.subject)} ${from}-${until}`),
    ],
  );
}

describe('the week of a mailbox', () => {
  it("puts events at the clock of the owner's zone, also where it was changed that day", () => {
    const alex = mailboxOf(ALEX);
    add(alex, 'After', '2026-11-01T17:00:00', '2026-11-01T18:00:00', 'UTC');
    add(alex, 'Next day', '2026-11-02T17:00:00', '2026-11-02T18:00:00', 'UTC');
    expect(picture(alex, '2026-10-26')).toEqual(['2026-11-01 After 108-120']);
    expect(picture(alex, '2026-11-02')).toEqual(['2026-11-02 Next day 108-120']);
  });

  it('shows what crosses midnight on both days, and what ends at midnight on one', () => {
    const adele = mailboxOf(ADELE);
    add(adele, 'Night', '2026-12-08T22:00:00', '2026-12-09T02:00:00', 'W. Europe Standard Time');
    add(adele, 'Evening', '2026-12-10T22:00:00', '2026-12-11T00:00:00', 'W. Europe Standard Time');
    expect(picture(adele, '2026-12-07')).toEqual([
      '2026-12-08 Night 264-288',
      '2026-12-09 Night 0-24',
      '2026-12-10 Evening 264-288',
    ]);
  });

  it('keeps all-day events on their dates, whatever zone they were written in', () => {
    const alex = mailboxOf(ALEX);
    add(alex, 'There', '2026-12-09', '2026-12-11', 'Pacific/Kiritimati');
    expect(picture(alex, '2026-12-07')).toEqual(['2026-12-09 There', '2026-12-10 There']);
  });

  it('shows what lasts a day or longer above the hours', () => {
    const adele = mailboxOf(ADELE);
    add(adele, 'Trip', '2026-12-08T09:00:00', '2026-12-09T09:00:00', 'UTC');
    expect(picture(adele, '2026-12-07')).toEqual(['2026-12-08 Trip', '2026-12-09 Trip']);
  });

  it('gives what has hardly a length, or ends the day, the height of a target', () => {
    const adele = mailboxOf(ADELE);
    add(adele, 'Reminder', '2026-12-08T17:00:00', '2026-12-08T17:00:00', 'W. Europe Standard Time');
    add(adele, 'Last call', '2026-12-08T23:55:00', '2026-12-08T23:58:00', 'W. Europe Standard Time');
    expect(picture(adele, '2026-12-07')).toEqual([
      '2026-12-08 Reminder 204-209',
      '2026-12-08 Last call 283-288',
    ]);
  });
});

describe('lanes', () => {
  const extents = fc.array(
    fc
      .record({ from: fc.integer({ min: 0, max: 280 }), length: fc.integer({ min: 5, max: 100 }) })
      .map(({ from, length }) => ({ from, until: Math.min(288, from + length) })),
    { maxLength: 40 },
  );

  it('hold every entry once, never two over each other, and agree on their number where they touch', () => {
    fc.assert(
      fc.property(extents, (entries) => {
        const placed = placeInLanes(entries);
        expect(placed).toHaveLength(entries.length);
        for (const [index, a] of placed.entries()) {
          expect(a.lane).toBeLessThan(a.lanes);
          for (const b of placed.slice(index + 1)) {
            if (a.from >= b.until || b.from >= a.until) continue;
            expect(a.lane).not.toBe(b.lane);
            expect(a.lanes).toBe(b.lanes);
          }
        }
      }),
    );
  });

  it('are as few as overlap at once', () => {
    const lanes = placeInLanes([
      { from: 0, until: 10 },
      { from: 5, until: 15 },
      { from: 10, until: 20 },
      { from: 30, until: 40 },
    ]).map(({ lane, lanes }) => [lane, lanes]);
    expect(lanes).toEqual([
      [0, 2],
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });
});

describe('a recurrence in words', () => {
  const pattern: RecurrencePattern = {
    type: 'daily',
    interval: 1,
    month: 0,
    dayOfMonth: 0,
    daysOfWeek: [],
    firstDayOfWeek: 'monday',
    index: 'first',
  };
  const range: RecurrenceRange = {
    type: 'noEnd',
    startDate: '2026-01-01',
    endDate: null,
    numberOfOccurrences: 0,
    recurrenceTimeZone: 'UTC',
  };

  it.each<[Partial<RecurrencePattern>, Partial<RecurrenceRange>, string]>([
    [{ interval: 3 }, { type: 'endDate', endDate: '2026-05-01' }, 'every 3 days until 1 May 2026'],
    [{ type: 'weekly', daysOfWeek: ['monday', 'friday'] }, {}, 'every Monday and Friday'],
    [
      { type: 'weekly', interval: 2, daysOfWeek: ['tuesday'] },
      { type: 'numbered', numberOfOccurrences: 12 },
      'every 2 weeks on Tuesday, 12 times',
    ],
    [{ type: 'absoluteMonthly', dayOfMonth: 31 }, {}, 'on day 31 of every month'],
    [
      {
        type: 'relativeMonthly',
        index: 'last',
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
      },
      {},
      'on the last weekday of every month',
    ],
    [{ type: 'absoluteYearly', dayOfMonth: 14, month: 3 }, {}, 'every year on 14 March'],
    [
      { type: 'relativeYearly', index: 'fourth', daysOfWeek: ['thursday'], month: 11 },
      {},
      'every year on the fourth Thursday of November',
    ],
  ])('says %o, %o as %s', (ofPattern, ofRange, words) => {
    expect(
      recurrenceInWords({ pattern: { ...pattern, ...ofPattern }, range: { ...range, ...ofRange } }),
    ).toBe(words);
  });
});
