import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

import { calendarColour, contrast, textColourOn } from '../src/events/calendar-colour.ts';
import { firstWeekday, startOfWeek } from '../src/format/week-start.ts';
import { gridEvent } from '../src/pages/grid/grid-events.ts';
import { gridRange, gridStep } from '../src/pages/grid/grid-range.ts';
import { allDay, calendarEvent, timed } from './support/calendar-event.ts';

// Whatever the machine's language is.
vi.stubGlobal('navigator', { language: 'en-US', languages: ['en-US'] });

const date = Temporal.PlainDate.from('2026-11-22');
const hex = fc.integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the colour of a calendar', () => {
  it('is the one the person chose, or that of its name, or our own', () => {
    expect(calendarColour({ color: 'lightGreen', hexColor: '#0078d4' })).toBe('#0078d4');
    expect(calendarColour({ color: 'lightGreen', hexColor: null })).toBe('#498205');
    expect(calendarColour({ color: 'auto', hexColor: '' })).toBe('#0b7379');
    expect(calendarColour({ color: null, hexColor: 'url(https://evil.example)' })).toBe('#0b7379');
  });

  it('carries text that can be read on it, whatever it is', () => {
    fc.assert(fc.property(hex, (background) => contrast(background, textColourOn(background)) >= 4.5));
  });

  it('has the contrast that WCAG computes', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#ffffff', '#767676')).toBeCloseTo(4.54, 2);
  });
});

describe('the days of a grid', () => {
  it('are the week of the viewer’s country', () => {
    expect(firstWeekday('en-US')).toBe(7);
    expect(firstWeekday('de-DE')).toBe(1);
    expect(firstWeekday('ar-EG')).toBe(6);
    expect(startOfWeek(date, 1).toString()).toBe('2026-11-16');
    expect(startOfWeek(date, 7).toString()).toBe('2026-11-22');
    expect(startOfWeek(date, 6).toString()).toBe('2026-11-21');
  });

  it('are the month with the rest of its first and last week', () => {
    const { from, until } = gridRange('month', date, 1);
    expect([from.toString(), until.toString()]).toEqual(['2026-10-26', '2026-12-07']);
  });

  it('are three from the date where a week does not fit', () => {
    const { from, until } = gridRange('days', date, 1);
    expect([from.toString(), until.toString()]).toEqual(['2026-11-22', '2026-11-25']);
  });

  it('move by a week, a month or three days, and stay inside a shorter month', () => {
    expect(gridStep('week', date, 1).toString()).toBe('2026-11-29');
    expect(gridStep('days', date, -1).toString()).toBe('2026-11-19');
    expect(gridStep('month', Temporal.PlainDate.from('2027-01-31'), 1).toString()).toBe('2027-02-28');
  });
});

describe('an event in the grid', () => {
  const options = { calendars: new Map(), linkTo: (id: string) => `/week?event=${id}` };

  it('keeps its dates as dates and its instants as instants', () => {
    expect(gridEvent(calendarEvent(allDay('2026-11-01', '2026-11-02')), options)).toMatchObject({
      start: '2026-11-01',
      end: '2026-11-02',
      allDay: true,
    });
    expect(gridEvent(calendarEvent(timed('2026-11-01T09:00Z', '2026-11-01T10:00Z')), options)).toMatchObject({
      start: '2026-11-01T09:00:00Z',
      allDay: false,
    });
  });

  it('says in words that it is cancelled or tentative', () => {
    const event = calendarEvent({ title: 'Town hall', status: 'cancelled' });
    expect(gridEvent(event, options)).toMatchObject({
      title: 'Town hall (cancelled)',
      url: `/week?event=${event.id}`,
    });
    expect(gridEvent(calendarEvent({ title: null, status: 'tentative' }), options)).toMatchObject({
      title: '(no title) (tentative)',
    });
  });
});
