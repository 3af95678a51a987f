import type { CalendarConnection } from '@calmirror/api-contract';

import { texts } from '../texts/texts.ts';

type Named = Pick<CalendarConnection, 'id' | 'name' | 'account'>;

/** The name; with its account where another calendar has the same one, as everybody's first calendar has. Pure. */
export function calendarLabel(calendar: Named, all: Iterable<Named>): string {
  for (const other of all) {
    if (other.id !== calendar.id && other.name === calendar.name) {
      return texts.events.calendarOf(calendar.name, calendar.account.displayName ?? calendar.account.email);
    }
  }
  return calendar.name;
}
