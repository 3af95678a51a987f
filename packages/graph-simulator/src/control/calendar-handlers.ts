/** What the operations on calendars do. */
import { readEventDraft } from '../graph/read-event.ts';
import { timesOf } from '../mailbox/create-event.ts';
import { calendarId } from '../mailbox/ids.ts';
import { refreshInternetCalendar } from '../mailbox/internet-calendar.ts';
import type { SimWorld } from '../world/world.ts';
import { hashHex } from '../world/seeded.ts';
import { CALENDAR_OPERATIONS } from './calendar-operations.ts';
import { calendarOf, requireMailbox, said } from './find-in-world.ts';
import { take } from './take.ts';

export function createCalendarHandlers(world: SimWorld) {
  return {
    renewCalendarId: take(CALENDAR_OPERATIONS.renewCalendarId, ({ user, calendar }) => {
      const mailbox = requireMailbox(world, user);
      const { id } = calendarOf(mailbox, calendar);
      const next = calendarId(mailbox.user, hashHex(`${mailbox.nextCreationSeed()}/renewed`, 12));
      mailbox.renewCalendar(id, next);
      world.shares.renewCalendar(id, next);
      return { calendarId: next };
    }),
    internetCalendar: take(CALENDAR_OPERATIONS.internetCalendar, ({ user, name, events }) => {
      const mailbox = requireMailbox(world, user);
      // Everything is refused before anything is taken out.
      const entries = events.map(({ uid, event }, index) =>
        said(`events[${index}].event`, () => {
          const draft = readEventDraft(event);
          timesOf(mailbox, draft);
          return { uid, draft };
        }),
      );
      return said('name', () => ({ calendarId: refreshInternetCalendar(mailbox, name, entries) }));
    }),
  };
}
