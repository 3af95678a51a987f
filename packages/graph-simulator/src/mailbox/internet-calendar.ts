/**
 * A calendar of the internet (ICS) that somebody subscribed to in Outlook: read-only, its events with the uids of
 * another system. A refresh takes everything out and puts it in anew, under new ids.
 * Source: calendar facts 7.1 [I], RogerSelwyn/MS365-Calendar 99 [F].
 */
import { hashHex } from '../world/seeded.ts';
import { changeKeyOf } from './change-key.ts';
import { createEvent } from './create-event.ts';
import { EditError } from './edit-error.ts';
import type { EventDraft } from './event-draft.ts';
import { calendarId } from './ids.ts';
import type { Mailbox } from './mailbox.ts';

export interface InternetEvent {
  /** As the other system wrote it. */
  readonly uid: string;
  readonly draft: EventDraft;
}

/** Nobody in particular organizes what stands in such a file. */
const NOBODY = { name: '', address: '' };

function requireOwn(mailbox: Mailbox, name: string): string {
  const { user } = mailbox;
  const found = mailbox.calendars().find((calendar) => calendar.name === name);
  if (found !== undefined) {
    if (found.canEdit)
      throw new EditError('ErrorInvalidRequest', `'${name}' is a calendar that is written to.`);
    return found.id;
  }
  const id = calendarId(user, hashHex(mailbox.nextCreationSeed(), 12));
  mailbox.addCalendar({
    id,
    name,
    color: 'auto',
    hexColor: '',
    isDefault: false,
    canEdit: false,
    canShare: false,
    isRemovable: true,
    ownerName: user.displayName,
    ownerAddress: user.mail,
    changeKey: changeKeyOf(user, mailbox.takeChange()),
  });
  return id;
}

/**
 * Makes the calendar where there is none of this name. The times of every event can be kept (`timesOf`).
 * @throws EditError for a calendar that can be written to.
 */
export function refreshInternetCalendar(
  mailbox: Mailbox,
  name: string,
  events: readonly InternetEvent[],
): string {
  const id = requireOwn(mailbox, name);
  for (const item of mailbox.itemsOf(id).values()) mailbox.remove(item);
  for (const { uid, draft } of events) {
    const seed = mailbox.nextCreationSeed();
    const content = { ...draft.content, responseStatus: { response: 'none', at: null } } as const;
    createEvent(
      mailbox,
      id,
      { ...draft, content },
      {
        seed,
        organizer: NOBODY,
        meeting: { seed, date: null, organizer: null, foreignUid: uid },
      },
    );
  }
  return id;
}
