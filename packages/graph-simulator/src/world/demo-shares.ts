/** What the people of the demo world share with each other from the start. */
import type { ShareBook } from '../sharing/share-book.ts';
import { demoCalendars } from './demo-calendars.ts';
import { DEMO_USERS } from './demo-people.ts';

const SHARES = [
  { owner: 'alex@contoso.example', calendar: 'Work projects', user: 'adele@contoso.example', role: 'read' },
] as const;

/** All of them inside one organization. */
export function shareDemoCalendars(shares: ShareBook): void {
  for (const { owner: ownerName, calendar: calendarName, user: userName, role } of SHARES) {
    const owner = DEMO_USERS.find(({ mail }) => mail === ownerName);
    const user = DEMO_USERS.find(({ mail }) => mail === userName);
    const calendar = owner && demoCalendars(owner).find(({ name }) => name === calendarName);
    if (owner === undefined || user === undefined || calendar === undefined) continue;
    const person = { name: user.displayName, address: user.mail };
    shares.share({ owner, calendarId: calendar.id, person, isInside: true, role, user });
  }
}
