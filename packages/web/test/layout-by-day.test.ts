import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { daysOf } from '../src/events/event-times.ts';
import { layoutByDay } from '../src/events/layout-by-day.ts';
import { allDay, calendarEvent, timed } from './support/calendar-event.ts';

const zones = ['America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Europe/Berlin', 'UTC'];

function day(date: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(date);
}

function titlesByDay(events: Parameters<typeof layoutByDay>[0], from: string, until: string, zone: string) {
  return Object.fromEntries(
    layoutByDay(events, { from: day(from), until: day(until), zone }).map(({ date, entries }) => [
      date.toString(),
      entries.map(({ event, dayNumber, dayCount }) =>
        dayCount === 1 ? event.title : `${event.title} ${dayNumber}/${dayCount}`,
      ),
    ]),
  );
}

describe('an all-day event', () => {
  it.each(zones)('stands on its own dates in %s, also over a change of the clocks', (zone) => {
    const events = [
      calendarEvent({ title: 'Before', ...allDay('2026-10-24', '2026-10-25') }),
      calendarEvent({ title: 'European change', ...allDay('2026-10-25', '2026-10-26') }),
      calendarEvent({ title: 'American change', ...allDay('2026-11-01', '2026-11-02') }),
    ];
    expect(titlesByDay(events, '2026-10-20', '2026-11-10', zone)).toEqual({
      '2026-10-24': ['Before'],
      '2026-10-25': ['European change'],
      '2026-11-01': ['American change'],
    });
  });

  it('of several days stands on each of them and says which it is', () => {
    const event = calendarEvent({ title: 'Offsite', ...allDay('2026-11-25', '2026-11-28') });
    expect(titlesByDay([event], '2026-11-26', '2026-12-10', 'Europe/Berlin')).toEqual({
      '2026-11-26': ['Offsite 2/3'],
      '2026-11-27': ['Offsite 3/3'],
    });
  });
});

describe('an event with a time', () => {
  // 31 October 2026, 23:30 in Los Angeles, an hour and a half before the clocks go back.
  const late = { title: 'Late', ...timed('2026-11-01T06:30Z', '2026-11-01T06:45Z') };

  it.each([
    ['America/Los_Angeles', '2026-10-31'],
    ['Asia/Kathmandu', '2026-11-01'],
    ['Pacific/Kiritimati', '2026-11-01'],
  ])('stands on the day it is in %s: %s', (zone, date) => {
    expect(titlesByDay([calendarEvent(late)], '2026-10-20', '2026-11-10', zone)).toEqual({
      [date]: ['Late'],
    });
  });

  it('is over at midnight and not yet on the next day', () => {
    const event = calendarEvent({ title: 'Evening', ...timed('2026-11-23T20:00Z', '2026-11-24T00:00Z') });
    expect(titlesByDay([event], '2026-11-20', '2026-11-30', 'UTC')).toEqual({ '2026-11-23': ['Evening'] });
  });

  it('without a length stands on one day', () => {
    const event = calendarEvent({ title: 'Reminder', ...timed('2026-11-24T00:00Z', '2026-11-24T00:00Z') });
    expect(titlesByDay([event], '2026-11-20', '2026-11-30', 'UTC')).toEqual({ '2026-11-24': ['Reminder'] });
  });
});

describe('a day', () => {
  it('begins with what lasts all day, then what began earlier, then by time', () => {
    const events = [
      calendarEvent({ title: 'Noon', ...timed('2026-11-24T12:00Z', '2026-11-24T13:00Z') }),
      calendarEvent({ title: 'Night', ...timed('2026-11-23T22:00Z', '2026-11-24T02:00Z') }),
      calendarEvent({ title: 'Morning', ...timed('2026-11-24T08:00Z', '2026-11-24T09:00Z') }),
      calendarEvent({ title: 'Birthday', ...allDay('2026-11-24', '2026-11-25') }),
    ];
    expect(titlesByDay(events, '2026-11-24', '2026-11-25', 'UTC')).toEqual({
      '2026-11-24': ['Birthday', 'Night 2/2', 'Morning', 'Noon'],
    });
  });

  it('holds exactly the events that touch it, in every zone and at every time of the year', () => {
    const from = Temporal.Instant.from('2026-01-01T00:00Z').epochMilliseconds;
    const minute = 60_000;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 525_600 }),
        fc.integer({ min: 0, max: 6_000 }),
        fc.constantFrom(...zones),
        (start, length, zone) => {
          const startMs = from + start * minute;
          const endMs = startMs + length * minute;
          const at = (ms: number): string => Temporal.Instant.fromEpochMilliseconds(ms).toString();
          const event = calendarEvent(timed(at(startMs), at(endMs)));
          const { first, last } = daysOf(event, zone);
          const range = { from: first.subtract({ days: 2 }), until: last.add({ days: 3 }), zone };
          const dates = new Set(layoutByDay([event], range).map(({ date }) => date.toString()));
          for (let each = range.from; !each.equals(range.until); each = each.add({ days: 1 })) {
            const begins = each.toZonedDateTime(zone).epochMilliseconds;
            const ends = each.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
            const touches =
              startMs === endMs ? begins <= startMs && startMs < ends : startMs < ends && endMs > begins;
            expect(dates.has(each.toString())).toBe(touches);
          }
        },
      ),
    );
  });
});
