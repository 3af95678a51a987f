/** What the operations on events do. They speak of events as Graph does, and edit as Outlook does. */
import { readEventDraft, readEventPatch } from '../graph/read-event.ts';
import { InputError } from '../http/check-input.ts';
import { cancelEvent } from '../mailbox/cancel-event.ts';
import { createEvent, type CreateOptions } from '../mailbox/create-event.ts';
import { eventId } from '../mailbox/ids.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import { moveEvent } from '../mailbox/move-event.ts';
import { splitSeries } from '../mailbox/split-series.ts';
import type { MailboxItem } from '../mailbox/types.ts';
import { updateEvent } from '../mailbox/update-event.ts';
import { receiveCancellation, receiveInvitation, receiveUpdate } from '../meetings/outside-organizer.ts';
import { recordAnswer, respond } from '../meetings/respond.ts';
import type { SimWorld } from '../world/world.ts';
import { EDIT_OPERATIONS } from './edit-operations.ts';
import { calendarOf, requireEvent, requireMailbox, said } from './find-in-world.ts';
import { take } from './take.ts';

const DONE = { ok: true } as const;

function slotOf({ start, end }: { readonly start: string; readonly end: string }) {
  const instant = (text: string): number => {
    try {
      return Temporal.Instant.from(text).epochMilliseconds;
    } catch {
      throw new InputError(`proposedNewTime must be RFC 3339 times with an offset, not '${text}'.`);
    }
  };
  return { startMs: instant(start), endMs: instant(end) };
}

function edited({ user }: Mailbox, { calendarId, key }: MailboxItem) {
  return {
    id: eventId(user, calendarId, key, null, 'regular'),
    immutableId: eventId(user, calendarId, key, null, 'immutable'),
    calendarId,
  };
}

export function createEditHandlers(world: SimWorld) {
  const { createEvent: create, changeEvent, cancelEvent: cancel, moveEvent: move } = EDIT_OPERATIONS;
  return {
    createEvent: take(create, (input) => {
      const mailbox = requireMailbox(world, input.user);
      const calendar = calendarOf(mailbox, input.calendar).id;
      const { pasted = false, linkAfterMs, ...teams } = input.teams ?? {};
      const options: CreateOptions = {
        teams,
        pastedLink: pasted,
        ...(linkAfterMs === undefined ? {} : { linkAfterMs }),
        ...(input.send === false ? { isUnsent: true } : {}),
        ...(input.attachments === undefined ? {} : { attachments: input.attachments }),
        ...(input.skypeUrl === undefined ? {} : { onlineMeetingUrl: input.skypeUrl }),
        ...(input.zones === undefined
          ? {}
          : {
              zoneNames: {
                original: input.zones.original,
                recurrence: input.zones.recurrence ?? input.zones.original ?? '',
              },
            }),
      };
      return said('event', () => {
        const draft = readEventDraft({
          ...input.event,
          ...(input.teams === undefined || pasted ? {} : { isOnlineMeeting: true }),
        });
        const { organizer, uid = null } = input;
        const item =
          organizer === undefined
            ? createEvent(mailbox, calendar, draft, options)
            : receiveInvitation(mailbox, calendar, draft, { organizer, uid }, options);
        return edited(mailbox, item);
      });
    }),
    changeEvent: take(changeEvent, ({ user, event, change, by, send }) => {
      const mailbox = requireMailbox(world, user);
      const reference = requireEvent(mailbox, event);
      return said('change', () => {
        const patch = readEventPatch(change);
        const item =
          by === 'organizer'
            ? receiveUpdate(mailbox, reference, patch)
            : updateEvent(mailbox, reference, patch, send);
        return edited(mailbox, item);
      });
    }),
    cancelEvent: take(cancel, ({ user, event, by }) => {
      const mailbox = requireMailbox(world, user);
      const reference = requireEvent(mailbox, event);
      said('event', () => (by === 'organizer' ? receiveCancellation : cancelEvent)(mailbox, reference));
      return DONE;
    }),
    respond: take(EDIT_OPERATIONS.respond, ({ user, event, attendee, ...input }) => {
      const mailbox = requireMailbox(world, user);
      const reference = requireEvent(mailbox, event);
      const { response, sendResponse = true } = input;
      const proposedNewTime = input.proposedNewTime === undefined ? null : slotOf(input.proposedNewTime);
      const answer = { response, sendResponse, proposedNewTime };
      if (attendee === undefined)
        said('event', () => respond(mailbox, reference, answer, (id) => world.mailbox(id)));
      else recordAnswer(mailbox, reference, attendee, answer);
      return DONE;
    }),
    moveEvent: take(move, ({ user, event, calendar }) => {
      const mailbox = requireMailbox(world, user);
      const reference = requireEvent(mailbox, event);
      const target = calendarOf(mailbox, calendar).id;
      return said('calendar', () => edited(mailbox, moveEvent(mailbox, reference, target)));
    }),
    splitSeries: take(EDIT_OPERATIONS.splitSeries, ({ user, event, change }) => {
      const mailbox = requireMailbox(world, user);
      const reference = requireEvent(mailbox, event);
      return said('change', () => edited(mailbox, splitSeries(mailbox, reference, readEventPatch(change))));
    }),
  };
}
