import { describe, expect, it } from 'vitest';

import { calendarLabel } from '../src/events/calendar-label.ts';
import { aCalendar } from './support/calendar.ts';

describe('the label of a calendar', () => {
  const { account } = aCalendar();
  const adele = aCalendar({ id: 'a', name: 'Calendar', account: { ...account, displayName: 'Adele Vance' } });
  const alex = aCalendar({
    id: 'b',
    name: 'Calendar',
    account: { ...account, displayName: null, email: 'alex@contoso.example' },
  });
  const family = aCalendar({ id: 'c', name: 'Family' });

  it('is its name', () => {
    expect(calendarLabel(family, [adele, alex, family])).toBe('Family');
    expect(calendarLabel(adele, [adele, family])).toBe('Calendar');
  });

  it('says whose it is where another one has the same name', () => {
    expect(calendarLabel(adele, [adele, alex, family])).toBe('Calendar · Adele Vance');
    expect(calendarLabel(alex, [adele, alex, family])).toBe('Calendar · alex@contoso.example');
  });
});
