import { describe, expect, it, vi } from 'vitest';

import { otherZone } from '../src/events/event-times.ts';
import { dayHeading, originalWhenWords, timeOnDay, whenWords } from '../src/events/when-words.ts';
import { allDay, calendarEvent, timed } from './support/calendar-event.ts';

// Whatever the machine's language is.
vi.stubGlobal('navigator', { language: 'en-US', languages: ['en-US'] });

/** Intl puts narrow spaces before AM and around dashes. */
function plain(text: string | undefined): string | undefined {
  return text?.replaceAll(/[\u2009\u202F]/g, ' ');
}

function day(date: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(date);
}

describe('when an event is', () => {
  it('is said in the viewer’s zone and, where its clocks differ, in the author’s', () => {
    const event = calendarEvent(timed('2026-11-23T14:00Z', '2026-11-23T15:00Z', 'America/New_York'));
    expect(plain(whenWords(event, 'Asia/Kathmandu').text)).toBe('Monday, November 23, 2026, 7:45 – 8:45 PM');
    expect(whenWords(event, 'Asia/Kathmandu').zone).toBe('Nepal Time');
    const original = originalWhenWords(event, 'Asia/Kathmandu');
    expect(plain(original?.text)).toBe('Monday, November 23, 2026, 9:00 – 10:00 AM');
    expect(original?.zone).toBe('Eastern Time');
  });

  it('is said once where another zone has the same clocks', () => {
    const event = calendarEvent(timed('2026-11-23T14:00Z', '2026-11-23T15:00Z', 'Europe/Rome'));
    expect(originalWhenWords(event, 'Europe/Berlin')).toBeUndefined();
  });

  it('is said twice in the weeks when only one of two zones has changed its clocks', () => {
    // London's noon: Los Angeles is 8 hours behind, but 7 between the two changes of autumn.
    const at = (date: string) =>
      whenWords(calendarEvent(timed(`${date}T12:00Z`, `${date}T13:00Z`)), 'America/Los_Angeles').text;
    expect(plain(at('2026-10-26'))).toContain('5:00 – 6:00 AM');
    expect(plain(at('2026-11-02'))).toContain('4:00 – 5:00 AM');
  });

  it.each(['America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati'])(
    'is a date without a zone for an all-day event, its last day included, in %s',
    (zone) => {
      const one = calendarEvent(allDay('2026-11-01', '2026-11-02'));
      expect(whenWords(one, zone)).toEqual({ text: 'Sunday, November 1, 2026', zone: undefined });
      const three = calendarEvent(allDay('2026-10-31', '2026-11-03'));
      expect(plain(whenWords(three, zone).text)).toBe('Saturday, October 31 – Monday, November 2, 2026');
      expect(originalWhenWords(three, zone)).toBeUndefined();
    },
  );

  it('is said in the viewer’s zone alone where the author’s is not known here', () => {
    const event = calendarEvent(timed('2026-11-23T14:00Z', '2026-11-23T15:00Z', 'Customized/Zone'));
    expect(otherZone(event, 'Europe/Berlin')).toBeUndefined();
    expect(
      otherZone(calendarEvent(timed('2026-11-23T14:00Z', '2026-11-23T15:00Z', null)), 'UTC'),
    ).toBeUndefined();
  });
});

describe('the hours of an event in the list of a day', () => {
  const night = calendarEvent(timed('2026-11-27T21:00Z', '2026-11-29T01:00Z'));

  it.each([
    [1, 'From 10:00 PM'],
    [2, 'The whole day'],
    [3, 'Until 2:00 AM'],
  ])('on day %i of three are: %s', (dayNumber, words) => {
    expect(plain(timeOnDay({ event: night, dayNumber, dayCount: 3 }, 'Europe/Berlin'))).toBe(words);
  });

  it('are all day for an all-day event, and one time for one without a length', () => {
    const one = { dayNumber: 1, dayCount: 1 };
    const dated = calendarEvent(allDay('2026-11-23', '2026-11-24'));
    const instant = calendarEvent(timed('2026-11-23T09:00Z', '2026-11-23T09:00Z'));
    expect(timeOnDay({ event: dated, ...one }, 'UTC')).toBe('All day');
    expect(plain(timeOnDay({ event: instant, ...one }, 'UTC'))).toBe('9:00 AM');
  });
});

describe('the heading of a day', () => {
  it.each([
    ['2026-11-22', 'Today, Sunday, November 22'],
    ['2026-11-23', 'Tomorrow, Monday, November 23'],
    ['2026-11-21', 'Yesterday, Saturday, November 21'],
    ['2026-11-24', 'Tuesday, November 24'],
    ['2027-01-01', 'Friday, January 1, 2027'],
  ])('%s, seen on 22 November 2026, is: %s', (date, words) => {
    expect(dayHeading(day(date), day('2026-11-22'))).toBe(words);
  });
});
