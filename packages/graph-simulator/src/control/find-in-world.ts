/** Finds what operations name: a mailbox, a calendar, an event. Says in a sentence what is not there. */
import { GraphError } from '../graph/graph-error.ts';
import { InputError } from '../http/check-input.ts';
import { EditError } from '../mailbox/edit-error.ts';
import { type EventReference, readEventId } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { SimCalendar } from '../mailbox/types.ts';
import type { SimWorld } from '../world/world.ts';

/** What the mailbox refuses is a wrong input here, of this field, said in the same words. */
export function said<T>(field: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof GraphError || error instanceof EditError)
      throw new InputError(`${field} is refused with ${error.code}: ${error.message}`);
    throw error;
  }
}

export function requireMailbox(world: SimWorld, name: string): Mailbox {
  const user = world.findUser(name);
  if (user !== undefined) return world.mailbox(user.id);
  throw new InputError(`user '${name}' is nobody here; GET /_sim/accounts lists everybody.`);
}

/** By id or name; the default one where none is named. */
export function calendarOf(mailbox: Mailbox, name: string | undefined): SimCalendar {
  const wanted = name ?? mailbox.defaultCalendarId;
  const found = mailbox.calendars().find((calendar) => calendar.id === wanted || calendar.name === wanted);
  if (found !== undefined) return found;
  throw new InputError(`calendar '${wanted}' is not in this mailbox; GET /_sim/accounts lists them.`);
}

export function requireEvent(mailbox: Mailbox, id: string): EventReference {
  const reference = readEventId(mailbox.user, id);
  if (typeof reference !== 'string' && mailbox.find(reference.key) !== undefined) return reference;
  throw new InputError(`event '${id}' is not in this mailbox.`);
}
